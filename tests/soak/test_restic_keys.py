"""Passwords that come and go: restic measures scrypt for seconds at each, too long for every push."""

from dataclasses import replace

import pytest

from drplan.adapters.agent.fault import Fault
from drplan.adapters.agent.restic import Target
from drplan.adapters.restic_upkeep import Upkeep
from drplan.adapters.tools import find_restic
from tests.contract.weak_key import PASSWORD, make_repository


@pytest.fixture
def place(tmp_path):
    program = str(find_restic(tmp_path))
    folder = make_repository(tmp_path / "repository", program)
    return Target(program, str(folder), str(tmp_path / "cache"), {"RESTIC_PASSWORD": PASSWORD})


def test_a_second_password_opens_and_one_taken_away_opens_no_longer(place):
    upkeep = Upkeep(place)
    upkeep.add_key("escrowed", user="principal", host="safe")
    escrowed = Upkeep(replace(place, environment={"RESTIC_PASSWORD": "escrowed"}))
    (key,) = [each for each in escrowed.key_list() if each.current]
    assert (key.user, key.host) == ("principal", "safe")
    renewed = escrowed.change_password("escrowed anew")
    assert renewed in {each.id for each in upkeep.key_list()} - {key.id}
    with pytest.raises(Fault) as raised:
        escrowed.config()
    assert raised.value.kind == "wrong-password"
    upkeep.remove_key(renewed)
    assert len(upkeep.key_list()) == 1
