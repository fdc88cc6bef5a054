"""/api/docs: the OpenAPI document to read."""

import re

from flask import Flask

from checkout.api.codes import CODES
from checkout.api.routes import ROUTES


def test_the_guide_shows_every_route_and_code(app: Flask) -> None:
    page = app.test_client().get("/api/docs")

    text = page.get_data(as_text=True).replace("<wbr>", "")
    assert (page.status_code, page.mimetype) == (200, "text/html")
    for route in ROUTES:
        assert f"/api/v1{route.path}" in text
        assert route.scope in text
    assert [code for code in CODES if f">{code}<" not in text] == []


def test_links_within_the_guide_lead_somewhere(app: Flask) -> None:
    text = app.test_client().get("/api/docs").get_data(as_text=True)
    places = re.findall(r'\sid="([^"]+)"', text)

    assert len(places) == len(set(places))
    assert set(re.findall(r'href="#([^"]+)"', text)) <= set(places)
    assert {f"#{code}" for code in ("total_changed", "idempotency_key_missing")} <= {
        f"#{place}" for place in places
    }


def test_the_guide_loads_nothing_from_elsewhere(app: Flask) -> None:
    text = app.test_client().get("/api/docs").get_data(as_text=True)

    assert re.findall(r'(?:src|href)="(?:https?:)?//', text) == []
