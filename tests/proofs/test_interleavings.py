"""Two at once: wherever the second comes in between, they come to what they come to one transaction at a time."""

import pytest

from tests.databases import ENGINES
from tests.proofs.all_scenes import ALL_SCENES
from tests.proofs.conftest import PlaysIn
from tests.proofs.stage import Scene
from tests.proofs.trials import LIGHT, THROUGH
from tests.properties import NIGHTLY, PROFILE

PAIRS = [(scene, pair) for scene in ALL_SCENES for pair in scene.every_pair()]
USUAL = [(scene, pair) for scene, pair in PAIRS if scene.is_usual(pair)]
#: by night every two, everywhere; by day a third of the usual ones at points drawn by lot, and an eighth on SQLite, whose one lock makes most plays the same
TRIED = {"sqlite": USUAL[1::8], "postgresql": USUAL[::3]}
#: so many pairs are played in one shop: its books are gone through after each
TOGETHER = 10 if PROFILE == NIGHTLY else 1000
CASES = [
    pytest.param(
        engine,
        number // TOGETHER,
        scene,
        pair,
        id=f"{engine}: {scene.name}: {pair[0]} + {pair[1]}",
    )
    for engine in ENGINES
    for number, (scene, pair) in enumerate(PAIRS if PROFILE == NIGHTLY else TRIED[engine])
]
DEPTH = THROUGH if PROFILE == NIGHTLY else LIGHT


@pytest.mark.parametrize(("engine", "shop", "scene", "pair"), CASES)
def test_whoever_comes_in_between(
    plays_in: PlaysIn, engine: str, shop: int, scene: Scene, pair: tuple[str, str]
) -> None:
    assert plays_in(engine, shop).tried(scene, pair, DEPTH).faults == []
