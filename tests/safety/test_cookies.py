"""The signed cookie is all a browser has; forged, altered or poisoned it is worth nothing."""

import base64
import pickle  # what an attacker would send
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from tests.guest import Guest


@pytest.mark.parametrize("position", range(0, 60, 7))
def test_cve_2018_13784_an_altered_cookie_is_an_empty_one(ada: Guest, position: int) -> None:
    ada.adds("mug-stoneware")
    cookie = ada.client.get_cookie("checkout")
    assert cookie is not None
    letter = "A" if cookie.value[position] != "A" else "B"
    altered = cookie.value[:position] + letter + cookie.value[position + 1 :]

    ada.client.set_cookie("checkout", altered)

    assert "Stoneware mug" not in ada.opens("/cart").html


def test_a_cookie_as_it_was_still_opens_the_cart(ada: Guest, mallory: Guest) -> None:
    ada.adds("mug-stoneware")
    cookie = ada.client.get_cookie("checkout")
    assert cookie is not None

    mallory.client.set_cookie("checkout", cookie.value)

    assert "Stoneware mug" in mallory.opens("/cart").html


class _Touch:
    def __init__(self, path: str) -> None:
        self.path = path

    def __reduce__(self) -> tuple[object, tuple[str]]:
        return (open, (self.path,))


@pytest.mark.parametrize("where", ["checkout", "session", "cart"])
def test_cve_2026_45247_no_cookie_or_header_is_ever_unpickled(
    client: FlaskClient, tmp_path: Path, where: str
) -> None:
    trap = tmp_path / "sprung"
    poison = base64.b64encode(pickle.dumps(_Touch(str(trap)))).decode()
    client.set_cookie(where, poison)

    answer = client.get("/cart", headers={"Authorization": poison, "X-Session": poison})

    assert answer.status_code == 200
    assert not trap.exists()


@pytest.mark.parametrize(
    "header", ["X-User", "X-Customer-Id", "X-Forwarded-User", "X-Wcpay-Platform-Checkout-User"]
)
def test_cve_2023_28121_no_header_says_who_someone_is(
    ada: Guest, mallory: Guest, header: str
) -> None:
    path = ada.buys()

    answer = mallory.client.get(path, headers={header: "ada@example.com"})

    assert "ada@example.com" not in answer.get_data(as_text=True)
