"""Two at once: wherever the second comes in between, they come to what they come to one transaction at a time."""

import pytest

from tests.proofs.interleavings import Plays
from tests.proofs.scenes import SCENES, Scene
from tests.properties import NIGHTLY, PROFILE

#: by night every two; else those of an open order of which one places it
CASES = [
    pytest.param(scene, pair, id=f"{scene.name}: {pair[0]} + {pair[1]}")
    for scene in SCENES
    for pair in scene.every_pair()
    if PROFILE == NIGHTLY or scene.is_usual(pair)
]


@pytest.mark.parametrize(("scene", "pair"), CASES)
def test_whoever_comes_in_between(plays: Plays, scene: Scene, pair: tuple[str, str]) -> None:
    assert plays.tried(scene, pair).faults == []
