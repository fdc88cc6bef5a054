"""Where a shop is found from outside, for links that are written where no request says it."""

from sqlalchemy import bindparam, select

from .config import settings
from .db import read
from .models import Shop, ShopHost

HOST_OF = (
    select(ShopHost.host)
    .join(Shop, Shop.id == ShopHost.shop_id)
    .where(Shop.code == bindparam("code"))
    .order_by(ShopHost.host)
    .limit(1)
)


def root_of(shop_code: str) -> str:
    """The absolute URL of the shop's first page, ending in a slash: its own host's, if it has one. One statement."""
    rows = read(HOST_OF, {"code": shop_code})
    if not rows:
        return f"{settings().public_url.rstrip('/')}/"
    return f"https://{rows[0].host}/"
