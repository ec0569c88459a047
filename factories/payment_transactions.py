"""What people pay for their membership and courses."""

from factories.countries import CURRENCIES, PRICE_LEVEL
from factories.users import UserFactory
from seeding import TableFactory
from seeding.columns import Choice, Code, Constant, Correlated, Json, Key, Moment, Reference, When, ZipfFanOut

PRODUCTS = {
    "Monthly membership": 40, "Job alert package": 12, "CV review": 10, "Evening course": 9, "Annual membership": 8,
    "Donation": 8, "Interview coaching": 7, "Certificate exam": 6,
}  # fmt: skip
PRICES = {  # in US dollars
    "Monthly membership": [12], "Job alert package": [5], "CV review": [49], "Evening course": [79, 149],
    "Annual membership": [120], "Donation": [5, 10, 10, 25, 25, 50], "Interview coaching": [89],
    "Certificate exam": [65],
}  # fmt: skip
FEES = {"stripe": 0.029, "razorpay": 0.02, "paypal": 0.034, "bank": 0.004}


class PaymentTransactionFactory(TableFactory):
    """Few pay often, most pay once or never."""

    class Meta:
        table = "public.payment_transactions"
        exclude = ("price",)  # a helper, not a column

    id = Key()
    user_id = Reference(UserFactory, fan_out=ZipfFanOut(exponent=0.9, mean=3.2))
    description = Choice(PRODUCTS)
    price = Choice(PRICES, of="description")
    currency = Choice(CURRENCIES, of="user_id.country", default=["USD"])
    amount = Correlated("price", by={"currency": PRICE_LEVEL}, step=1, low=1)
    status = Choice({"succeeded": 0.91, "failed": 0.04, "refunded": 0.03, "pending": 0.02})
    provider = Choice(
        {"IN": {"razorpay": 7, "stripe": 2, "paypal": 1}},
        of="user_id.country",
        default={"stripe": 70, "paypal": 22, "bank": 8},
    )
    provider_reference = Code("pay_{token:16}")
    payment_method = Choice(
        {"razorpay": ["upi", "upi", "card"], "paypal": ["wallet"], "bank": ["bank_transfer"]},
        of="provider",
        default=["card"],
    )
    fee = When(
        "status",
        ("succeeded", "refunded"),
        Correlated("amount", by={"provider": FEES}, digits=2),
        Constant(0),
    )
    failure_code = When(
        "status",
        ("failed",),
        Choice({"card_declined": 5, "insufficient_funds": 3, "expired_card": 2, "authentication_required": 1}),
    )
    metadata = Json(
        {
            "plan": Choice({"basic": 6, "plus": 3, "pro": 1}),
            "seats": Choice({"Annual membership": [1, 1, 1, 2, 5]}, of="description", default=[1]),
            "coupon": Choice(["SPRING10", "WELCOME"], nulls=0.85),
        }
    )
    created_at = Moment(after="user_id.created_at", lean="even")
    paid_at = When("status", ("succeeded", "refunded"), Moment(after="created_at", within="2h"))
    refunded_at = When("status", ("refunded",), Moment(after="paid_at", within="30d"))
    updated_at = Moment(after=["created_at", "paid_at", "refunded_at"], same=0.8, within="10d")
