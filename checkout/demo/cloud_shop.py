"""The shop `cloud`: a reseller of subscriptions. Its customers are tenants with a number, and pay by invoice."""

from sqlalchemy import select

from .. import clock, ids
from ..addresses import Address
from ..db import db, unit_of_work
from ..models import (
    Customer,
    CustomerAddress,
    PaymentMethod,
    Shop,
    SubscriptionTerm,
    TaxRate,
    Variant,
)
from ..models.customer import folded_email
from .product import DemoProduct, DemoVariant, Words, words
from .shelves import add_products

CODE = "cloud"
COUNTRIES = "AT BE CH DE DK ES FI FR GB IE IT LU NL NO PL SE".split()
#: duration, billing cycle, what it is called
TERMS = {
    "monthly": ("P1M", "monthly", words("one month", "ein Monat")),
    "annual": ("P1Y", "annual", words("one year", "ein Jahr")),
    "annual by month": ("P1Y", "monthly", words("one year, billed monthly", "ein Jahr, monatlich")),
}
#: catalogue item -> (term, the vendor's number, cents)
MAILBOX = {
    "CFQ7TTC0LF8R:0001:CFQ7TTC0Q3X5": ("monthly", 2622144, 480),
    "CFQ7TTC0LF8R:0001:CFQ7TTC0P7B2": ("annual", 2622145, 4800),
    "CFQ7TTC0LF8R:0010:CFQ7TTC0R9K4": ("monthly", 2622144, 960),
}
OFFICE = {
    "CFQ7TTC0HD33:0003:CFQ7TTC0M4N8": ("monthly", 2711053, 1290),
    "CFQ7TTC0HD33:0003:CFQ7TTC0T6D1": ("annual by month", 2711054, 1075),
}
TERM_OF = {sku: (term, number) for sku, (term, number, _) in (MAILBOX | OFFICE).items()}
TENANTS = (
    (123, "Birke & Söhne GmbH", "it@birke.example", "Hafenstraße 7", "Hamburg", "20457", "DE"),
    (
        124,
        "Molen Advies B.V.",
        "beheer@molen.example",
        "Prinsengracht 210",
        "Amsterdam",
        "1016 HD",
        "NL",
    ),
)


def _offers(items: dict[str, tuple[str, int, int]]) -> tuple[DemoVariant, ...]:
    return tuple(
        DemoVariant(sku, _called(sku, TERMS[term][2]), price, on_hand=None)
        for sku, (term, _, price) in items.items()
    )


def _called(sku: str, term: Words) -> Words:
    plan = "" if sku.split(":")[1] in {"0001", "0003"} else " (large)"
    return words(f"{term['en']}{plan}", f"{term['de']}{plan.replace('large', 'groß')}")


TERM_CHOICE = words("Term", "Laufzeit")
PRODUCTS = (
    DemoProduct(
        "hosted-mailbox",
        words("Hosted mailbox", "Postfach in der Wolke"),
        words(
            "A mailbox of 50 GB with a calendar, on your own domain, for one person. Cancel at the end of any term.",
            "Ein Postfach mit 50 GB und Kalender unter Ihrer eigenen Domain, für eine Person. Kündbar zum Ende jeder Laufzeit.",
        ),
        _offers(MAILBOX),
        option=TERM_CHOICE,
        requires_shipping=False,
    ),
    DemoProduct(
        "office-suite",
        words("Office suite", "Büropaket"),
        words(
            "Texts, tables and slides that several people write at once, on five devices each.",
            "Texte, Tabellen und Folien, an denen mehrere zugleich schreiben, auf je fünf Geräten.",
        ),
        _offers(OFFICE),
        option=TERM_CHOICE,
        requires_shipping=False,
    ),
)


@unit_of_work
def make_cloud_shop() -> bool:
    """Makes the shop with everything in it. False when it was there already."""
    if db.session.scalar(select(Shop.id).where(Shop.code == CODE)) is not None:
        return False
    shop = Shop(
        code=CODE,
        name="Kumulus",
        currency="EUR",
        country="DE",
        countries=COUNTRIES,
        locale="en",
        prices_include_tax=False,
        tax_rate=1900,
        time_zone="Europe/Berlin",
        cutoff_hour=12,
        contact_email="help@kumulus.example",
        contact_phone="+49 40 5550148",
    )
    db.session.add(shop)
    db.session.flush()
    add_products(shop, PRODUCTS)
    invoice = PaymentMethod(
        shop_id=shop.id,
        code="invoice",
        gateway="offline",
        name=dict(words("Invoice", "Rechnung")),
        description=dict(
            words("Due 14 days after its date.", "Fällig 14 Tage nach Rechnungsdatum.")
        ),
        position=0,
    )
    db.session.add_all([invoice, *_terms(shop), *_tax_rates(shop)])
    _add_tenants(shop)
    return True


def _terms(shop: Shop) -> list[SubscriptionTerm]:
    sold = db.session.execute(select(Variant.sku, Variant.id).where(Variant.shop_id == shop.id))
    return [
        SubscriptionTerm(
            variant_id=variant_id,
            shop_id=shop.id,
            number=TERM_OF[sku][1],
            duration=TERMS[TERM_OF[sku][0]][0],
            billing_cycle=TERMS[TERM_OF[sku][0]][1],
        )
        for sku, variant_id in sold
    ]


def _tax_rates(shop: Shop) -> list[TaxRate]:
    """German VAT at home; elsewhere in the EU a tenant owes it itself, and beyond there is none."""
    at_home = {"DE": (1900, words("VAT", "MwSt."))}
    abroad = (0, words("Not taxable in Germany", "In Deutschland nicht steuerbar"))
    return [
        TaxRate(shop_id=shop.id, tax_code="standard", country=country, rate=rate, name=dict(name))
        for country in COUNTRIES
        for rate, name in (at_home.get(country, abroad),)
    ]


def _add_tenants(shop: Shop) -> None:
    for number, company, email, line1, city, postal_code, country in TENANTS:
        tenant = Customer(
            shop_id=shop.id,
            public_id=ids.new_public_id("cu"),
            number=number,
            email=email,
            folded_email=folded_email(email),
            name=company,
            locale="en",
            created_at=clock.now(),
            updated_at=clock.now(),
        )
        db.session.add(tenant)
        db.session.flush()
        address = Address(
            name=company,
            company=company,
            line1=line1,
            city=city,
            postal_code=postal_code,
            country=country,
        )
        entry = CustomerAddress(
            customer_id=tenant.id, address_data=address.to_dict(), label="", is_default=True
        )
        db.session.add(entry)
