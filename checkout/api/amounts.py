"""How amounts of money are told: one kind of number everywhere."""

from typing import Annotated

from pydantic import Field

Minor = Annotated[int, Field(description="Minor units of `currency`.")]
