"""Documents of an order, for whoever may see its personal data."""

from flask import Response, url_for
from flask.typing import ResponseReturnValue

from ..config import settings
from ..invoices import content_of, drawn
from ..operations import OrderRef
from ..operations.invoices import NoInvoice, issue_invoice
from ..operations.records import records_of
from . import visit
from .blueprint import blueprint
from .opened import opened_order
from .rendering import go


@blueprint.get("/orders/<token>/invoice.pdf")
def show_invoice(token: str) -> ResponseReturnValue:
    """The invoice as PDF; it gets its number when it is looked at first. Whoever may not see it goes to the order's page."""
    standing = opened_order(token)
    order, shop = standing.order, standing.catalog.shop
    if not visit.may_see(order):
        return go(url_for(".show_order", token=token))
    try:
        invoice = issue_invoice(OrderRef(shop.code, token=token))
    except NoInvoice:
        return go(url_for(".show_order", token=token))
    records = records_of([order.id])[order.id]
    content = content_of(invoice, order, shop, records.adjustments, records.shipments)
    more = tuple(sorted((settings().instance / "fonts").glob("*.ttf")))
    return Response(
        drawn(content, more),
        mimetype="application/pdf",
        headers={"Content-Disposition": f'inline; filename="{content.title}-{content.number}.pdf"'},
    )
