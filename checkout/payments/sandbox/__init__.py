"""The built-in test gateway: a card provider with a ledger, card pages and switches of its own.

It plays another company: its ledger is a file of its own, it knows nothing of orders, and the shop reaches
it through the same protocol as any provider.
"""

from .gateway import CARDS, SandboxGateway, digits_of
from .ledger import Charge, Ledger, Moved

__all__ = ["CARDS", "Charge", "Ledger", "Moved", "SandboxGateway", "digits_of"]
