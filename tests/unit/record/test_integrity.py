from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from drplan.measure.integrity import Ledger, Shown, faults, vanished
from drplan.measure.verdict import Verdict
from drplan.record.canonical import read_record, record_bytes
from drplan.record.integrity import (
    AttackRecord,
    CheckRecord,
    PartRecord,
    RepositoryRecord,
    ever_seen,
    ledger_of,
    rotation_of,
)

BEGAN = datetime(2026, 11, 1, 2, tzinfo=UTC)
PASS = Verdict(outcome="pass")
IDS = st.sets(st.sampled_from([f"{number:064x}" for number in range(8)]))


def seen(**told):
    return RepositoryRecord(
        **{"name": "onsite", "repository_id": "r1", "snapshots": 0, "verdict": PASS} | told
    )


def record(day, *repositories, verb="check"):
    return CheckRecord(
        id=f"{day:07d}",
        started=BEGAN + timedelta(days=day),
        ended=BEGAN + timedelta(days=day, minutes=5),
        verdict=PASS,
        previous=None,
        district="D",
        where="production",
        verb=verb,
        operator_role="unsaid",
        operator_account="root@here",
        inventory_sha256="0" * 64,
        tools={},
        repositories=repositories,
    )


def part(number, day, parts=28):
    return PartRecord(part=number, parts=parts, began=BEGAN + timedelta(days=day), seconds=1.0)


@given(st.lists(IDS, min_size=1, max_size=6))
def test_the_records_in_order_make_up_what_was_shown_last(shown):
    before: set[str] = set()
    records = []
    for day, now in enumerate(shown):
        records.append(record(day, seen(came=tuple(now - before), gone=tuple(before - now))))
        before = now
    assert ledger_of(records, "onsite") == Ledger("r1", frozenset(shown[-1]))
    assert ledger_of(records, "offsite") == Ledger()


@given(IDS, IDS, IDS)
def test_what_is_gone_and_was_not_dropped_by_us_has_vanished(known, shown, dropped):
    ledger, now = Ledger("r1", frozenset(known), frozenset(dropped)), Shown("r1", frozenset(shown))
    assert {*vanished(ledger, now)} == known - shown - dropped
    assert bool(faults(ledger, now)) == bool(vanished(ledger, now))


def test_a_repository_that_could_not_be_opened_changes_nothing_that_was_known():
    known = record(0, seen(came=("a",), read=(part(1, 0),)))
    away = record(1, seen(repository_id=None))
    announced = record(2, seen(repository_id=None, to_forget=("a",)), verb="retain")
    assert ledger_of([known, away, announced], "onsite") == Ledger("r1", frozenset("a"), frozenset("a"))
    assert rotation_of([known, away, announced], "onsite") == rotation_of([known], "onsite")


def test_another_repository_begins_its_ledger_and_its_rotation_anew():
    records = [
        record(0, seen(came=("a",), read=(part(1, 0),), damaged_packs=("ff00",))),
        record(1, seen(repository_id="r2", came=("b",), read=(part(2, 1),))),
    ]
    assert ledger_of(records, "onsite") == Ledger("r2", frozenset("b"))
    rotation = rotation_of(records, "onsite")
    assert (rotation.began, len(rotation.readings), rotation.damaged) == (records[1].started, 1, frozenset())


def test_a_damaged_pack_is_remembered_until_its_part_was_read_whole():
    hurt = record(0, seen(damaged_packs=("01" + "0" * 62, "ff" + "0" * 62)))
    assert rotation_of([hurt], "onsite").damaged == {1, 255}
    read = record(1, seen(read=(part(2, 1),)))
    assert rotation_of([hurt, read], "onsite").damaged == {255}
    again = record(2, seen(read=(part(1, 2, parts=1),)))
    assert rotation_of([hurt, again], "onsite").damaged == frozenset()


ATTACK = AttackRecord(scratch="drplan-attack-00", promise="locked", attempts=(), left=0, until=None)


def test_an_attack_tells_the_ledger_of_snapshots_and_the_rotation_nothing():
    before = [record(0, seen(came=("a",), read=(part(1, 0),)))]
    after = [*before, record(1, seen(repository_id=None, attack=ATTACK), verb="attack")]
    assert ledger_of(after, "onsite") == ledger_of(before, "onsite")
    assert rotation_of(after, "onsite").readings == rotation_of(before, "onsite").readings


def test_what_retention_announced_is_not_missed_and_what_vanished_is():
    told = [
        record(0, seen(came=("a", "b", "c"))),
        record(1, seen(repository_id=None, to_forget=("a",)), verb="retain"),
        record(2, seen(gone=("a", "b"))),
    ]
    assert ever_seen(told, "onsite") == {"b", "c"}
    assert ever_seen([*told, record(3, seen(repository_id="r2", came=("z",)))], "onsite") == {"z"}


def test_a_check_without_an_attack_is_written_as_it_was_before_there_were_any():
    written = record_bytes(record(0, seen(came=("a",)))).decode()
    assert "attack" not in written
    assert "unhidden" not in written


def test_a_record_reads_back_equal():
    written = record(0, seen(came=("a",), read=(part(1, 0),), waiting_since=BEGAN, within_days=28.0))
    assert read_record(record_bytes(written), CheckRecord) == written
