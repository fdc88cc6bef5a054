"""How many examples hypothesis tries of each property: the profile in HYPOTHESIS_PROFILE says."""

import os

from hypothesis import HealthCheck, settings

NORMAL, NIGHTLY = "normal", "nightly"
#: By profile, of a property that only computes.
EXAMPLES = {NORMAL: 230, NIGHTLY: 100_000}
#: By profile, of one whose every example asks pages or the database many times.
OF_A_WHOLE_SHOP = {NORMAL: 40, NIGHTLY: 2_000}

PROFILE = os.environ.get("HYPOTHESIS_PROFILE", NORMAL)


def load_profile() -> None:
    """Makes the profile what every property follows. By night other examples are tried each time."""
    for name, examples in EXAMPLES.items():
        settings.register_profile(
            name,
            max_examples=examples,
            deadline=None,
            derandomize=name == NORMAL,
            database=None,
            print_blob=True,
            suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
        )
    settings.load_profile(PROFILE)


def in_a_whole_shop() -> settings:
    """The settings of a property of the second kind, which may share its shop with the other examples."""
    return settings(max_examples=OF_A_WHOLE_SHOP[PROFILE], suppress_health_check=list(HealthCheck))
