"""What is for sale. Names and descriptions are texts by language: `{"en": …, "de": …}`."""

from sqlalchemy import CheckConstraint, ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from ..db import Base


class Product(Base):
    """Something a shop shows on one page. It has at least one variant; only variants are sold."""

    __tablename__ = "products"
    __table_args__ = (UniqueConstraint("shop_id", "slug"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    shop_id: Mapped[int] = mapped_column(ForeignKey("shops.id"))
    slug: Mapped[str]
    name: Mapped[dict[str, str]]
    description: Mapped[dict[str, str]]
    #: what its variants differ in, for example "Size"; none where there is nothing to choose
    option: Mapped[dict[str, str] | None]
    #: path below static/
    image: Mapped[str]
    position: Mapped[int]
    variants: Mapped[list["Variant"]] = relationship(
        order_by="Variant.position", back_populates="product"
    )

    @property
    def has_options(self) -> bool:
        """Whether a shopper must choose between variants."""
        return len(self.variants) > 1


class Variant(Base):
    """What is put into a cart: a SKU with a price in minor units of the shop's currency."""

    __tablename__ = "variants"
    __table_args__ = (
        UniqueConstraint("shop_id", "sku"),
        CheckConstraint("price >= 0", name="price_is_not_negative"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    shop_id: Mapped[int] = mapped_column(ForeignKey("shops.id"))
    product_id: Mapped[int] = mapped_column(ForeignKey("products.id"), index=True)
    sku: Mapped[str]
    name: Mapped[dict[str, str]]
    price: Mapped[int]
    requires_shipping: Mapped[bool]
    is_active: Mapped[bool] = mapped_column(default=True)
    position: Mapped[int]
    product: Mapped[Product] = relationship(back_populates="variants")
