"""What an order of a tenant would be, and everything that keeps it from being placed."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from ...addresses import Address
from ...callers import Caller
from ...models import Variant
from ...operations import (
    Changes,
    KnownCustomer,
    LineWanted,
    NewOrder,
    customer_by_number,
    draft_order,
)
from ...requirements import Requirement
from .offers import LineError, offer_for
from .reading import SentOrder

SOURCE = "purchase_request"
#: how a tenant pays
PAYMENT_METHOD = "invoice"
#: requirement -> the document's number of an error of the order
CODES = {"tenant": 1, "country": 2, "address": 3, "other": 9}


@dataclass(frozen=True, slots=True)
class OrderError:
    """Why an order as a whole cannot be placed. `is_unknown` when its tenant does not exist."""

    code: int
    description: str
    is_unknown: bool = False


@dataclass
class Verified:
    """What verification found: the order to be opened, and what is wrong with it."""

    new: NewOrder
    errors: list[OrderError] = field(default_factory=list)
    #: by index of the line
    line_errors: Mapping[int, list[LineError]] = field(default_factory=dict)

    @property
    def holds(self) -> bool:
        """Whether it can be placed."""
        return not self.errors and not any(self.line_errors.values())


def verify(caller: Caller, sent: SentOrder, document: dict[str, Any]) -> Verified:
    """The order as this shop would take it now. Nothing is written."""
    nothing = NewOrder(caller.shop_code, SOURCE, "", Changes())
    known = customer_by_number(caller.shop_code, sent.resellerCustomerId)
    if known is None:
        words = "There is no such customer tenant."
        return Verified(nothing, [OrderError(CODES["tenant"], words, is_unknown=True)])
    found = [offer_for(line, caller.catalog) for line in sent.orderLines]
    line_errors = defaultdict[int, list[LineError]](list)
    for index, each in enumerate(found):
        if isinstance(each, LineError):
            line_errors[index].append(each)
    sold = {index: each for index, each in enumerate(found) if not isinstance(each, LineError)}
    new = replace(
        nothing,
        locale=known.customer.locale,
        changes=_changes(sent, document, known, sold),
    )
    standing = draft_order(new)
    errors = _country_errors(sent, known)
    for missing in standing.missing:
        # An order of which no line was found is empty, which its lines say.
        if sold or missing.field != "lines":
            _file(missing, tuple(sold), errors, line_errors)
    return Verified(new, errors, line_errors)


def _changes(
    sent: SentOrder, document: dict[str, Any], known: KnownCustomer, sold: Mapping[int, Variant]
) -> Changes:
    customer = known.customer
    lines = tuple(
        LineWanted(variant.sku, sent.orderLines[index].quantity) for index, variant in sold.items()
    )
    return Changes(
        email=sent.notificationEmail or customer.email,
        customer=customer.public_id,
        vat_id=customer.vat_id,
        shipping_address=known.addresses[0].address if known.addresses else Address(),
        payment_method=PAYMENT_METHOD,
        external_id=external_id_of(sent),
        lines=lines,
        contract_data={SOURCE: document},
    )


def external_id_of(sent: SentOrder) -> str | None:
    """The id that keeps a tenant's order from being made twice; none where the partner gave none."""
    if not sent.externalOrderId:
        return None
    return f"{sent.resellerCustomerId}/{sent.externalOrderId}"


def _country_errors(sent: SentOrder, known: KnownCustomer) -> list[OrderError]:
    address = known.addresses[0].address if known.addresses else Address()
    if sent.countryCode is None or sent.countryCode.upper() == address.country:
        return []
    return [OrderError(CODES["country"], "The tenant is not in this country.")]


def _file(
    missing: Requirement,
    places: Sequence[int],
    errors: list[OrderError],
    line_errors: dict[int, list[LineError]],
) -> None:
    """What is missing, as an error of the line it is about, else of the order. `places` are the lines that were found."""
    parts = missing.field.split("/")
    words = missing.message % dict(missing.params)
    if parts[0] == "lines" and len(parts) > 1:
        line_errors[places[int(parts[1])]].append(LineError(_reason(missing.code), words))
    else:
        code = CODES["address"] if missing.step == "address" else CODES["other"]
        errors.append(OrderError(code, words))


def _reason(code: str) -> str:
    return "".join(word.capitalize() for word in code.split("_"))
