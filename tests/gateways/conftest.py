"""One test gateway that is a process of its own, for all the tests of a test process; each test calms it first."""

from collections.abc import Iterator

import pytest

from tests.gateways.process import OwnProcess, running_gateway


@pytest.fixture(scope="session")
def own_gateway(tmp_path_factory: pytest.TempPathFactory) -> Iterator[OwnProcess]:
    with running_gateway(tmp_path_factory.mktemp("gateway")) as running:
        yield running
