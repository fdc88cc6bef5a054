"""The address step of a customer who is signed in: the address book to choose from, and still room for another address."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from ..addresses import Address
from ..models import CustomerAddress
from . import visit
from .address_form import Typed

#: the choice of none of the saved ones
NEW = "new"


@dataclass(frozen=True)
class Book:
    """Who buys and what they have saved, the default first; a guest's is empty."""

    email: str = ""
    vat_id: str = ""
    entries: tuple[CustomerAddress, ...] = ()

    @classmethod
    def of_this_browser(cls) -> "Book":
        """The book of who is signed in. One statement; none for a guest."""
        known = visit.book()
        if known is None:
            return cls()
        return cls(known.customer.email, known.customer.vat_id, known.addresses)

    def opened(self, typed: Typed) -> Typed:
        """The form as the page opens: with what is known of the customer, and the address the order has or the default."""
        typed = replace(typed, email=typed.email or self.email)
        if typed.shipping.is_blank:
            typed = replace(typed, vat_id=typed.vat_id or self.vat_id)
            if not self.entries:
                return self._with(typed, None)
            nearby = Address(country=self.entries[0].address.country)
            return self._with(replace(typed, shipping=nearby), self.entries[0])
        same = (each for each in self.entries if each.address == typed.shipping)
        return self._with(typed, next(same, None))

    def chosen(self, typed: Typed, form: Mapping[str, str]) -> Typed:
        """The form as it was sent. An id that is not in the book chooses nothing."""
        wanted = form.get("saved_address", "")
        return self._with(
            typed, next((each for each in self.entries if str(each.id) == wanted), None)
        )

    def _with(self, typed: Typed, entry: CustomerAddress | None) -> Typed:
        if entry is None:
            return replace(typed, saved=None, choice=NEW if self.entries else "")
        is_typed = typed.shipping != entry.address
        shipping = typed.shipping if is_typed else Address(country=typed.shipping.country)
        return replace(typed, saved=entry.address, choice=str(entry.id), shipping=shipping)


def mended(typed: Typed) -> Typed:
    """A saved address that cannot be taken as it is, in the fields, to be mended for this order."""
    if typed.saved is None:
        return typed
    return replace(typed, shipping=typed.saved, saved=None, choice=NEW)
