"""How often a photo order asks the database: no more often with more in its cart."""

from typing import Any

from flask import Flask

from tests.api.test_statements import statements
from tests.contracts.conftest import PartnerMaker
from tests.contracts.photo_orders import EXAMPLE, begin, changed, finish, read

FEW_AND_MANY = (1, 40)


def _with_items(number: int) -> dict[str, Any]:
    items = [
        {"sku": "14631000", "count": 1, "price": 11900, "project": f"custom{index}"}
        for index in range(number)
    ]
    return changed(EXAMPLE, "cart", "subcarts", 0, "items", to=items)


def test_statements_do_not_grow_with_the_cart(app: Flask, partner_of: PartnerMaker) -> None:
    lab = partner_of("print")
    read(lab, begin(lab))  # whatever is read once
    counts = []
    for number in FEW_AND_MANY:
        document = _with_items(number)
        with statements(app) as beginning:
            order = begin(lab, document)
        with statements(app) as reading:
            read(lab, order)
        with statements(app) as finishing:
            assert finish(lab, order, document).status_code == 200
        with statements(app) as reading_placed:
            read(lab, order)
        counts.append([len(each) for each in (beginning, reading, finishing, reading_placed)])

    few, many = counts
    assert few == many
    assert few[1] == 2  # whose key it is, and the order
    assert few[2] <= 40
