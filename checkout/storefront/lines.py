"""The lines of an order as pages show them."""

from dataclasses import dataclass

from ..models import OrderLine
from ..standing import Standing
from .waiting import words_for


@dataclass(frozen=True, slots=True)
class LineView:
    """One line: minor units, and what is wrong with it, if anything. `left` is None where nothing runs out."""

    id: int
    name: str
    sku: str
    slug: str
    image: str
    options: tuple[tuple[str, str], ...]
    unit_price: int
    quantity: int
    total: int
    left: int | None
    is_sold: bool
    #: why it does not leave at once, and until when; empty where it does
    wait: str

    @property
    def is_short(self) -> bool:
        """Whether there is less of it than wanted."""
        return self.left is not None and self.left < self.quantity


def lines_of(standing: Standing) -> tuple[LineView, ...]:
    """The lines at today's names and prices, or, once placing began, at those the order was made at."""
    return tuple(_view(standing, line) for line in standing.order.lines)


def _view(standing: Standing, line: OrderLine) -> LineView:
    is_open = standing.order.state == "open"
    variant = standing.catalog.variant_by_id.get(line.variant_id)
    price = standing.unit_price_of(line) if is_open else line.unit_price
    return LineView(
        id=line.id,
        name=standing.name_of(line) if is_open else line.name,
        sku=line.sku,
        slug=variant.product.slug if variant else "",
        image=variant.product.image if variant else "",
        options=tuple(line.options.items()),
        unit_price=price,
        quantity=line.quantity,
        total=price * line.quantity,
        left=standing.left_for(line) if is_open else None,
        is_sold=standing.is_sold(line),
        wait=words_for(standing.wait_of(line)) if is_open else "",
    )
