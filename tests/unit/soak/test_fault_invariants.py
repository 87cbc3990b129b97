"""Each check of the fault soak is told a lie, and must say so; told the truth, it must be still."""

import json
from subprocess import CompletedProcess

import pytest

from tests.soak.faults import invariants as must
from tests.soak.faults.compare import Comparer
from tests.soak.faults.faults_copy import PackFlipped, SnapshotCut, broken_snapshots
from tests.soak.faults.invariants import Broken, Compared, Reported
from tests.soak.faults.oracle import Author, Batch, FileTruth, RowTruth, Version, Window
from tests.soak.faults.schedule import schedule

TRUE = Compared("onsite", "aa" * 32)
OTHER = Compared("onsite", "aa" * 32, ("essay.txt is missing",))
UNREAD = Compared("onsite", "aa" * 32, error="wrong password")

LIES = {
    "a recovery point that comes back from no copy": lambda: must.nothing_lost(
        [Reported("files", 12.0, [UNREAD, UNREAD])]
    ),
    "a copy that holds another truth beside one that is whole": lambda: must.nothing_lost(
        [Reported("files", 12.0, [TRUE, OTHER])]
    ),
    "a copy that nobody harmed and that gives nothing back": lambda: must.kept_unharmed(
        [Reported("files", 12.0, [UNREAD, Compared("offsite", "bb" * 32)])], {"onsite": 11.0}
    ),
    "a backup that never comes through again": lambda: must.healed([3, 3, 3], 3),
    "a backup that came through too late": lambda: must.healed([3, 3, 0], 2),
    "no backup tried after the fault": lambda: must.healed([], 3),
    "a drill that passed what was not there": lambda: must.proven_is_true([("drill", OTHER)]),
    "a drill that passed what cannot be read": lambda: must.proven_is_true([("drill", UNREAD)]),
    "an exit code that nobody designed": lambda: must.exit_is_designed("backup run", 4, killed=False),
    "a signal that nobody sent": lambda: must.exit_is_designed("backup run", -9, killed=False),
    "an interruption that nobody asked for": lambda: must.exit_is_designed("backup run", 130, killed=True),
    "a command that goes on after it was asked to stop": lambda: must.stops_in_time("drill run", 31, 30),
    "damage that is not named": lambda: must.damage_is_told({"aa", "bb"}, ["aa"]),
    "damage that is none": lambda: must.damage_is_told({"aa"}, ["aa", "bb"]),
    "no damage named at all": lambda: must.damage_is_told({"aa"}, []),
    "a copy that is never sound again": lambda: must.mended([1, 1]),
    "a copy that was not looked at again": lambda: must.mended([]),
    "a host that never comes back": lambda: must.comes_back("restore host", [-9, 1, 1], 3, []),
    "a host that came back otherwise": lambda: must.comes_back("restore host", [0], 3, ["a.txt is missing"]),
    "zero while the fault lasted": lambda: must.zero_means_all("backup run", 0, hindered=True, unproven=[]),
    "zero with something that failed": lambda: must.zero_means_all(
        "backup run", 0, hindered=False, unproven=["files"]
    ),
    "a command that stands still": lambda: must.ended("backup run", None, 60),
    "an error that does not name the host": lambda: must.names_it("backup run", 3, "it failed", ("host-a",)),
    "Python's own words": lambda: must.no_crash("drill run", "Traceback (most recent call last)\nKeyError"),
    "a lock that stays": lambda: must.no_leftovers({"locks": []}, {"locks": ["0123"]}),
    "a kind of thing that was not there at all": lambda: must.no_leftovers({}, {"mounts": ["/mnt"]}),
    "evidence that does not verify": lambda: must.evidence_holds(1, "altered"),
    "no evidence to verify": lambda: must.evidence_holds(2, "nothing"),
    "a drill without its record": lambda: must.drills_are_kept(["drill-1", "drill-2"], ["drill-2"]),
    "a password in an output": lambda: must.no_secret(
        {"PASSWORD": "s3cret"}, [("backup run", "with s3cret!")]
    ),
}

TRUTHS = {
    "one copy whole, one that cannot be read": lambda: must.nothing_lost(
        [Reported("f", 12.0, [TRUE, UNREAD])]
    ),
    "a copy that was harmed since": lambda: must.kept_unharmed(
        [Reported("f", 12.0, [UNREAD, Compared("offsite", "bb" * 32)])], {"onsite": 13.0}
    ),
    "a second try": lambda: must.healed([3, 0], 3),
    "a true pass": lambda: must.proven_is_true([("drill", TRUE)]),
    "a signal that was sent": lambda: must.exit_is_designed("backup run", -9, killed=True),
    "an interruption that was asked for": lambda: must.exit_is_designed("backup run", 130, stopped=True),
    "a command that stops": lambda: must.stops_in_time("drill run", 3, 30),
    "all damage named": lambda: must.damage_is_told({"aa", "bb"}, ["bb", "aa"]),
    "what nobody can know": lambda: must.damage_is_told({"aa"}, None),
    "a check that first names what went": lambda: must.mended([1, 0]),
    "a host that comes back in the end": lambda: must.comes_back("restore host", [-9, 1, 0], 3, []),
    "zero, and all of it": lambda: must.zero_means_all("backup run", 0, hindered=False, unproven=[]),
    "an error that names it": lambda: must.names_it("backup run", 3, "host-a is frozen", ("host-a",)),
    "what was there before": lambda: must.no_leftovers({"locks": ["0123"]}, {"locks": ["0123"]}),
    "no word of it": lambda: must.no_secret({"PASSWORD": "s3cret"}, [("backup run", "kept")]),
}


