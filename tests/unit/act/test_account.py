"""What the record makes of a drill's steps: the calendar, people, outages, full size, what would help."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from drplan import AcademicCalendar, HumanStep, Objectives, Period, Repository, Secret, Tightening
from drplan.act.account import Circumstances, drill_record
from drplan.act.drill import conduct, prepare
from drplan.measure.verdict import Verdict
from drplan.record.canonical import read_record, record_bytes
from drplan.record.declared import DeclaredParts
from drplan.record.drill import DrillRecord, Interruption, StepRecord

GRADING = Period(
    name="fall-grades",
    title="Fall grades",
    kind="grading",
    first=date(2026, 3, 2),
    last=date(2026, 3, 6),
)
SIGNS = HumanStep(what="Registrar signs", role="registrar", duration=timedelta(minutes=30))
PASS = Verdict(outcome="pass")
PLENTY = 400_000_000_000


def hours(rto, rpo=24):
    return Objectives(rto=timedelta(hours=rto), rpo=timedelta(hours=rpo), mtd=timedelta(hours=96))


@pytest.fixture
def conducted(make_world, limits):
    def run(*services):
        world = make_world(*services)
        ports = world.ports()
        return world.declared, conduct(prepare(world.declared.sites[0], ports), ports, limits)

    return run


def account(declared, done, **about):
    return drill_record(done, Circumstances("D", "admin", "0" * 64, {}, declared=declared, **about))


def in_grading(declared):
    year = AcademicCalendar(
        title="2025-26", first=date(2025, 7, 1), last=date(2026, 6, 30), periods=(GRADING,)
    )
    return declared.model_copy(update={"calendars": (year,)})


def with_size(service, size):
    data = service.data_sets[0].model_copy(update={"size": size})
    return service.model_copy(update={"data_sets": (data,)})


def with_speed(declared, mbit_s):
    faster = Repository(
        name="onsite", location="/x", site="hs", media="disk", password=Secret.env("X"), restore_mbit_s=mbit_s
    )
    return declared.model_copy(update={"repositories": (faster,)})


# The calendar


def tightened(make_service):
    return make_service(
        "files", "host-a", during=(Tightening(during="grading", objectives=hours(rto=1, rpo=2)),)
    )


def test_a_drill_is_held_to_what_the_calendar_makes_of_the_day_of_the_loss(conducted, make_service):
    declared, done = conducted(tightened(make_service))
    (files,) = account(in_grading(declared), done).services
    assert (files.rto_seconds, files.rpo_seconds, files.during) == (3600, 7200, "fall-grades")
    assert files.verdict.because[0].startswith("RPO missed by 4:00:0")


def test_another_day_can_be_rehearsed_and_the_record_says_which(conducted, make_service):
    declared, done = conducted(tightened(make_service))
    record = account(in_grading(declared), done, rehearsed=date(2026, 4, 1))
    (files,) = record.services
    assert (files.rto_seconds, files.during, files.verdict.outcome) == (4 * 3600, None, "pass")
    assert record.rehearsed == "2026-04-01"
    assert b'"rehearsed":"2026-04-01"' in record_bytes(record)


def test_the_day_of_the_loss_is_not_written_as_rehearsed(conducted):
    record = account(*conducted())
    assert b"rehearsed" not in record_bytes(record)
    assert read_record(record_bytes(record), DrillRecord) == record


# The runner's own outages


def late(done, since, hours):
    """Return the drill as if its runner had been down before the step number ``since``."""
    gap = timedelta(hours=hours)
    first = done.steps[since]
    moved = [
        step.model_copy(update={"started": step.started + gap}) if step.started >= first.started else step
        for step in done.steps
    ]
    down = Interruption(started=first.started, ended=first.started + gap)
    return replace(done, steps=tuple(moved), interrupted=(down,), ended=done.ended + gap)


def restored_at(done):
    return next(n for n, step in enumerate(done.steps) if step.action == "restore")


def test_a_clock_that_was_set_back_makes_no_data_younger_than_its_loss(conducted):
    declared, done = conducted()
    earlier = replace(done, disrupted=done.disrupted - timedelta(hours=7))
    assert account(declared, done).verdict.outcome == "pass"
    assert account(declared, earlier).verdict.outcome == "no-evidence"


def test_without_an_outage_there_is_one_rta(conducted):
    (files,) = account(*conducted()).services
    assert files.rta_net_seconds is None


def test_an_outage_of_the_runner_counts_in_the_gross_rta_and_not_in_the_net(conducted):
    declared, done = conducted()
    (plain,) = account(declared, done).services
    record = account(declared, late(done, restored_at(done), hours=2))
    (files,) = record.services
    assert files.rta_net_seconds == plain.rta_seconds
    assert 7200 <= files.rta_seconds - files.rta_net_seconds < 7210
    assert files.verdict.outcome == "pass"
    assert len(record.interrupted) == 1


def test_a_miss_by_the_runners_own_fault_is_neither_a_pass_nor_a_fail(conducted):
    declared, done = conducted()
    (files,) = account(declared, late(done, restored_at(done), hours=9)).services
    assert files.verdict.outcome == "no-evidence"
    assert "the drill's own runner was down" in files.verdict.because[0]


def test_a_step_that_an_outage_cut_in_two_is_net_only_what_was_worked(conducted):
    declared, done = conducted()
    number = restored_at(done)
    step = done.steps[number]
    longer = step.model_copy(update={"seconds": step.seconds + 600})
    down = Interruption(started=step.started, ended=step.started + timedelta(seconds=600))
    after = [
        each.model_copy(update={"started": each.started + timedelta(seconds=600)})
        for each in done.steps[number + 1 :]
    ]
    steps = (*done.steps[:number], longer, *after)
    backs = {"files": replace(done.backs["files"], seconds=done.backs["files"].seconds + 600)}
    (files,) = account(declared, replace(done, steps=steps, backs=backs, interrupted=(down,))).services
    assert files.rta_seconds - files.rta_net_seconds == pytest.approx(600)


# People


def people(conducted, make_service, **about):
    declared, done = conducted(make_service("files", "host-a", recovery_steps=(SIGNS,)))
    (files,) = account(declared, done, **about).services
    return files


def test_human_work_is_declared_while_nobody_measured_it(conducted, make_service):
    files = people(conducted, make_service)
    assert [(each.how, each.seconds) for each in files.human] == [("declared", 1800)]


def test_a_tabletop_that_timed_it_is_better_than_the_declaration(conducted, make_service):
    files = people(conducted, make_service, tabletop={("files", "Registrar signs"): 2400.0})
    assert [(each.how, each.seconds) for each in files.human] == [("tabletop", 2400)]
    assert files.human_seconds == 2400
    assert files.rta_seconds > 2400


def test_what_was_signed_off_in_the_drill_is_measured_and_counts_once(conducted, make_service):
    declared, done = conducted(make_service("files", "host-a", recovery_steps=(SIGNS,)))
    signed = StepRecord(
        subject="files",
        action="human",
        started=done.ended,
        seconds=900.0,
        verdict=PASS,
        detail="Registrar signs: done",
    )
    (files,) = account(declared, replace(done, steps=(*done.steps, signed))).services
    assert [(each.how, each.seconds) for each in files.human] == [("measured", 900)]
    assert 900 < files.rta_seconds < 1000


# Full size


def full(conducted, make_service, *, mbit_s=None, rto=4, size=PLENTY):
    service = with_size(make_service("files", "host-a", objectives=hours(rto)), size)
    declared, done = conducted(service)
    (files,) = account(with_speed(declared, mbit_s), done).services
    return files


def test_data_of_full_size_is_not_projected(conducted, make_service):
    assert full(conducted, make_service, size=3).projected is None
    assert full(conducted, make_service, size=None).projected is None


def test_a_small_drill_says_what_full_size_would_take_and_how_little_that_is_known(conducted, make_service):
    files = full(conducted, make_service, mbit_s=800)
    assert files.projected is not None
    assert (files.projected.drilled, files.projected.size) == (3, PLENTY)
    assert 4000 < files.projected.seconds < 4100
    assert files.projected.low_seconds < files.projected.seconds < files.projected.high_seconds
    assert files.verdict.outcome == "pass"
    assert files.projected.high_seconds > files.rto_seconds


def test_an_rto_that_full_size_likely_misses_is_never_passed(conducted, make_service):
    files = full(conducted, make_service, mbit_s=800, rto=1)
    assert files.verdict.outcome == "no-evidence"
    assert files.verdict.because[0].startswith("RTO likely missed at full size by 0:06:")


def test_an_rto_that_full_size_misses_even_at_the_fast_end_fails(conducted, make_service):
    files = full(conducted, make_service, mbit_s=100, rto=2)
    assert files.verdict.outcome == "fail"
    assert "at the least, projected" in files.verdict.because[0]


def test_without_a_declared_speed_a_tiny_drill_is_no_evidence_for_the_whole(conducted, make_service):
    assert full(conducted, make_service).verdict.outcome == "no-evidence"


def test_a_missed_rto_comes_with_what_holds_it_and_what_would_help(conducted, make_service):
    files = full(conducted, make_service, mbit_s=100, rto=2)
    assert files.shortfall is not None
    assert (files.shortfall.subject, files.shortfall.action) == ("files-data", "restore")
    assert files.shortfall.projected
    assert [(each.change, each.enough) for each in files.shortfall.remedies] == [
        ("faster link", True),
        ("warm copy", True),
    ]


def test_a_service_in_time_has_no_shortfall(conducted):
    (files,) = account(*conducted()).services
    assert files.shortfall is None


def test_what_is_new_in_a_record_is_read_back_as_it_was_written(conducted, make_service):
    service = with_size(make_service("files", "host-a", recovery_steps=(SIGNS,)), PLENTY)
    declared, done = conducted(service)
    record = account(with_speed(declared, 20), late(done, restored_at(done), hours=1))
    data = record_bytes(record)
    assert all(
        word.encode() in data
        for word in ("projected", "shortfall", "rta_net_seconds", "human", "interrupted")
    )
    assert record_bytes(read_record(data, DrillRecord)) == data


def test_a_lab_says_of_which_data_nobody_knows_the_full_size(conducted, make_service):
    assert account(*conducted()).unsized == ("files-data",)
    assert account(*conducted(with_size(make_service("files", "host-a"), 3))).unsized == ()


def test_the_plain_record_has_no_word_that_older_ones_lack(conducted, make_service):
    data = record_bytes(account(*conducted(with_size(make_service("files", "host-a"), 3))))
    for word in (
        "projected",
        "shortfall",
        "rta_net_seconds",
        '"human"',
        "during",
        "rehearsed",
        "interrupted",
    ):
        assert word.encode() not in data


def test_files_restored_from_the_real_repository_tell_more_than_a_lab(conducted, make_service):
    service = with_size(make_service("files", "host-a"), PLENTY)
    declared, done = conducted(service)
    small = account(with_speed(declared, 800), done)
    data = small.services[0].data_sets[0].model_copy(update={"size": PLENTY // 4})
    restored = [
        step.model_copy(update={"seconds": 2000.0}) if step.action == "restore" else step
        for step in small.steps
    ]
    real = small.model_copy(
        update={
            "where": "scratch",
            "steps": tuple(restored),
            "services": (small.services[0].model_copy(update={"data_sets": (data,)}),),
        }
    )
    (files,) = account(with_speed(declared, 800), done, history=(real,)).services
    assert files.projected is not None
    assert files.projected.low_seconds > 7700
    assert files.projected.high_seconds < 8100


def test_full_size_never_takes_less_than_what_was_measured_this_time(conducted, make_service):
    service = with_size(make_service("files", "host-a"), PLENTY)
    declared, done = conducted(service)
    now = account(with_speed(declared, 800), done)
    fast = [
        step.model_copy(update={"seconds": 0.01, "started": step.started - timedelta(days=n)})
        for n in range(3)
        for step in now.steps
        if step.action == "restore"
    ]
    before = tuple(now.model_copy(update={"steps": (step,)}) for step in fast)
    tiny = with_size(service, 4)
    declared = declared.model_copy(
        update={"sites": (declared.sites[0].model_copy(update={"services": (tiny,)}),)}
    )
    plan = replace(done.plan, waves=((tiny,),))
    (files,) = account(with_speed(declared, 800), replace(done, plan=plan), history=before).services
    assert files.projected is None or files.projected.low_seconds >= files.rta_seconds


# What it rested on


def test_a_record_keeps_what_of_the_declaration_each_service_rests_on(conducted, make_service):
    declared, done = conducted(make_service("files", "host-a"), make_service("mail", "host-b"))
    record = account(declared, done)
    parts = DeclaredParts(declared)
    for service, kept in zip(done.plan.services, record.services, strict=True):
        assert kept.declared_sha256 == parts.sha256(service)
    wanted = parts.of(done.plan.services[0]) | parts.of(done.plan.services[1])
    assert {each.name: each.sha256 for each in record.declared} == wanted
    assert {"service files", "service mail", "asset host-a", "asset host-b"} <= set(wanted)
    assert read_record(record_bytes(record), DrillRecord) == record


def test_where_no_declaration_is_at_hand_the_record_has_no_word_of_it(conducted):
    _, done = conducted()
    data = record_bytes(drill_record(done, Circumstances("D", "admin", "0" * 64, {})))
    assert b"declared_sha256" not in data
    assert b'"declared"' not in data


@pytest.mark.parametrize(
    ("moment", "back"), [("disrupted", timedelta(hours=5)), ("ended", timedelta(days=1))], ids=["loss", "end"]
)
def test_a_clock_that_went_back_in_a_drill_leaves_no_evidence_of_its_times(conducted, moment, back):
    declared, done = conducted()
    assert account(declared, done).verdict.outcome == "pass"
    record = account(declared, replace(done, **{moment: getattr(done, moment) - back}))
    assert record.verdict.outcome == "no-evidence"
    assert any("the clock went back" in why for why in record.verdict.because)


@pytest.mark.parametrize("ground", ["production", "lab"])
def test_a_scratch_drill_says_whose_copies_it_was_from_and_proves_no_more_than_those(conducted, ground):
    declared, done = conducted()
    record = account(declared, replace(done, where="scratch"), ground=ground)
    assert (record.copies, record.proven_on) == (ground, "scratch" if ground == "production" else "lab")
    in_lab = account(declared, done, ground=ground)
    assert (in_lab.copies, in_lab.proven_on) == ("production", "lab")


@pytest.mark.parametrize(
    ("lost", "zone", "rto"),
    [
        # The last evening of grading week in Chicago; in UTC it is over.
        (datetime(2026, 3, 7, 1, tzinfo=UTC), "America/Chicago", 1),
        (datetime(2026, 3, 7, 1, tzinfo=UTC), None, 4),
        (datetime(2026, 3, 7, 7, tzinfo=UTC), "America/Chicago", 4),
        # The evening before it begins there; in UTC it has begun.
        (datetime(2026, 3, 2, 1, tzinfo=UTC), "America/Chicago", 1),
        (datetime(2026, 3, 1, 23, tzinfo=UTC), "America/Chicago", 4),
        (datetime(2026, 3, 7, 5, 59, tzinfo=UTC), "America/Chicago", 1),
        (datetime(2026, 3, 7, 6, 0, tzinfo=UTC), "America/Chicago", 4),
        (datetime(2026, 3, 7, 1, tzinfo=UTC), "Nowhere/At_all", 4),
    ],
)
def test_a_loss_at_night_is_held_to_the_stricter_of_the_two_days_it_is(
    conducted, make_service, lost, zone, rto
):
    declared, done = conducted(tightened(make_service))
    declared = in_grading(declared).model_copy(update={"time_zone": zone})
    moments = {"started": lost, "disrupted": lost, "ended": lost + timedelta(minutes=1)}
    (files,) = account(declared, replace(done, **moments)).services
    assert files.rto_seconds == rto * 3600
