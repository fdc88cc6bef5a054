"""What programs may send. These models validate requests and describe them in the OpenAPI document."""

from datetime import date
from typing import Annotated, Any, Literal, Self

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, StringConstraints, model_validator
from pydantic_core import PydanticCustomError

from ..models.credit import MAX_GIFT_CARDS
from ..models.custom import SCHEMA_NAME
from ..models.customer import MAX_ADDRESSES
from ..models.order import MAX_LINES
from .texts import (
    Amount,
    Code,
    CountryCode,
    CurrencyCode,
    Email,
    GiftCardCode,
    LocaleTag,
    LongText,
    Note,
    PageSize,
    Phone,
    PositiveAmount,
    PostalCode,
    Quantity,
    RowId,
    ShortText,
    VatId,
)

MAX_OPTIONS = 10
MAX_SHIPMENTS = 100


class Input(BaseModel):
    """Strict: values keep their types, and a field nobody knows is a fault."""

    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)


SchemaName = Annotated[str, StringConstraints(pattern=SCHEMA_NAME)]
CustomData = Annotated[dict[SchemaName, dict[str, Any] | None], Field(max_length=20)]
ABOUT_CUSTOM = "Data by name of the shop's schema, merged into what is stored; null takes it away."


class AddressInput(Input):
    """A postal address. It may be incomplete; the requirements say what its country still needs."""

    name: LongText | None = Field(None, description="Full name; or `first_name` and `last_name`.")
    first_name: ShortText | None = None
    last_name: ShortText | None = None
    company: ShortText | None = None
    line1: LongText | None = Field(None, description="Street and house number.")
    line2: LongText | None = None
    city: ShortText | None = None
    region: ShortText | None = Field(None, description="Code or name of the state or province.")
    postal_code: PostalCode | None = None
    country: CountryCode | None = Field(None, description="ISO 3166-1 alpha-2.")
    phone: Phone | None = None
    custom: CustomData | None = Field(None, description=ABOUT_CUSTOM)

    @model_validator(mode="after")
    def _one_name(self) -> Self:
        if self.name is not None and not (self.first_name is None and self.last_name is None):
            words = "Give either name, or first_name and last_name."
            raise PydanticCustomError("name_given_twice", words)
        return self


class LineInput(Input):
    """So many of a SKU. Prices are the shop's."""

    sku: Code
    quantity: Quantity = 1
    options: dict[Annotated[ShortText, Field(max_length=50)], ShortText] | None = Field(
        None, max_length=MAX_OPTIONS, description="The buyer's own wishes for this line."
    )
    custom: CustomData | None = Field(None, description="Data by name of the shop's schema.")


class GiftCardInput(Input):
    """A gift card: a new one by its `code`, one that is on the checkout already by its `id`."""

    code: GiftCardCode | None = Field(
        None, description="As printed; case, spaces and dashes do not count. Never answered."
    )
    id: Code | None = None

    @model_validator(mode="after")
    def _one_way(self) -> Self:
        if (self.code is None) == (self.id is None):
            raise PydanticCustomError("code_or_id", "Give either code or id.")
        return self


class ShipmentInput(Input):
    """How the shipment of one origin is made and sent."""

    origin: Code = Field("main", description="As in the answer's `shipments`.")
    method: Code | None = Field(None, description="Null: as `shipping_method` says.")
    production_speed: Code | None = Field(None, description="Null: the normal one.")
    hold_until: date | None = Field(
        None, description="Production waits until this day, which lies after normal completion."
    )
    delivery_window: RowId | None = Field(None, description="Id of a window on offer.")


