"""Every scene for two that there is."""

from tests.proofs.scenes import SCENES
from tests.proofs.scenes_beside import BESIDE

ALL_SCENES = (*SCENES, *BESIDE)
SCENE = {scene.name: scene for scene in ALL_SCENES}
