"""What an order's shipments would be: who sends what, ways to ship, production and dates on offer, and what is chosen."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from ..clock import zone_named
from ..dates import Calendar, dispatch_day, earliest_hold
from .calendars import calendar_of
from .options import ShippingOption, options_of
from .origins import Origin, Part, split
from .production import SpeedOption, speeds_of
from .windows import Window, windows_for

if TYPE_CHECKING:
    from ..standing import Standing

#: Nothing is held for longer than this.
LONGEST_HOLD = timedelta(days=366)


@dataclass(frozen=True, slots=True)
class Hold:
    """A day until which production waits, and the days it may lie between, both included."""

    until: date
    earliest: date
    latest: date

    @property
    def is_possible(self) -> bool:
        """Whether production can wait until then."""
        return self.earliest <= self.until <= self.latest


@dataclass(frozen=True, slots=True)
class ShipmentOffer:
    """What one origin would send. What is chosen is None until it is chosen and while it is not on offer."""

    index: int
    origin: Origin
    parts: tuple[Part, ...]
    options: tuple[ShippingOption, ...]
    option: ShippingOption | None
    speeds: tuple[SpeedOption, ...]
    speed: SpeedOption | None
    #: a speed was chosen that is not on offer any more; `speed` is the normal one instead
    speed_is_gone: bool
    hold: Hold | None
    #: the first day production may be held until; none where nothing is made to order
    earliest_hold: date | None
    #: whether the chosen way to ship delivers in windows
    needs_window: bool
    #: the windows of the chosen way to ship that it can reach, full ones included
    windows: tuple[Window, ...]
    window: Window | None
    #: a window was chosen that is full or over by now
    window_is_gone: bool
    produced_on: date | None
    dispatched_on: date

    @property
    def arrives_from(self) -> date | None:
        """The first day on which it may arrive as it is chosen."""
        return self.option.arrives_from if self.option else None

    @property
    def arrives_to(self) -> date | None:
        """The last day on which it may arrive as it is chosen."""
        return self.option.arrives_to if self.option else None

    @property
    def free_windows(self) -> tuple[Window, ...]:
        """The windows that have room."""
        return tuple(each for each in self.windows if each.free > 0)

    @property
    def leaves_a_choice(self) -> bool:
        """Whether there is anything about it to decide."""
        return len(self.options) != 1 or bool(self.speeds) or self.needs_window

    @property
    def units(self) -> int:
        """How many units it has in all."""
        return sum(part.quantity for part in self.parts)


def shipments_of(standing: "Standing") -> tuple[ShipmentOffer, ...]:
    """The order's shipments as they would be now."""
    taken = Counter[int]()
    return tuple(
        _offer(standing, index, origin, parts, taken)
        for index, (origin, parts) in enumerate(split(standing).items())
    )


def _offer(
    standing: "Standing", index: int, origin: Origin, parts: tuple[Part, ...], taken: Counter[int]
) -> ShipmentOffer:
    choice = standing.choices.get(origin.code, {})
    calendar = calendar_of(standing.catalog, origin.producer)
    begins = dispatch_day(standing.at, calendar)
    speeds = speeds_of(standing, origin, begins, calendar)
    speed = _named(speeds, choice.get("speed")) or (speeds[0] if speeds else None)
    hold = _hold(speed, choice)
    produced_on = _produced_on(speed, hold, calendar)
    leaves = _leaves(standing, parts, produced_on or begins)
    options = options_of(standing, origin, parts, leaves, calendar)
    option = _chosen(options, choice, standing.order.shipping_method)
    windows = _windows(standing, option)
    window = _window(windows, choice, taken)
    return ShipmentOffer(
        index=index,
        origin=origin,
        parts=parts,
        options=options,
        option=_on_the_day(option, window, standing),
        speeds=speeds,
        speed=speed,
        speed_is_gone=bool(choice.get("speed")) and _named(speeds, choice["speed"]) is None,
        hold=hold,
        earliest_hold=earliest_hold(speed.produced_on) if speed else None,
        needs_window=option is not None and any(each.is_for(option) for each in standing.windows),
        windows=windows,
        window=window,
        window_is_gone=bool(windows and choice.get("window")) and window is None,
        produced_on=produced_on,
        dispatched_on=leaves,
    )


def _chosen(
    options: tuple[ShippingOption, ...], choice: Mapping[str, Any], shorthand: str | None
) -> ShippingOption | None:
    """What was chosen for this shipment, else for all of them; where there is nothing to choose, what there is."""
    if len(options) == 1:
        return options[0]
    wanted = choice.get("method") or shorthand
    return next((each for each in options if each.method.code == wanted), None)


def _named(speeds: tuple[SpeedOption, ...], code: str | None) -> SpeedOption | None:
    return next((each for each in speeds if each.speed.code == code), None)


def _hold(speed: SpeedOption | None, choice: Mapping[str, Any]) -> Hold | None:
    if speed is None or not choice.get("hold_until"):
        return None
    done = speed.produced_on
    until = date.fromisoformat(choice["hold_until"])
    return Hold(until, earliest_hold(done), done + LONGEST_HOLD)


def _produced_on(speed: SpeedOption | None, hold: Hold | None, calendar: Calendar) -> date | None:
    if speed is None:
        return None
    is_held = hold is not None and hold.is_possible
    return calendar.first_from(hold.until) if hold and is_held else speed.produced_on


def _leaves(standing: "Standing", parts: tuple[Part, ...], ready: date) -> date:
    """The day on which all of it can leave, as far as that is known: some goods have to be waited for."""
    waits = (standing.waits.get(part.line) for part in parts)
    return max([ready, *(wait.leaves_on for wait in waits if wait and wait.leaves_on)])


def _windows(standing: "Standing", option: ShippingOption | None) -> tuple[Window, ...]:
    if option is None:
        return ()
    return windows_for(standing.windows, option, zone_named(standing.catalog.shop.time_zone))


def _window(
    windows: tuple[Window, ...], choice: Mapping[str, Any], taken: Counter[int]
) -> Window | None:
    """The chosen window if it has room beside what the order's other shipments take of it."""
    window = next((each for each in windows if each.id == choice.get("window")), None)
    if window is None or window.free <= taken[window.id]:
        return None
    taken[window.id] += 1
    return window


def _on_the_day(
    option: ShippingOption | None, window: Window | None, standing: "Standing"
) -> ShippingOption | None:
    """A shipment with a window arrives on the day of it."""
    if option is None or window is None:
        return option
    day = window.day(zone_named(standing.catalog.shop.time_zone))
    return replace(option, arrives_from=day, arrives_to=day)
