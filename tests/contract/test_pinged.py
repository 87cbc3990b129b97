"""A backup that this machine runs, and a real watcher that hears of it."""

import pytest

from drplan import wiring
from drplan.adapters.pinged import Pinged
from drplan.adapters.secrets import SecretStore
from drplan.declare import Secret
from drplan.errors import RepositoryLocked, SourceError
from drplan.plan.drill import data_sets_of
from drplan.ports import Protected, RecoveryPoint
from tests.contract.sinks import Webhook, serving
from tests.unit.act.conftest import START, district, service


class Copies:
    """Makes a recovery point in each copy but the locked one, doubts it, or cannot read the source."""

    locked, suspect, unreadable = "", (), False

    def protect(self, data_set, copies):
        if self.unreadable:
            raise SourceError("empty", next_step="mount it")
        kept = [copy.name for copy in copies if copy.name != self.locked]
        points = (RecoveryPoint("f", name, "id", START, 1, 1, suspect=self.suspect) for name in kept)
        failed = {self.locked: RepositoryLocked("locked", next_step="wait")} if self.locked else {}
        return Protected(tuple(points), failed)


class Watched:
    """A data set whose backups the watcher hears of."""

    def __init__(self, watcher):
        self.declared = district(service("files", "host-a"))
        self.watcher = watcher

    def protect(self, secret="PING_TEST", **faults):
        copies = Copies()
        vars(copies).update(faults)
        (data_set,) = data_sets_of(self.declared.sites[0])
        watched = data_set.model_copy(update={"ping": Secret.env(secret) if secret else None})
        Pinged(copies, SecretStore()).protect(watched, self.declared.repositories)
        return self.heard()

    def heard(self):
        return [path for path, _, _ in self.watcher.heard]


@pytest.fixture
def watched(monkeypatch):
    with serving(Webhook()) as watcher:
        monkeypatch.setenv("PING_TEST", f"http://{watcher.place}/check")
        yield Watched(watcher)


def test_a_whole_backup_is_told_from_beginning_to_end(watched):
    assert watched.protect() == ["/check/start", "/check"]


@pytest.mark.parametrize("faults", [{"locked": "onsite"}, {"suspect": ("encrypted",)}])
def test_a_copy_without_a_good_recovery_point_is_a_failure(watched, faults):
    assert watched.protect(**faults) == ["/check/start", "/check/fail"]


def test_a_source_that_cannot_be_read_is_a_failure_and_still_raised(watched):
    with pytest.raises(SourceError):
        watched.protect(unreadable=True)
    assert watched.heard() == ["/check/start", "/check/fail"]


def test_without_an_address_or_with_one_that_leads_nowhere_nothing_is_told_and_the_backup_made(watched):
    assert watched.protect(secret=None) == []
    assert watched.protect(secret="PING_TEST_NOT_SET") == []


def test_a_rehearsal_tells_nobody(tmp_path, monkeypatch):
    monkeypatch.setenv("DRPLAN_STATE", str(tmp_path))
    assert isinstance(wiring.pinged(Copies(), SecretStore()), Pinged)
    (tmp_path / "lab").mkdir()
    (tmp_path / "lab" / "access.json").write_text('{"where": "loopback lab"}')
    copies = Copies()
    assert wiring.pinged(copies, SecretStore()) is copies
