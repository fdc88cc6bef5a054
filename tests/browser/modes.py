"""The three ways a browser may meet our scripts. What a shopper can do is the same in each."""

import pytest

MODES = ("scripted", "plain", "htmx blocked")

in_every_mode = pytest.mark.parametrize("mode", MODES, indirect=True)
