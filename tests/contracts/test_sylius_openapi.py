"""The contract's OpenAPI document is true to what is answered."""

import jsonschema_rs

from checkout.contracts.openapi import openapi_of
from checkout.contracts.sylius import CONTRACT
from tests.contracts.sylius_client import Partner


def test_answers_are_what_is_described(sylius: Partner) -> None:
    cart = sylius.fills()
    answers = [("Order", sylius.addresses(cart))]
    answers.append(("CheckoutStep", sylius.gets(f"/checkouts/{cart}")))
    answers.append(("Order", sylius.ships(cart)))
    answers.append(("CheckoutStep", sylius.gets(f"/checkouts/{cart}")))
    answers += [("Order", sylius.chooses(cart)), ("Order", sylius.puts(cart))]
    answers += [("Page", sylius.gets("/carts")), ("Page", sylius.gets("/countries"))]
    answers.append(("Error", sylius.asks("PUT", f"/checkouts/{cart}").get_json()))
    components = openapi_of(CONTRACT)["components"]

    for name, answer in answers:
        schema = {"$ref": f"#/components/schemas/{name}", "components": components}
        jsonschema_rs.Draft202012Validator(schema).validate(answer)
