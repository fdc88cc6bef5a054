"""The schemas of custom fields: look at them, set one, take one away."""

import re

from flask import Response

from ..callers import Caller
from ..models import CustomSchema
from ..models.custom import ENTITIES, SCHEMA_NAME
from ..operations.schemas import remove_schema, set_schema
from .answers import answer
from .custom_documents import CustomSchemaDocument
from .inputs import CustomSchemaInput
from .problems import Problem


def list_custom_schemas(caller: Caller) -> Response:
    """All schemas of the shop."""
    return answer({"items": [_document(each) for each in caller.catalog.custom_schemas]})


def read_custom_schema(caller: Caller, entity: str, name: str) -> Response:
    """One schema."""
    return answer(_found(caller, entity, name))


def set_custom_schema(caller: Caller, entity: str, name: str, body: CustomSchemaInput) -> Response:
    """The schema as it is from now on."""
    if entity not in ENTITIES or not re.fullmatch(SCHEMA_NAME, name):
        raise Problem("not_found")
    set_schema(caller.shop_code, entity, name, body.json_schema, is_required=body.is_required)
    return answer(
        {
            "entity": entity,
            "name": name,
            "schema": body.json_schema,
            "is_required": body.is_required,
        }
    )


def remove_custom_schema(caller: Caller, entity: str, name: str) -> Response:
    """The schema that was taken away."""
    document = _found(caller, entity, name)
    remove_schema(caller.shop_code, entity, name)
    return answer(document)


def _found(caller: Caller, entity: str, name: str) -> CustomSchemaDocument:
    for each in caller.catalog.custom_schemas:
        if (each.entity, each.name) == (entity, name):
            return _document(each)
    raise Problem("not_found")


def _document(schema: CustomSchema) -> CustomSchemaDocument:
    return {
        "entity": schema.entity,
        "name": schema.name,
        "schema": schema.schema,
        "is_required": schema.is_required,
    }
