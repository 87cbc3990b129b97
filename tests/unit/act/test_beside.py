"""A rehearsal beside production: compared, and taken away again whatever happens between."""

from datetime import timedelta
from typing import Any

import pytest

from drplan.act.beside import BesidePorts, bring_beside, rehearse_beside
from drplan.act.restore import Wanted
from drplan.declare import DynamoTable
from drplan.errors import SourceError, UsageError
from drplan.ports import RecoveryPoint
from drplan.ports.beside import Kept
from tests.unit.act.conftest import START, district, service

KEPT: dict[str, dict[str, str | int]] = {
    "table key": {"type": "key", "keys": "id S HASH"},
    "item 0": {"type": "item", "size": 3},
}


def meals():
    plain = service("meals", "host-a")
    data = plain.data_sets[0].model_copy(
        update={"source": DynamoTable(account="cloud", table="meals"), "canaries": ()}
    )
    return plain.model_copy(update={"data_sets": (data,)})


class There:
    """An account and a copy in memory, with faults to order."""

    def __init__(self):
        self.notes = ("as kept",)
        self.district = district(meals())
        self.data = self.district.sites[0].services[0].data_sets[0]
        self.standing, self.lines, self.seconds = {}, [], 0
        self.found = dict(KEPT)
        self.breaks = set()
        self.none = False

    def ports(self):
        me: Any = self
        return BesidePorts(self.district, me, me, me, me)

    def now(self):
        return START

    def monotonic(self):
        self.seconds += 5
        return float(self.seconds)

    def say(self, subject, message):
        self.lines.append(message)

    def _maybe(self, what):
        if what in self.breaks:
            raise SourceError(f"{what} broke", next_step="look")

    def points(self, data_set, repository):
        if self.none:
            return []
        at = START - timedelta(hours=1)
        return [RecoveryPoint(data_set.name, repository.name, "a" * 64, at, 1, 1, 1, 1.0)]

    def text(self, data_set, point, repository):
        self._maybe("text")
        return Kept("text", KEPT, self.notes)

    def bring(self, data_set, kept, name, rehearsal):
        self.standing[name] = rehearsal
        self._maybe("bring")
        return ["brought"]

    def read(self, data_set, kept, name):
        self._maybe("read")
        return self.found

    def remove(self, data_set, name, rehearsal):
        self._maybe("remove")
        assert self.standing.pop(name) == rehearsal
        return f"{name} was taken away"

    def sweep(self, data_set, now):
        self.lines.append("swept")
        return []


@pytest.fixture
def there():
    return There()


def rehearsed(there):
    return rehearse_beside(there.data, "new", "abc", there.ports(), Wanted(START))


def test_what_is_made_of_a_manifest_that_is_not_to_be_trusted_is_no_pass_and_is_taken_away_all_the_same(
    there,
):
    there.notes = ("signature not trusted: the manifest is not signed",)
    done = rehearsed(there)
    assert (done.comparison.verdict.outcome, done.comparison.verdict.because) == ("no-evidence", there.notes)
    assert done.left is None


def test_a_rehearsal_sweeps_first_passes_and_leaves_nothing(there):
    done = rehearsed(there)
    assert done.comparison.verdict.outcome == "pass"
    assert (done.left, done.seconds, done.notes) == (None, 5.0, ("as kept", "brought"))
    assert there.standing == {}
    assert there.lines[0] == "swept"


def test_what_differs_fails_and_is_taken_away_all_the_same(there):
    there.found.pop("item 0")
    done = rehearsed(there)
    assert done.comparison.verdict.outcome == "fail"
    assert there.standing == {}


@pytest.mark.parametrize("where", ["bring", "read"])
def test_a_fault_on_the_way_is_raised_once_what_was_made_is_gone(there, where):
    there.breaks.add(where)
    with pytest.raises(SourceError, match=f"{where} broke"):
        rehearsed(there)
    assert there.standing == {}


def test_what_cannot_be_taken_away_is_said_and_stays_marked(there):
    there.breaks.add("remove")
    done = rehearsed(there)
    assert done.left == "remove broke"
    assert any("LEFT: new" in line for line in there.lines)
    assert there.standing["new"].until == START + timedelta(days=1)


def test_a_restore_that_stays_carries_no_rehearsals_mark(there):
    assert bring_beside(there.data, "new", there.ports(), Wanted(START)).left is None
    assert there.standing == {"new": None}


def test_without_a_recovery_point_nothing_is_made(there):
    there.none = True
    with pytest.raises(UsageError, match="no copy holds"):
        rehearsed(there)
    there.none, there.breaks = False, {"text"}
    with pytest.raises(SourceError, match="text broke"):
        rehearsed(there)
    assert there.standing == {}
