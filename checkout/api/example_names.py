"""Ids that the examples share."""

CHECKOUT_ID = "co_5f0c1d7a9be24c3f8a61"
CUSTOMER_ID = "cu_1b8e4f02c7d94a6b93e5"
