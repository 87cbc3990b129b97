"""Ransomware is seen in what a drill brings back, and a school's year is not taken for it."""

from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from drplan.measure.screen import Past, screen
from drplan.ports import Entries
from tests.unit.adapters.school_share import ATTACKS, DOUBTED, HARMLESS
from tests.unit.measure.screened_share import after_weeks, besieged

WHEN = datetime(2026, 10, 1, tzinfo=UTC)
UNSEEN = "1 % a night, documents only"
SEEN_BY = {"5 % a night, in parts that the sample misses": 14, "1 % a night, in place": 14}
FILES = 800


def files(count, *, dense=False, ending="txt", tell="a") -> dict[str, Any]:
    return {f"/s/class-{n % 7}/{n}.{ending}": file(f"{tell}{n}", dense=dense) for n in range(count)}


def file(sha256, *, dense=False) -> Any:
    return {"type": "file", "size": 9000, "sha256": sha256, **({"dense": 1} if dense else {})}


def past(entries: Entries, restless=0.01):
    return Past(entries, WHEN, restless)


@pytest.mark.parametrize("name", [n for n in (*HARMLESS, *DOUBTED) if not n.startswith("six weeks")])
def test_a_schools_work_of_four_weeks_is_not_doubted(name):
    assert after_weeks(1, (HARMLESS | DOUBTED)[name], files=FILES) == ()


@pytest.mark.parametrize("name", [name for name in ATTACKS if name != UNSEEN])
def test_an_attack_that_no_backup_doubted_is_seen_by_a_weekly_drill(name):
    night = besieged(1, ATTACKS[name], nights=21, files=FILES)
    assert night is not None
    assert night <= SEEN_BY.get(name, 14)


def test_one_document_in_a_hundred_each_night_is_not_seen_and_the_page_says_so():
    assert besieged(1, ATTACKS[UNSEEN], nights=28, files=FILES) is None


def test_what_turned_dense_in_place_is_counted_and_dated():
    said = screen(files(100) | files(40, dense=True, tell="x"), past(files(100)))
    assert said[0] == "40 of 100 files turned into what looks encrypted since 2026-10-01"


def test_dense_from_the_beginning_is_not_doubted():
    assert screen(files(100, dense=True), past(files(100, dense=True))) == ()


def test_a_new_ending_on_every_file_is_named():
    hit = {f"{name}.Qx7f": file(f"h{name}") for name in files(60)}
    assert screen(hit, past(files(60)))[0] == "60 files have the new ending .qx7f"


def test_endings_put_in_place_of_many_others_are_seen():
    kinds = {f"/s/{n}.{e}": file(f"{n}{e}") for n in range(20) for e in ("docx", "jpg", "txt", "csv")}
    hit = {f"{name.rpartition('.')[0]}-{n}.qx7f": file(f"h{n}") for n, name in enumerate(kinds)}
    assert screen(hit, past(kinds)) == ()
    swapped = {f"/s/{n}.qx7f": file(f"h{n}") for n in range(20)}
    assert "20 files have the new ending .qx7f" in screen(swapped | files(60), past(kinds | files(60)))


@pytest.mark.parametrize("ending", ["gz", "bak", "1", "pdf"])
def test_endings_that_programs_give_are_not_doubted(ending):
    assert screen({f"{name}.{ending}": f for name, f in files(60).items()}, past(files(60))) == ()


def test_notorious_endings_on_dense_files_need_no_history():
    hit = {f"{name}.lockbit": file(name, dense=True) for name in files(60)}
    assert screen(hit, None) == ("60 files have the new ending .lockbit",)
    assert screen({f"{name}.locked": file(name) for name in files(60)}, None) == ()


def test_a_first_recovery_point_is_looked_through_for_notes_and_canaries_too():
    noted: Any = {f"/s/class-{n}/HOW_TO_DECRYPT.txt": file("note") for n in range(3)}
    assert screen(files(60) | noted, None) == (
        "3 folders have a file called HOW_TO_DECRYPT.txt, as ransom notes are",
    )
    one: Any = {"/s/HOW_TO_DECRYPT.txt": file("note")}
    assert screen(files(60) | one, None) == ()
    assert len(screen(files(60) | one, None, ["/s/canary"])) == 2


def test_what_is_declared_as_volatile_neither_hides_an_attack_nor_makes_one():
    volatile = {name: facts | {"volatile": 1} for name, facts in files(100, tell="log").items()}
    changed = {name: facts | {"sha256": "x", "dense": 1} for name, facts in volatile.items()}
    assert screen(changed, past(volatile)) == ()
    folder: Any = {"/s": {"type": "folder"}}
    assert screen(files(100, dense=True) | folder, past(files(100) | folder)) != ()


