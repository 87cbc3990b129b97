"""What is never done in production, whoever asks."""

from datetime import UTC, datetime

import pytest

from drplan.adapters import vault as vaults
from drplan.adapters.access import Access
from drplan.adapters.seal_keys import SealKeys
from drplan.adapters.secrets import SecretStore
from drplan.adapters.vault import ResticVault
from drplan.declare import OneRosterExport, Question
from drplan.errors import UsageError
from drplan.ports import RecoveryPoint
from tests.unit.act.conftest import district, service


def test_in_production_nothing_is_removed_to_make_room_for_an_older_point(tmp_path):
    declared = district(service("files", "host-a"))
    vault = ResticVault(declared, Access(), SecretStore(), restic=tmp_path / "restic", state=tmp_path)
    older = RecoveryPoint("files-data", "onsite", "day-1", datetime(2026, 3, 1, tzinfo=UTC), 1, 1)
    data_set = declared.sites[0].services[0].data_sets[0]
    with pytest.raises(UsageError, match="in production nothing is removed"):
        vault.recover(data_set, older, declared.repositories[0], instead_of=(older,))


def test_a_restore_into_a_folder_says_what_the_source_is_so_that_what_is_inside_is_read_and_asked(
    tmp_path, monkeypatch
):
    asked = []

    def ask(request):
        asked.append(request)
        return {"expected": {}, "found": {}, "size": 0, "notes": []}

    monkeypatch.setattr(vaults, "ask_here", ask)
    monkeypatch.setattr(vaults, "target", lambda *_, **__: {})
    monkeypatch.setattr(SealKeys, "signers", lambda *_: ())
    declared = district(service("files", "host-a"))
    vault = ResticVault(declared, Access(), SecretStore(), restic=tmp_path / "restic", state=tmp_path)
    point = RecoveryPoint("files-data", "onsite", "day-1", datetime(2026, 3, 1, tzinfo=UTC), 1, 1)
    question = Question(name="students", query="select count(*) from users")
    source = OneRosterExport(server="host-a", path="/srv/roster", questions=(question,))
    data_set = declared.sites[0].services[0].data_sets[0].model_copy(update={"source": source})
    vault.restore_to(data_set, point, declared.repositories[0], tmp_path / "to")
    assert asked[0]["source"]["questions"][0]["query"] == question.query
    assert asked[0]["source"]["fresh_within"] == "P4D"
