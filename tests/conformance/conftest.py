"""A program at the door of the demo shop."""

import pytest
from flask import Flask

from tests.api.client import Program


@pytest.fixture
def api(app: Flask, api_key: str) -> Program:
    """A program that may do everything."""
    return Program(app, api_key)
