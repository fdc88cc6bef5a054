"""`If-Match` and `ETag`: a checkout's version, quoted (RFC 9110)."""

import re

from flask import Request

from ..operations import OrderRef, find_order

#: no order ever has it
NO_VERSION = 0
VERSION = re.compile("[0-9]{1,18}")


def etag(version: int) -> str:
    """The entity tag of a version."""
    return f'"{version}"'


def wanted_version(request: Request, ref: OrderRef) -> int | None:
    """The version the caller insists on; None where any will do.

    Weak tags never match, as If-Match compares strongly. Raises `OrderNotFound` when several are listed
    for an order that is not there.
    """
    tags = request.if_match
    if "If-Match" not in request.headers or tags.star_tag:
        return None
    versions = {int(tag) for tag in tags.as_set() if VERSION.fullmatch(tag or "")}
    if len(versions) > 1:
        current = find_order(ref).order.version
        return current if current in versions else NO_VERSION
    return versions.pop() if versions else NO_VERSION
