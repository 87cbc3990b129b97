"""The sentences of tests/contract/test_device.py, told of a stand-in of every make there is one of."""

import pytest

from tests.contract import test_device as sentences
from tests.contract.device_cases import BY_PLATFORM
from tests.stand_ins import stand_in

__all__ = ["rig", "stand_in"]

globals().update({name: each for name, each in vars(sentences).items() if name.startswith("test_")})


@pytest.fixture(params=[each for each in BY_PLATFORM if each not in sentences.ALWAYS])
def rig(request, stand_in):
    return sentences.raised(request.param, stand_in)
