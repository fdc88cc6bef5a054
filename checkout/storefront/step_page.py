"""What every step's page has: progress, summary, the total so far, and the switch of languages inside its form."""

from flask import Response, request

from ..operations import Changes, OrderRef, change_order
from ..standing import Standing
from . import flow
from .changed import Changed
from .lines import lines_of
from .problems import Problem
from .rendering import page, wanted_block
from .shown import rise_of
from .totals import Totals, totals_of
from .vouchers import reasons_told
from .wording import speak, spoken


def step_page(
    name: str,
    standing: Standing,
    problems: tuple[Problem, ...] = (),
    *,
    preview: Standing | None = None,
    status: int = 200,
    **values: object,
) -> Response:
    """The page of a step; `preview` is how it would stand with what is looked at, but not chosen yet.

    `changes` says what is different from the total that was confirmed; otherwise the page says where a total has risen.
    """
    rise, changes = _rise(standing), values.pop("changes", None)
    return page(
        f"checkout/{name}.html",
        422 if problems and status == 200 else status,
        step=name,
        standing=standing,
        stages=flow.stages(standing, name),
        lines=lines_of(standing),
        totals=_totals(standing, preview),
        action=flow.own_url(name),
        problems=problems,
        refused_vouchers=reasons_told(standing),
        changes=changes or rise,
        **values,
    )


def _rise(standing: Standing) -> Changed | None:
    """What to say about the total, where the whole page is sent and not a part without room for it."""
    return rise_of(standing) if wanted_block() in {"", "content"} else None


def language_was_switched(standing: Standing) -> bool:
    """Whether the form was sent to read on in another language; the order then speaks it, too."""
    wanted = request.form.get("language")
    if wanted is None:
        return False
    speak(wanted)
    if standing.order.locale != spoken():
        ref = OrderRef(standing.catalog.shop.code, token=standing.order.token)
        change_order(ref, Changes(locale=spoken()))
        standing.order.locale = spoken()
    return True


def _totals(standing: Standing, preview: Standing | None) -> Totals:
    shown = preview or standing
    return totals_of(shown.estimate, is_estimate=not shown.is_shipping_decided)
