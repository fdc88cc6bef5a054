"""Every code a program may meet in an error, with its meaning. The guide and the OpenAPI document list them from here."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of problem: its status, its title, and when it comes up."""

    status: int
    title: str
    meaning: str


PROBLEMS = {
    "bad_request": Kind(400, "Bad request", "The request cannot be understood as HTTP."),
    "malformed_json": Kind(400, "Malformed JSON", "The body is not JSON in UTF-8."),
    "invalid_parameters": Kind(
        400, "Invalid parameters", "A query parameter or header is unknown or has no valid value."
    ),
    "idempotency_key_missing": Kind(
        400, "Idempotency-Key missing", "This request must carry an Idempotency-Key header."
    ),
    "idempotency_key_malformed": Kind(
        400,
        "Idempotency-Key malformed",
        "The key must be 1 to 255 printable ASCII characters, as they are or as a quoted string.",
    ),
    "unauthenticated": Kind(
        401, "Not authenticated", "There is no API key in the request, or it does not count."
    ),
    "payment_declined": Kind(
        402,
        "Payment declined",
        "No money was taken. The checkout is open again with everything kept; `reason` says why.",
    ),
    "forbidden": Kind(403, "Forbidden", "A browser sent this request from another site."),
    "scope_missing": Kind(403, "Scope missing", "The key does not have the scope of this route."),
    "not_found": Kind(404, "Not found", "There is nothing here for this key."),
    "method_not_allowed": Kind(
        405, "Method not allowed", "The header `Allow` lists the methods of this address."
    ),
    "order_closed": Kind(
        409, "Checkout closed", "The checkout is no longer open; `state` says what it is."
    ),
    "quote_accepted": Kind(
        409, "Quote accepted", "The quote was accepted already; `checkout` is what it became."
    ),
    "quote_withdrawn": Kind(409, "Quote withdrawn", "The quote was withdrawn."),
    "quote_expired": Kind(409, "Quote expired", "The quote has ended; make another one."),
    "quote_not_yet_valid": Kind(
        409, "Quote not yet valid", "The quote begins later; see its `valid_from`."
    ),
    "nothing_to_withdraw": Kind(
        409,
        "Nothing to withdraw from",
        "The period has ended, nothing is left, or the order's buyer has no such right.",
    ),
    "not_cancellable": Kind(
        409,
        "Not cancellable",
        "It is too late; `reason` is `shipped` or `in_production`.",
    ),
    "nothing_to_move": Kind(
        409, "Nothing to move", "There is not so much to take, to give back, or to pay."
    ),
    "payment_in_progress": Kind(
        409, "Payment in progress", "Somebody is paying the order; ask again when that is settled."
    ),
    "gateway_refused": Kind(
        409, "Gateway refused", "No money was moved; `reason` is the gateway's."
    ),
    "total_changed": Kind(
        409,
        "Total changed",
        "The total is not the expected one. Nothing was placed; look at `new` and confirm again.",
    ),
    "idempotency_key_in_use": Kind(
        409, "Idempotency-Key in use", "The first request with this key is still running."
    ),
    "stale_version": Kind(
        412, "Stale version", "The checkout has changed; `version` is the current one."
    ),
    "body_too_large": Kind(413, "Body too large", "The body is longer than 64 KB."),
    "unsupported_media_type": Kind(
        415, "Unsupported media type", "The body must be of a media type this route takes."
    ),
    "invalid": Kind(422, "Invalid", "The body has faults; `errors` lists every one."),
    "requirements_unmet": Kind(
        422, "Requirements unmet", "Something is still missing; `errors` lists everything."
    ),
    "idempotency_key_reused": Kind(
        422, "Idempotency-Key reused", "The key was used before with another request."
    ),
    "too_many_attempts": Kind(
        429,
        "Too many attempts",
        "Too many wrong codes were sent lately. Nothing was changed; try again after `Retry-After` seconds.",
    ),
    "internal_error": Kind(500, "Internal error", "Something broke on our side."),
}

