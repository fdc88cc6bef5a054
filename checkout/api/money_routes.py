"""The routes of an order's money, and of calling it off."""

from .documents import OrderDocument
from .money import cancel_order, capture_order, pay_order, refund_order
from .money_inputs import CancelInput, CaptureInput, PayInput, RefundInput
from .route import Route

ORDER = {200: OrderDocument, 202: OrderDocument}

MONEY_ROUTES = (
    Route(
        method="POST",
        path="/orders/{id}/cancel",
        scope="orders:write",
        view=cancel_order,
        summary="Cancel an order, and give back everything it took",
        body=CancelInput,
        body_optional=True,
        in_phases=True,
        answers=ORDER,
        problems=("not_found", "order_closed", "not_cancellable", "invalid"),
    ),
    Route(
        method="POST",
        path="/orders/{id}/captures",
        scope="payments:write",
        view=capture_order,
        summary="Take money that was promised, or note that it has come",
        body=CaptureInput,
        idempotency="required",
        in_phases=True,
        answers=ORDER,
        problems=(
            *("not_found", "order_closed", "nothing_to_move", "payment_in_progress"),
            *("gateway_refused", "invalid"),
        ),
    ),
    Route(
        method="POST",
        path="/orders/{id}/refunds",
        scope="payments:write",
        view=refund_order,
        summary="Give money back",
        body=RefundInput,
        idempotency="required",
        in_phases=True,
        answers=ORDER,
        problems=("not_found", "order_closed", "nothing_to_move", "gateway_refused", "invalid"),
    ),
    Route(
        method="POST",
        path="/orders/{id}/payments",
        scope="checkouts:write",
        view=pay_order,
        summary="Pay what is left to pay of a placed order",
        body=PayInput,
        idempotency="required",
        in_phases=True,
        answers=ORDER,
        problems=("not_found", "order_closed", "nothing_to_move", "payment_declined", "invalid"),
    ),
)
