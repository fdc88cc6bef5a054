"""Custom fields: JSON Schemas a shop attaches for extra data."""

from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from ..db import Base

#: what extra data may be attached to
ENTITIES = ("customer", "address", "line", "order")
SCHEMA_NAME = "^[A-Za-z][A-Za-z0-9_.-]{0,63}$"


class CustomSchema(Base):
    """A JSON Schema, by whose name data is attached to every entity of its kind."""

    __tablename__ = "custom_schemas"
    __table_args__ = (
        UniqueConstraint("shop_id", "entity", "name"),
        CheckConstraint(f"entity IN {ENTITIES}", name="entity_is_known"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    shop_id: Mapped[int] = mapped_column(ForeignKey("shops.id"))
    entity: Mapped[str]
    name: Mapped[str]
    schema: Mapped[dict[str, Any]]
    #: whether no order may be placed without such data
    is_required: Mapped[bool] = mapped_column(default=False)
