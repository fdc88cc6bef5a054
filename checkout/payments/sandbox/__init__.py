"""The built-in test gateway: a card provider with a ledger, card pages and switches of its own.

It plays another company: its ledger is a file of its own, it knows nothing of orders, and the shop reaches
it through the same protocol as any provider, within its own process or by HTTP.
"""

from .gateway import CARDS, SandboxGateway, digits_of
from .ledger import Charge, Ledger, Moved
from .notifications import SandboxTeller
from .remote import RemoteSandbox
from .switches import SwitchBoard, Switches
from .unruly import UnrulyGateway

__all__ = [
    "CARDS",
    "Charge",
    "Ledger",
    "Moved",
    "RemoteSandbox",
    "SandboxGateway",
    "SandboxTeller",
    "SwitchBoard",
    "Switches",
    "UnrulyGateway",
    "digits_of",
]