class CheckoutInput(Input):
    """The writable fields of a checkout. Null resets a field."""

    email: Email | None = None
    phone: Phone | None = None
    locale: LocaleTag | None = Field(
        None, description="Language of labels and messages; null: the shop's."
    )
    note: Note | None = None
    currency: CurrencyCode | None = Field(
        None, description="ISO 4217, one the shop sells in; null: the shop's own."
    )
    vat_id: VatId | None = Field(
        None, description="A business buyer's VAT identification number, with its country."
    )
    external_id: Code | None = Field(None, description="Your own id, unique among your checkouts.")
    lines: Annotated[list[LineInput], Field(max_length=MAX_LINES)] | None = None
    shipping_address: AddressInput | None = None
    billing_address: AddressInput | None = Field(None, description="Null: as shipping.")
    shipping_method: Code | None = Field(
        None, description="How every shipment travels; takes back single choices of a method."
    )
    shipments: Annotated[list[ShipmentInput], Field(max_length=MAX_SHIPMENTS)] | None = Field(
        None, description="Choices for single shipments, replaced as a whole."
    )
    payment_method: Code | None = None
    coupon_codes: Annotated[list[Code], Field(max_length=10)] | None = None
    customer: Code | None = Field(
        None, description="Id of the customer whose it is; null: a guest."
    )
    custom: CustomData | None = Field(None, description=ABOUT_CUSTOM)
    gift_cards: Annotated[list[GiftCardInput], Field(max_length=MAX_GIFT_CARDS)] | None = Field(
        None, description="In the order in which they are used up; replaced as a whole."
    )
    use_store_credit: bool | None = Field(
        None, description="Whether the customer's store credit pays, after the gift cards."
    )


class CustomSchemaInput(Input):
    """A JSON Schema, of draft 2020-12 unless `$schema` names another one."""

    json_schema: dict[str, Any] = Field(
        alias="schema",
        description="References lead nowhere but into itself; patterns know no look-around.",
    )
    is_required: bool = Field(False, description="Whether no order is placed without such data.")


class PaymentInput(Input):
    """How it is paid. The token goes to the gateway and is kept nowhere."""

    method: Code
    token: LongText | None = Field(
        None,
        description="What stands for the card, from the gateway. Without one the shopper pays on the gateway's page.",
    )


class CompletionInput(Input):
    """The buyer's confirmation."""

    expected_total: Amount = Field(description="The total the buyer saw, in minor units.")
    payment: PaymentInput | None = Field(
        None, description="Not needed when nothing is to be paid or `payment_method` is written."
    )


class IssueInput(Input):
    """A new gift card."""

    amount: PositiveAmount = Field(description="Minor units.")
    currency: CurrencyCode | None = Field(None, description="Null: the shop's first one.")
    expires_at: AwareDatetime | None = Field(
        None, description="From then on it cannot be used; null: never."
    )
    note: LongText | None = Field(None, description="Why, for the ledger.")


class GrantInput(Input):
    """Store credit for a customer."""

    amount: PositiveAmount = Field(description="Minor units.")
    currency: CurrencyCode | None = Field(None, description="Null: the shop's first one.")
    note: LongText | None = Field(None, description="Why, for the ledger.")


class ProductQuery(Input):
    """Which products."""

    q: ShortText | None = Field(None, description="Words in name, SKU or description.")
    sku: Code | None = Field(None, description="Exactly this SKU.")
    limit: PageSize = 20
    cursor: ShortText | None = Field(None, description="From `next` of the page before.")


class BookEntryInput(AddressInput):
    """An entry of an address book. Where none is the default, the first one is."""

    label: ShortText | None = Field(None, description="The customer's own name for it.")
    is_default: bool = False


class CustomerInput(Input):
    """The writable fields of a customer. Null empties a field."""

    email: Email | None = Field(None, description="Unique in the shop, in whatever letter case.")
    name: LongText | None = None
    phone: Phone | None = None
    locale: LocaleTag | None = Field(None, description="Null: the shop's.")
    group: Code | None = Field(None, description="A code of your own, for example `wholesale`.")
    vat_id: Code | None = Field(None, description="VAT identification number.")
    custom: CustomData | None = Field(None, description=ABOUT_CUSTOM)
    addresses: Annotated[list[BookEntryInput], Field(max_length=MAX_ADDRESSES)] | None = Field(
        None, description="Replaced as a whole."
    )


class CustomerQuery(Input):
    """Which customers."""

    email: Email | None = Field(None, description="Exactly this one, in any letter case.")
    limit: PageSize = 20
    cursor: ShortText | None = Field(None, description="From `next` of the page before.")


class OrderQuery(Input):
    """Which orders."""

    state: Literal["open", "placing", "placed", "cancelled", "expired"] | None = Field(
        None, description="Without it: those placed or being placed."
    )
    external_id: Code | None = None
    email: Email | None = None
    limit: PageSize = 20
    cursor: ShortText | None = Field(None, description="From `next` of the page before.")
