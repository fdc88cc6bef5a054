"""The routes of webhooks."""

from .reading import JSON, MERGE_PATCH
from .route import Route
from .webhook_documents import (
    SecretWebhookDocument,
    WebhookDocument,
    WebhookInput,
    WebhookList,
)
from .webhooks import (
    create_webhook,
    delete_webhook,
    list_webhooks,
    read_webhook,
    replace_webhook_secret,
    update_webhook,
)

PATH = "/webhooks"

WEBHOOK_ROUTES = (
    Route(
        method="GET",
        path=PATH,
        scope="webhooks:read",
        view=list_webhooks,
        summary="List the webhooks",
        answers={200: WebhookList},
    ),
    Route(
        method="POST",
        path=PATH,
        scope="webhooks:write",
        view=create_webhook,
        summary="Add a webhook; the answer has its secret, once",
        body=WebhookInput,
        seals=True,
        answers={201: SecretWebhookDocument},
        problems=("invalid",),
    ),
    Route(
        method="GET",
        path=f"{PATH}/{{id}}",
        scope="webhooks:read",
        view=read_webhook,
        summary="Read a webhook",
        answers={200: WebhookDocument},
        problems=("not_found",),
    ),
    Route(
        method="PATCH",
        path=f"{PATH}/{{id}}",
        scope="webhooks:write",
        view=update_webhook,
        summary="Change, pause or wake a webhook",
        body=WebhookInput,
        media_types=(MERGE_PATCH, JSON),
        answers={200: WebhookDocument},
        problems=("not_found", "invalid"),
    ),
    Route(
        method="POST",
        path=f"{PATH}/{{id}}/secret",
        scope="webhooks:write",
        view=replace_webhook_secret,
        summary="Give a webhook a new secret; for 24 hours the old one signs as well",
        seals=True,
        answers={200: SecretWebhookDocument},
        problems=("not_found",),
    ),
    Route(
        method="DELETE",
        path=f"{PATH}/{{id}}",
        scope="webhooks:write",
        view=delete_webhook,
        summary="Take a webhook away with everything that waits for it",
        answers={200: WebhookDocument},
        problems=("not_found",),
    ),
)