@pytest.mark.parametrize(
    "note", ["HOW_TO_DECRYPT.txt", "!!!READ_ME!!!.html", "Restore-My-Files.txt", "RECOVER_YOUR_FILES.hta"]
)
def test_the_same_note_in_three_folders_is_doubted(note):
    noted: Any = {f"/s/class-{n}/{note}": file("note") for n in range(3)}
    assert screen(files(60) | noted, past(files(60))) == (
        f"3 folders have a file called {note}, as ransom notes are",
    )


def test_one_such_note_alone_is_a_teachers():
    assert screen(files(60) | {"/s/how to decrypt caesar.txt": file("n")}, past(files(60))) == ()


def test_notes_that_were_there_before_are_not_doubted():
    noted = files(60) | {f"/s/class-{n}/read me to restore.txt": file("note") for n in range(5)}
    assert screen(noted, past(noted)) == ()


def test_a_canary_is_held_against_what_it_was():
    before: Any = files(60) | {"/s/canary": file("sings")}
    assert screen(before, past(before), ["/s/canary"]) == ()
    assert screen(files(60) | {"/s/canary": file("coughs")}, past(before), ["/s/canary"]) == (
        "canary /s/canary is not what it was on 2026-10-01",
    )
    assert screen(files(60), past(before), ["/s/canary"]) == ("canary /s/canary is absent",)
    assert screen(files(60), None, ["/s/canary"]) == ("canary /s/canary is absent",)


def test_a_canary_given_another_owner_still_sings():
    before: Any = {"/s/canary": {**file("sings"), "uid": 0}}
    now: Any = {"/s/canary": {**file("sings"), "uid": 33}}
    assert screen(now, past(before), ["/s/canary"]) == ()


def test_a_database_that_lost_most_of_its_rows_is_doubted():
    before: Any = {
        "table pupil": {"rows": 900, "checksum": "a"},
        "table mark": {"rows": 9000, "checksum": "b"},
    }
    now: Any = {"table pupil": {"rows": 900, "checksum": "a"}, "table mark": {"rows": 0, "checksum": "0"}}
    assert screen(now, past(before)) == ("900 rows are left of 9,900 on 2026-10-01",)
    assert screen(before, past(before)) == ()


def test_tables_that_all_change_every_night_are_not_doubted():
    tables: Any = {f"table t{n}": {"rows": 9, "checksum": "a"} for n in range(300)}
    changed: Any = {name: {"rows": 9, "checksum": "b"} for name in tables}
    assert screen(changed, past(tables)) == ()


def test_a_folder_of_dumps_that_are_new_every_night_is_not_doubted():
    assert screen(files(300, tell="b"), past(files(300), restless=1.0)) == ()
    assert screen(files(100, tell="b"), past(files(100), restless=None)) == ()
    assert screen(files(300, tell="b"), past(files(300), restless=0.0)) != ()
    assert screen(files(300, tell="b"), past(files(300), restless=0.0), ignore=["churned"]) == ()


def test_what_the_host_was_told_to_overlook_is_looked_at_all_the_same():
    assert screen(files(100, dense=True, tell="x"), past(files(100)), ignore=["encrypted", "shrunk"]) != ()


def test_volatile_files_say_nothing():
    loose: Any = {name: {"type": "file", "volatile": 1} for name in files(60)}
    assert screen(loose, past(loose)) == ()


NAMES = st.text(st.characters(codec="utf-8"), min_size=1, max_size=12).map("/s/{}".format)
FACTS = st.fixed_dictionaries(
    {"type": st.sampled_from(("file", "folder", "link")), "sha256": st.text("0123456789abcdef", min_size=4)},
    optional={"dense": st.just(1), "size": st.integers(0, 1 << 40), "volatile": st.just(1)},
)


@given(st.dictionaries(NAMES, FACTS, max_size=40), st.one_of(st.none(), st.floats(0, 1)))
def test_what_did_not_change_is_never_doubted(entries, restless):
    assert screen(entries, Past(entries, WHEN, restless), [*entries][:2]) == ()


@given(st.dictionaries(NAMES, FACTS, max_size=40), st.dictionaries(NAMES, FACTS, max_size=40))
def test_whatever_it_is_given_it_answers_in_printable_sentences(now, before):
    assert all(line.isprintable() for line in screen(now, past(before), [*before][:2]))


def test_archives_that_were_read_to_their_end_may_give_way_to_new_ones_and_nothing_else_may():
    before = {f"/s/course-{n}-october.mbz": file(f"o{n}", dense=True) for n in range(60)}
    after = {f"/s/course-{n}-november.mbz": file(f"n{n}", dense=True) for n in range(60)}
    assert "gave way to 60" in screen(after, past(before))[0]
    assert screen(after, past(before), archives=True) == ()
    assert "entries are left" not in str(screen(after, past(before), archives=True))
    assert screen(dict(list(after.items())[:9]), past(before), archives=True)
