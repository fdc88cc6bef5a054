"""Who sends what: an order's lines that travel, split by where they come from."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from ..catalog import Catalog, in_language
from ..models import OrderLine, Producer
from ..sourcing import Source

if TYPE_CHECKING:
    from ..standing import Standing

#: The shop itself.
MAIN = "main"


@dataclass(frozen=True, slots=True)
class Origin:
    """A sender: the shop itself, which has no name of its own here, a stock location, or a producer."""

    code: str = MAIN
    name: str = ""
    producer: Producer | None = None


@dataclass(frozen=True, slots=True)
class Part:
    """So many units of the line with this index."""

    line: int
    quantity: int


def codes_of(catalog: Catalog) -> set[str]:
    """The codes of every origin a shipment of the shop may have."""
    return {
        MAIN,
        *(each.code for each in catalog.producers),
        *(each.code for each in catalog.locations),
    }


def split(standing: "Standing") -> dict[Origin, tuple[Part, ...]]:
    """What each origin sends, in the order in which the lines first need it."""
    parts: dict[str, list[Part]] = {}
    origins: dict[str, Origin] = {}
    home = _home(standing)
    for index, line in enumerate(standing.order.lines):
        if standing.travels(line):
            for origin, quantity in _senders(standing, index, home):
                origins.setdefault(origin.code, origin)
                parts.setdefault(origin.code, []).append(Part(index, quantity))
    return {origins[code]: tuple(theirs) for code, theirs in parts.items()}


def _senders(standing: "Standing", index: int, home: int | None) -> Iterator[tuple[Origin, int]]:
    """Who sends how many units of a line: its producer all of them, else the locations that have them."""
    line = standing.order.lines[index]
    producer = _producer_of(standing, line)
    if producer is not None:
        name = in_language(producer.name, standing.order.locale)
        yield Origin(producer.code, name, producer), line.quantity
    elif len(standing.catalog.locations) < 2:
        yield Origin(), line.quantity
    else:
        for location_id, quantity in _by_location(standing, line, standing.sources[index]).items():
            yield _origin_at(standing, location_id or home), quantity


def _by_location(
    standing: "Standing", line: OrderLine, sources: tuple[Source, ...]
) -> dict[int | None, int]:
    """The units of a line by location. A bundle is put together where its first part lies."""
    if line.variant_id in standing.catalog.bundles:
        return {next((each.location_id for each in sources), None): line.quantity}
    units = Counter[int | None]()
    for each in sources:
        units[each.location_id] += each.quantity
    return dict(units)


def _home(standing: "Standing") -> int | None:
    """Where goods come from that may come from anywhere: a location that sends something anyway, else the first."""
    locations = standing.catalog.location_ids
    if len(locations) < 2:
        return None
    used = {each.location_id for sources in standing.sources for each in sources}
    return next((each for each in locations if each in used), locations[0])


def _origin_at(standing: "Standing", location_id: int | None) -> Origin:
    found = next(each for each in standing.catalog.locations if each.id == location_id)
    return Origin(found.code, in_language(found.name, standing.order.locale))


def _producer_of(standing: "Standing", line: OrderLine) -> Producer | None:
    product = standing.catalog.variant_by_id[line.variant_id].product
    return standing.catalog.producer_by_id.get(product.producer_id)