FAULTS = {
    "required": "A field is missing.",
    "unknown_field": "There is no such field.",
    "unknown_parameter": "There is no such query parameter.",
    "not_an_integer": "The value must be a whole number.",
    "not_a_string": "The value must be a string.",
    "not_a_boolean": "The value must be true or false.",
    "not_an_object": "The value must be an object.",
    "not_a_list": "The value must be a list.",
    "out_of_range": "The number is too small or too large.",
    "too_short": "The text is too short.",
    "too_long": "The text is too long.",
    "too_many": "There are too many entries.",
    "malformed": "The value does not have the right form.",
    "unknown_value": "The value is not one of those allowed.",
    "name_given_twice": "An address has either `name` or `first_name` and `last_name`.",
    "looks_like_card_number": "Card numbers belong on the gateway's page only. It was not stored.",
    "cursor_malformed": "The cursor is not one of ours.",
    "unknown_sku": "The shop has no product with this SKU.",
    "unknown_shipping_method": "The shop has no such way to ship.",
    "unknown_origin": "The shop has no producer or stock location with this code.",
    "origin_given_twice": "A shipment's origin is there twice.",
    "unknown_production_speed": "The shop does not produce at this speed.",
    "unknown_delivery_window": "The shop has no such delivery window that can still be chosen.",
    "vat_id_not_a_member": "The VAT number does not begin with an EU member state.",
    "vat_id_wrong_format": "The VAT number is not written as those of its country are.",
    "vat_id_wrong_checksum": "The VAT number's check digits are wrong.",
    "unknown_currency": "The shop does not sell in this currency.",
    "unknown_payment_method": "The shop does not offer this way to pay.",
    "unknown_coupon": "The shop does not know this coupon code.",
    "coupon_not_valid": "The coupon code does not count at the moment.",
    "payment_method_not_storable": "No card of a customer can be stored for this way to pay.",
    "url_not_callable": "The address cannot be called; the message says why.",
    "too_many_webhooks": "A shop can have 20 webhooks.",
    "too_many_stored_methods": "A customer can have 20 stored ways to pay.",
    "code_or_id": "A gift card has either `code` or `id`.",
    "unknown_gift_card": "The shop has no gift card with this code, or the checkout none with this id.",
    "gift_card_expired": "The gift card of this code has expired.",
    "gift_card_empty": "There is nothing left on the gift card of this code.",
    "gift_card_currency": "The gift card of this code is in another currency.",
    "too_many_gift_cards": "A checkout has room for 10 gift cards.",
    "store_credit_needs_customer": "The checkout has no customer whose credit could be used.",
    "in_the_future": "The instant is still to come.",
    "not_in_the_future": "The instant has passed, or is too far away.",
    "coupon_used_up": "The coupon code has been used as often as it may be.",
    "coupon_used_by_you": "This customer has used the coupon code as often as one may.",
    "coupon_first_order_only": "There is an order with this e-mail address already.",
    "coupon_not_for_you": "The coupon code is for customers of certain groups.",
    "coupon_not_for_currency": "The coupon code does not count in the checkout's currency.",
    "coupon_minimum": "The items are worth less than the coupon code asks for.",
    "coupon_not_for_items": "The coupon code is for other items than those in the checkout.",
    "coupon_too_few_items": "There are fewer items than the coupon code asks for.",
    "coupon_not_for_shipping_method": "The coupon code is for another way to ship.",
    "coupon_not_combinable": "The coupon code does not count together with another discount of the checkout.",
    "too_many_lines": "A checkout has room for 100 lines.",
    "quantity_out_of_range": "A quantity is between 1 and 9999.",
    "unknown_custom_schema": "The shop has no such schema for custom data.",
    "custom_invalid": "The custom data does not fit its schema; `detail` says why.",
    "custom_too_large": "Custom data has more than 16 KB or is nested deeper than 10 levels.",
    "schema_invalid": "This cannot be used as a JSON Schema; `detail` says why.",
    "external_id_taken": "Another checkout of the shop's programs has this external id.",
    "unknown_customer": "The shop has no customer with this id.",
    "quote_empty": "A quote has no lines.",
    "sku_given_twice": "A quote names each SKU once.",
    "validity_ends_before_it_begins": "A quote must end after it begins.",
    "validity_is_over": "A quote must end in the future.",
    "other_customer": "The quote was made for somebody else.",
    "email_taken": "Another customer of the shop has this e-mail address, in whatever letter case.",
}

