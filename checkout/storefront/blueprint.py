"""The blueprint that every page registers itself with."""

from flask import Blueprint

blueprint = Blueprint("storefront", __name__)
