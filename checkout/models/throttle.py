"""How much of a limited thing has been used lately. The rows are moved by the statements of `checkout.throttle` alone."""

from sqlalchemy.orm import Mapped, mapped_column

from ..db import Base


class ThrottleBucket(Base):
    """A token bucket: full at `full_at`, milliseconds since 1970. A bucket without a row is full."""

    __tablename__ = "throttle_buckets"

    key: Mapped[str] = mapped_column(primary_key=True)
    full_at: Mapped[int]
