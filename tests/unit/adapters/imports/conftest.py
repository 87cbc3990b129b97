from pathlib import Path

import pytest

from drplan.adapters.inventory import load_district
from drplan.declare import District


@pytest.fixture(scope="session")
def district() -> District:
    return load_district(Path(__file__).parents[4] / "inventories")