REQUIREMENTS = {
    "cart_empty": "There are no lines.",
    "not_for_sale": "A line's product is no longer sold.",
    "out_of_stock": "A line's product is sold out.",
    "not_enough_stock": "There are fewer left than the line wants.",
    "no_price_in_currency": "A line's product has no price in the checkout's currency.",
    "not_sold_now": "A line's product has no price that is valid now.",
    "below_minimum_quantity": "A line's product is sold from more units on.",
    "tax_not_known": "The shop does not know the tax on a line where it goes.",
    "email_missing": "There is no e-mail address.",
    "email_without_at": "The e-mail address has no @.",
    "email_with_space": "The e-mail address has a space.",
    "email_with_two_ats": "The e-mail address has more than one @.",
    "email_domain_without_dot": "The domain of the e-mail address has no dot.",
    "email_malformed": "The e-mail address has another fault.",
    "email_too_long": "The e-mail address is too long.",
    "country_missing": "The address has no country.",
    "country_unknown": "The country is not an ISO 3166-1 alpha-2 code.",
    "country_not_served": "The shop does not deliver to this country.",
    **{
        f"{field}_missing": f"The country's addresses need the field `{field}`."
        for field in ("name", "company", "line1", "line2", "city", "region", "postal_code", "phone")
    },
    **{
        f"{field}_too_long": f"The field `{field}` is too long."
        for field in ("name", "company", "line1", "line2", "city", "region", "postal_code", "phone")
    },
    "name_contains_web_address": "The name has a web address in it.",
    "line1_looks_like_email": "The street is an e-mail address.",
    "city_is_a_number": "The city is a number.",
    "region_unknown": "The country has no such region.",
    "postal_code_malformed": "The country's postal codes look different.",
    "postal_code_not_in_region": "The postal code belongs to another region.",
    "phone_has_letters": "The phone number has letters.",
    "phone_too_short": "The phone number is too short.",
    "phone_without_area_code": "The phone number has no area code.",
    "phone_malformed": "The phone number has another fault.",
    "shipping_method_missing": "No way to ship on offer is chosen.",
    "cannot_ship_here": "No way to ship everything to this address.",
    "production_speed_not_offered": "The production speed chosen is not on offer any more.",
    "hold_too_early": "Production would be done by the day it is to be held until.",
    "hold_too_late": "Production cannot be held for so long.",
    "delivery_window_missing": "The way to ship needs a delivery window.",
    "delivery_window_full": "The delivery window is full or over; the message names the next free one.",
    "payment_method_missing": "No way to pay on offer is chosen.",
    "custom_missing": "There is no data for a schema that the shop requires.",
    "custom_outdated": "Stored custom data does not fit its schema any more.",
}

DECLINE_REASONS = {
    "card_declined": "The card was declined.",
    "insufficient_funds": "The card has not enough funds.",
    "authentication_failed": "The cardholder did not approve the payment.",
    "abandoned": "The payment was not finished in time.",
    "not_accepted": "The gateway does not accept this way to pay.",
}

#: why money was not moved
MOVEMENT_REFUSALS = {
    "too_much": "The gateway has not so much to take or to give back.",
    "not_possible": "The gateway has no such money, or will not move it.",
}

#: every code there is, wherever it appears
CODES = tuple(
    dict.fromkeys((*PROBLEMS, *FAULTS, *REQUIREMENTS, *DECLINE_REASONS, *MOVEMENT_REFUSALS))
)
