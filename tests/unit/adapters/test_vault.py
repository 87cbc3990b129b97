"""What is never done in production, whoever asks."""

from datetime import UTC, datetime

import pytest

from drplan.adapters.access import Access
from drplan.adapters.secrets import SecretStore
from drplan.adapters.vault import ResticVault
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
