"""The routes of what happens after placing."""

from .documents import OrderDocument
from .fulfilment import list_withdrawals, report_shipment, withdraw_from_order
from .fulfilment_inputs import ProgressInput, WithdrawalInput, WithdrawalQuery
from .route import Route
from .withdrawal_documents import WithdrawalDocument, WithdrawalList

FULFILMENT_ROUTES = (
    Route(
        method="PATCH",
        path="/orders/{id}/shipments/{number}",
        scope="orders:write",
        view=report_shipment,
        in_phases=True,
        summary="Tell where a shipment is",
        body=ProgressInput,
        answers={200: OrderDocument},
        problems=("not_found", "order_closed", "invalid"),
    ),
    Route(
        method="POST",
        path="/orders/{id}/withdrawals",
        scope="orders:write",
        view=withdraw_from_order,
        summary="Withdraw from an order for its consumer",
        body=WithdrawalInput,
        idempotency="required",
        answers={201: WithdrawalDocument},
        problems=("not_found", "nothing_to_withdraw", "invalid"),
    ),
    Route(
        method="GET",
        path="/withdrawals",
        scope="orders:read",
        view=list_withdrawals,
        summary="List withdrawals from contracts, newest first",
        query=WithdrawalQuery,
        answers={200: WithdrawalList},
    ),
)
