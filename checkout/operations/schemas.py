"""The schemas of a shop's custom fields: set, taken away."""

import re
from typing import Any, cast

from sqlalchemy import CursorResult, delete, select
from sqlalchemy.dialects import postgresql, sqlite

from ..custom import NoSchema, compiled
from ..db import db, unit_of_work
from ..models import CustomSchema, Shop
from ..models.custom import ENTITIES, SCHEMA_NAME
from .refusals import Fault, Invalid


@unit_of_work
def set_schema(
    shop_code: str, entity: str, name: str, schema: dict[str, Any], *, is_required: bool
) -> None:
    """Makes `schema` the one of that name. Raises `Invalid` for what is no schema, `LookupError` without the shop.

    What was stored under the one before stays; where it does not fit any more, the requirements say so.
    """
    if entity not in ENTITIES or not re.fullmatch(SCHEMA_NAME, name):
        words = "%(name)s cannot name custom data of %(entity)s."
        fault = Fault(("name",), "malformed", words, (("name", name), ("entity", entity)))
        raise Invalid((fault,))
    try:
        compiled(schema)
    except NoSchema as error:
        fault = Fault(("schema",), "schema_invalid", "%(reason)s", (("reason", str(error)),))
        raise Invalid((fault,)) from None
    shop_id = db.session.scalar(select(Shop.id).where(Shop.code == shop_code))
    if shop_id is None:
        raise LookupError(shop_code)
    on_sqlite = db.session.get_bind().dialect.name == "sqlite"
    insert = sqlite.insert if on_sqlite else postgresql.insert
    key = {"shop_id": shop_id, "entity": entity, "name": name}
    new = {"schema": schema, "is_required": is_required}
    db.session.execute(
        insert(CustomSchema)
        .values(**key, **new)
        .on_conflict_do_update(index_elements=[*key], set_=new)
    )


@unit_of_work
def remove_schema(shop_code: str, entity: str, name: str) -> bool:
    """Takes a schema away; False when there is none. Data under its name stays where it is."""
    of_shop = CustomSchema.shop_id.in_(select(Shop.id).where(Shop.code == shop_code))
    this = (of_shop, CustomSchema.entity == entity, CustomSchema.name == name)
    removed = db.session.execute(delete(CustomSchema).where(*this))
    return cast(CursorResult[Any], removed).rowcount == 1
