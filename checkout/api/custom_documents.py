"""The JSON documents about custom fields."""

from typing import Annotated, Any

from pydantic import Field
from typing_extensions import TypedDict  # pydantic wants this one before Python 3.12


class CustomSchemaDocument(TypedDict):
    """A JSON Schema that extra data of orders, lines, addresses or customers is held to."""

    entity: Annotated[str, Field(description="customer, address, line or order.")]
    name: str
    schema: dict[str, Any]
    is_required: bool


class CustomSchemaList(TypedDict):
    """All schemas of the shop, oldest first."""

    items: list[CustomSchemaDocument]
