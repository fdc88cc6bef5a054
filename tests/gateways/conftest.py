"""One test gateway that is a process of its own, and one stand-in for Stripe, for all the tests of a test process; each test calms it first."""

from collections.abc import Iterator

import pytest

from tests.gateways.process import OwnProcess, running_gateway
from tests.gateways.stripe_stand_in import StandIn, running_stand_in


@pytest.fixture(scope="session")
def own_gateway(tmp_path_factory: pytest.TempPathFactory) -> Iterator[OwnProcess]:
    with running_gateway(tmp_path_factory.mktemp("gateway")) as running:
        yield running


@pytest.fixture(scope="session")
def own_stripe(tmp_path_factory: pytest.TempPathFactory) -> Iterator[StandIn]:
    with running_stand_in(tmp_path_factory.mktemp("stripe")) as running:
        yield running
