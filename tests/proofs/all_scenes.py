"""Every scene for two that there is."""

from tests.proofs.scenes import SCENES
from tests.proofs.scenes_afterwards import AFTERWARDS
from tests.proofs.scenes_of_carts import CARTS

ALL_SCENES = (*SCENES, *CARTS, *AFTERWARDS)
SCENE = {scene.name: scene for scene in ALL_SCENES}
