from datetime import timedelta

from drplan.explain.drill_notes import FULL_HEADER, full_table, notes
from drplan.explain.table import drill_summary, drill_table
from drplan.record.drill import HumanTime, Interruption, ProjectedRecord, RemedyRecord, ShortfallRecord


def changed(record, name, **values):
    services = [s.model_copy(update=values) if s.name == name else s for s in record.services]
    return record.model_copy(update={"services": tuple(services)})


def projected(seconds, low, high):
    return ProjectedRecord(
        seconds=seconds,
        low_seconds=low,
        high_seconds=high,
        drilled=3_000_000,
        size=400_000_000_000,
        assumption="at one speed",
    )


def row_of(record, name):
    return next(row for row in drill_table(record) if row.service == name)


def test_a_plain_drill_needs_no_notes(make_record):
    assert full_table(make_record()) == []
    assert notes(make_record()) == []


def test_full_size_stands_in_a_table_of_its_own_with_both_ends(make_record):
    record = changed(make_record(), "hs-files", projected=projected(4000, 2000, 250_000))
    (row,) = full_table(record)
    assert len(row) == len(FULL_HEADER)
    assert row[0] == "hs-files"
    assert row[3:] == ("1 h 07 min", "33 min 20 s", "69 h 27 min", "8 h", "not shown in time")
    assert "in full: projected, not measured; at one speed" in notes(record)


def test_a_pass_in_the_small_does_not_read_as_a_promise(make_record):
    record = changed(make_record(), "hs-files", projected=projected(4000, 2000, 250_000))
    assert row_of(record, "hs-files").why == "RTO not shown in full: 33 min 20 s to 69 h 27 min, projected"
    assert "With full data 1 of them may be too late" in drill_summary(record)


def test_what_holds_in_full_too_says_so(make_record):
    record = changed(make_record(), "hs-files", projected=projected(4000, 2000, 5000))
    assert row_of(record, "hs-files").why == "in full at most 1 h 24 min, projected"
    assert "With full data" not in drill_summary(record)


def test_gross_and_net_stand_beside_each_other(make_record):
    record = changed(make_record(), "hs-network", rta_seconds=700.0, rta_net_seconds=40.0)
    disrupted = record.disrupted
    down = Interruption(started=disrupted, ended=disrupted + timedelta(minutes=11))
    record = record.model_copy(update={"interrupted": (down,)})
    assert row_of(record, "hs-network").rta == "11 min 40 s; net 40 s"
    assert notes(record) == [
        "the drill's own runner was down for 11 min: RTA holds what that cost, net does not"
    ]


def test_people_s_work_says_where_its_length_comes_from(make_record):
    human = (
        HumanTime(what="compare", role="registrar", seconds=600.0, how="measured"),
        HumanTime(what="sign", role="registrar", seconds=300.0, how="tabletop"),
    )
    record = changed(make_record(), "hs-gradebook", human=human, human_seconds=900.0)
    assert row_of(record, "hs-gradebook").why == (
        "RTA holds 5 min of human work, as timed in a tabletop; RTA holds 10 min of human work, measured"
    )


def test_a_missed_rto_says_what_holds_it_and_what_would_help(make_record):
    short = ShortfallRecord(
        subject="hs-school-files",
        action="restore",
        seconds=40_000.0,
        projected=True,
        remedies=(
            RemedyRecord(change="warm copy", what="files kept restored", seconds=60.0, enough=True),
            RemedyRecord(change="faster link", what="no link is", seconds=30_000.0, enough=False),
        ),
    )
    assert notes(changed(make_record(), "hs-files", shortfall=short)) == [
        "hs-files: what holds its RTO in full is the restore of hs-school-files, 11 h 07 min",
        "  warm copy: files kept restored: RTA 1 min, in time",
        "  faster link: no link is: RTA 8 h 20 min, still too late",
    ]


def test_data_of_unknown_size_is_named(make_record):
    record = make_record().model_copy(update={"unsized": ("a", "b")})
    assert notes(record) == ["in full: not known, no size is declared of a, b"]


def test_the_rehearsed_day_and_what_it_changed_are_named(make_record):
    record = changed(make_record(), "hs-gradebook", during="fall-grades").model_copy(
        update={"rehearsed": "2026-12-16"}
    )
    assert notes(record) == ["objectives of 2026-12-16: changed for hs-gradebook by fall-grades"]
