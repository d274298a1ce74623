"""From a configuration to the inputs of an inversion."""

from pathlib import Path

from trajectoire.instruments.observatory.gather.config import Config
from trajectoire.instruments.observatory.inputs import ObservatoryInputs
from trajectoire.store.checkpoints import Checkpoints, digest_of


def gather_inputs(config, kept, progress): ...
def digest_of_run(config, path): ...
