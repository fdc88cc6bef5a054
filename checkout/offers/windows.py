"""Delivery windows: which slots a shipment may choose from."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from babel.dates import format_time

from ..clock import zone_named
from ..day_words import day_in_words
from .options import ShippingOption


@dataclass(frozen=True, slots=True)
class Window:
    """A slot, and how many places in it are free."""

    id: int
    zone_id: int | None
    method: str | None
    starts_at: datetime
    ends_at: datetime
    free: int

    def is_for(self, option: ShippingOption) -> bool:
        """Whether goods that travel so may be handed over in it."""
        method = option.method
        return (
            method.kind == "delivery"
            and self.method in {None, method.code}
            and self.zone_id in {None, method.zone_id}
        )

    def day(self, time_zone: ZoneInfo) -> date:
        """The day on which it begins there."""
        return self.starts_at.astimezone(time_zone).date()


def windows_for(
    windows: Iterable[Window], option: ShippingOption, time_zone: ZoneInfo
) -> tuple[Window, ...]:
    """The windows of this way to ship that the goods can reach, full ones included, the earliest first."""
    return tuple(
        each
        for each in windows
        if each.is_for(option) and each.day(time_zone) >= option.arrives_from
    )


def window_in_words(window: Window, time_zone: str, locale: str) -> str:
    """The window by the clock there: "Friday, June 12, 4:00 PM to 6:00 PM" in the language of `locale`."""
    return hours_in_words(window.starts_at, window.ends_at, time_zone, locale)


def hours_in_words(starts_at: datetime, ends_at: datetime, time_zone: str, locale: str) -> str:
    """The same of a window that may be gone by now."""
    zone = zone_named(time_zone)
    begins = day_in_words(starts_at.astimezone(zone).date(), locale)
    hours = (format_time(each, "short", zone, locale=locale) for each in (starts_at, ends_at))
    return f"{begins}, " + " \N{EN DASH} ".join(hours)
