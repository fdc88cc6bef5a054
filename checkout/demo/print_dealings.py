"""What the shop `print` has agreed with others: a reseller with a quote, and where a program names the print file of a line."""

from datetime import timedelta

from sqlalchemy import select

from .. import clock
from ..addresses import Address
from ..db import read
from ..models import Customer, Shop
from ..operations import (
    BookEntry,
    CustomerChanges,
    QuoteLineWanted,
    QuoteWish,
    add_customer,
    make_quote,
)
from ..operations.schemas import set_schema
from .print_shop import CODE

RESELLER = "orders@cornerbooks.example"
QUOTED_FOR = timedelta(days=90)
FILE_SCHEMA = {
    "type": "object",
    "properties": {
        "name": {"type": "string", "maxLength": 200},
        "sides": {"enum": [1, 2]},
    },
    "required": ["name"],
    "additionalProperties": False,
}


def make_print_dealings() -> bool:
    """Makes them, once: False when they were there already."""
    known = select(Customer.id).join(Shop, Shop.id == Customer.shop_id)
    if read(known.where(Shop.code == CODE, Customer.folded_email == RESELLER)):
        return False
    set_schema(CODE, "line", "file", FILE_SCHEMA, is_required=False)
    shop = Address(
        name="Corner Books",
        company="Corner Books LLC",
        line1="2201 N Lincoln Ave",
        city="Chicago",
        region="IL",
        postal_code="60614",
        country="US",
        phone="+13125550172",
    )
    reseller = CustomerChanges(
        email=RESELLER,
        name="Corner Books",
        group="reseller",
        addresses=(BookEntry(shop, label="Shop", is_default=True),),
    )
    customer = add_customer(CODE, "en", reseller).customer
    wish = QuoteWish(
        lines=(QuoteLineWanted("poster-50x70", 200, 2400), QuoteLineWanted("flyers-250", 20, 2600)),
        valid_until=clock.now() + QUOTED_FOR,
        customer=customer.public_id,
        note="As discussed for the autumn window.",
    )
    make_quote(CODE, wish)
    return True
