from datetime import timedelta

import pytest

from drplan import Objectives
from drplan.errors import UsageError


def judged(record):
    return {s.name: (s.verdict.outcome, "; ".join(s.verdict.because)) for s in record.services}


def test_a_service_seen_healthy_broken_and_healthy_again_passes(make_world, drill):
    record = drill(make_world())
    assert judged(record) == {"files": ("pass", "")}
    assert record.verdict.outcome == "pass"
    assert [step.action for step in record.steps] == [
        *("see-healthy", "destroy", "see-broken", "blank", "deploy", "restore", "probe")
    ]


def test_the_measured_times_stand_beside_the_objectives(make_world, drill):
    (files,) = drill(make_world()).services
    assert files.critical_path == ("host-a", "files")
    assert files.rta_seconds is not None
    assert 0 < files.rta_seconds < 100
    assert files.rpa_seconds == pytest.approx(6 * 3600, abs=60)


def test_a_probe_that_was_never_healthy_proves_nothing_afterwards(make_world, drill):
    world = make_world()
    world.always_broken = {"files"}
    outcome, why = judged(drill(world))["files"]
    assert outcome == "fail"
    assert "was not healthy within 3 s" in why


def test_a_probe_that_cannot_show_the_loss_fails(make_world, drill):
    world = make_world()
    world.always_healthy = {"files"}
    outcome, why = judged(drill(world))["files"]
    assert outcome == "fail"
    assert "was not broken within 3 s" in why


def test_a_service_without_a_probe_is_never_called_recovered(make_world, make_service, drill):
    record = drill(make_world(make_service("files", "host-a", probes=())))
    assert judged(record)["files"] == ("no-evidence", "the service has no probe")


def test_one_changed_file_fails_the_service_and_is_named(make_world, drill):
    world = make_world()
    world.found = {"/srv/canary": {"type": "file", "sha256": "bb"}}
    assert judged(drill(world))["files"] == ("fail", "/srv/canary differs in sha256")


def test_a_damaged_repository_fails_the_service_and_says_why(make_world, drill):
    world = make_world()
    world.unrestorable = {"files-data"}
    outcome, why = judged(drill(world))["files"]
    assert outcome == "fail"
    assert "pack is damaged" in why


def test_a_missed_rto_fails_even_when_everything_came_back(make_world, make_service, drill):
    tight = Objectives(rto=timedelta(seconds=1), rpo=timedelta(hours=24), mtd=timedelta(hours=1))
    outcome, why = judged(drill(make_world(make_service("files", "host-a", objectives=tight))))["files"]
    assert outcome == "fail"
    assert why.startswith("RTO missed by 0:00:0")


def test_a_missed_rpo_fails(make_world, drill):
    world = make_world()
    world.taken_at -= timedelta(days=3)
    outcome, why = judged(drill(world))["files"]
    assert outcome == "fail"
    assert why.startswith("RPO missed by 2 days, 6:00:0")


def test_what_depends_on_a_failure_is_skipped_never_passed(make_world, make_service, drill):
    world = make_world(make_service("network", "host-a"), make_service("portal", "host-b", ("network",)))
    world.unbuildable = {"host-a"}
    found = judged(drill(world))
    assert found["network"] == ("fail", "host-a does not boot")
    assert found["portal"] == ("no-evidence", "skipped: it depends on network, which did not come back")


def test_a_shared_host_is_rebuilt_once_and_counts_for_both(make_world, make_service, drill):
    record = drill(make_world(make_service("files", "host-a"), make_service("portal", "host-a")))
    assert [s.subject for s in record.steps if s.action == "blank"] == ["host-a"]
    assert all(s.critical_path[0] == "host-a" for s in record.services)


def test_what_the_ground_cannot_rehearse_is_not_tried_and_not_harmed(make_world, make_service, drill):
    world = make_world(make_service("files", "host-a"), make_service("cloud", "host-b"))
    world.excused = {"host-a"}
    record = drill(world)
    assert judged(record)["files"] == ("no-evidence", "not tried: it needs root")
    assert judged(record)["cloud"][0] == "pass"
    assert record.verdict.outcome == "no-evidence"
    assert not [s for s in record.steps if s.subject == "host-a"]


def test_rta_is_unknown_when_a_dependency_was_not_rehearsed(make_world, make_service, drill):
    world = make_world(make_service("network", "host-a"), make_service("cloud", "host-b", ("network",)))
    world.excused = {"host-a"}
    outcome, why = judged(drill(world))["cloud"]
    assert outcome == "no-evidence"
    assert "RTA is unknown" in why


def test_nothing_is_lost_when_there_is_nothing_to_come_back_from(make_world, drill):
    world = make_world()
    world.no_points = {"files-data"}
    with pytest.raises(UsageError, match="nothing to come back from: files-data"):
        drill(world)
    assert world.alive == {"host-a"}


def test_human_steps_count_in_the_recovery_time(make_world, make_service, drill):
    from drplan import HumanStep

    step = HumanStep(what="Registrar signs", role="admin", duration=timedelta(minutes=30))
    (files,) = drill(make_world(make_service("files", "host-a", recovery_steps=(step,)))).services
    assert files.human_seconds == 1800
    assert files.rta_seconds > 1800