@pytest.mark.parametrize("lie", LIES)
def test_a_lie_is_seen(lie):
    assert [type(each) for each in LIES[lie]()] == [Broken], lie


@pytest.mark.parametrize("truth", TRUTHS)
def test_the_truth_is_no_fault(truth):
    assert TRUTHS[truth]() == []


def file_truth():
    truth = FileTruth()
    truth.versions["essay.txt"] = [
        Version(None, 0, 0),
        Version("first", 10, 11),
        Version("hindered", 20),
        Version("last", 30, 31),
    ]
    return truth


@pytest.mark.parametrize(
    ("begin", "end", "may_be"),
    [
        (1, 2, {None}),
        (12, 13, {"first"}),
        (10.5, 10.6, {None, "first"}),
        (21, 22, {"first", "hindered"}),
        (30.5, 30.6, {"first", "hindered", "last"}),
        (32, 33, {"last"}),
        (9, 40, {None, "first", "hindered", "last"}),
    ],
)
def test_a_file_may_be_what_it_was_within_the_window_and_nothing_else(begin, end, may_be):
    assert file_truth().could_be("essay.txt", Window(begin, end)) == may_be


@pytest.mark.parametrize(
    "found", [{}, {"essay.txt": "first"}, {"essay.txt": "last", "more.txt": "sha"}, {"essay.txt": "altered"}]
)
def test_a_missing_older_further_or_altered_file_is_a_difference(found):
    assert len(file_truth().differences(found, Window(40, 41))) == 1
    assert file_truth().differences({"essay.txt": "last"}, Window(40, 41)) == []


def row_truth():
    return RowTruth([Batch({1: "a", 2: "b"}, 10, 11), Batch({1: None}, 20, 21), Batch({2: "c"}, 30)])


@pytest.mark.parametrize(
    ("number", "rows", "same"),
    [
        (2, {2: "b"}, True),
        (1, {1: "a", 2: "b"}, False),
        (2, {1: "a", 2: "b"}, False),
        (2, {}, False),
        (2, {2: "b", 3: "more"}, False),
        (3, {2: "c"}, False),
    ],
)
def test_rows_are_those_of_a_moment_within_the_window(number, rows, same):
    assert (row_truth().differences(number, rows, Window(22, 23)) == []) is same


def test_a_transaction_that_is_under_way_may_be_there_or_not():
    assert row_truth().bounds(Window(31, 32)) == (2, 3)


class Kind:
    def __init__(self, kind):
        self.kind, self.commands = kind, frozenset(("backup", "drill"))
        self.only_during = self.only_before = self.must_pass = False
        self.passes = (1, 5)


def test_the_same_seed_brings_the_same_faults_and_every_kind_comes_first():
    faults = {f"{kind} {number}": Kind(kind) for kind in ("kill", "power", "clock") for number in range(3)}

    def drawn(seed):
        rounds = schedule(seed, faults)
        return [next(rounds) for _ in range(30)]

    assert drawn(1) == drawn(1) != drawn(2)
    assert {faults[each.fault].kind for each in drawn(1)[:3]} == {"kill", "power", "clock"}


def test_an_author_writes_the_same_by_the_same_seed_and_never_the_same_twice():
    one, other = Author("seed"), Author("seed")
    texts = [one.content() for _ in range(50)]
    assert texts == [other.content() for _ in range(50)]
    written = [each for each in texts if each is not None]
    assert len({*written}) == len(written) > 30


def test_the_snapshots_to_forget_are_those_that_restic_would_repair():
    said = (
        "\nsnapshot 4489ec61 of [/srv] at 2026-11-23 13:14:49 +0000 UTC by root@vm\n"
        '\nsnapshot ef9ebd56 of [/srv] at 2026-11-23 13:14:53 +0000 UTC by root@vm\n  dir "/": not readable\n'
        "would delete empty snapshot\n\nwould modify 1 snapshots\n"
    )
    assert broken_snapshots(said) == ["ef9ebd56"]


def test_what_a_dead_copy_could_not_list_may_have_been_read_since_it_was_first_asked():
    answers = [(1, ""), (1, ""), (0, json.dumps([{"id": "aa", "tags": ["data-set:files"]}]))]

    class Ground:
        def ask_restic(self, copy, *words, check, seconds):
            code, out = answers[0] if copy == "onsite" else (0, "[]")
            return CompletedProcess(words, code, out, "")

    comparer = Comparer(Ground(), writers=None)
    for since in (100.0, 200.0, 300.0):
        comparer.note(since)
        answers.pop(0)
    assert comparer.windows["aa"].begin == 100.0
    answers.append((0, json.dumps([{"id": "bb"}])))
    comparer.note(400.0)
    assert comparer.windows["bb"].begin == 400.0


@pytest.mark.parametrize(
    ("fault", "damage", "said", "told"),
    [
        (PackFlipped, {"aa" * 32}, {"damaged_packs": ["bb" * 32]}, ["bb" * 32]),
        (PackFlipped, {"aa" * 32}, None, None),
        (SnapshotCut, {"0123abcd"}, {"damage": ["snapshot 0123abcd cannot be read", "tree 9"]}, ["0123abcd"]),
        (SnapshotCut, {"0123abcd"}, {"damage": []}, []),
        (SnapshotCut, {"0123abcd"}, None, None),
    ],
)
def test_what_a_check_says_of_the_damaged_copy_is_heard_and_nothing_of_the_other(fault, damage, said, told):
    played = fault(ground=None)
    played.damage = damage
    copies = [{"name": "offsite", "damaged_packs": ["cc"], "damage": ["snapshot ffffffff cannot be read"]}]
    copies += [{"name": "onsite", **said}] if said is not None else []
    assert played.told({"record": {"repositories": copies}}) == (damage, told)
