"""Steps of recovery that are neither restore nor probe: who does them, and on which occasion."""

from datetime import timedelta

import pytest

from drplan import AutomaticStep, HumanStep

MINUTES = timedelta(minutes=10)


def reindex(occasion="both", argv=("reindex",)):
    return AutomaticStep(
        what="Rebuild the index", server="host-a", argv=argv, duration=MINUTES, occasion=occasion
    )


def sign(occasion):
    return HumanStep(what="Registrar signs", role="admin", duration=MINUTES, occasion=occasion)


@pytest.fixture
def drilled(make_world, make_service, drill):
    def run(*steps, **faults):
        world = make_world(make_service("files", "host-a", recovery_steps=steps))
        vars(world).update(faults)
        record = drill(world)
        return world, record

    return run


def test_a_drill_runs_what_a_program_does_after_the_data_is_back_and_before_the_probe(drilled):
    world, record = drilled(reindex())
    assert [(server, argv) for server, argv, _ in world.ran] == [("host-a", ("reindex",))]
    actions = [step.action for step in record.steps if step.subject in ("files", "files-data")]
    assert actions[actions.index("restore") :] == ["restore", "automatic", "probe"]
    assert record.verdict.outcome == "pass"


def test_a_program_that_fails_makes_the_service_not_recovered_and_stops_the_next_one(drilled):
    world, record = drilled(reindex(), reindex(argv=("second",)), exit_codes={"reindex": 3})
    assert [argv for _, argv, _ in world.ran] == [("reindex",)]
    (files,) = record.services
    assert files.verdict.outcome == "fail"
    assert any("reindex on host-a ended with 3" in why for why in files.verdict.because)


def test_a_program_is_given_three_times_its_declared_time_and_at_least_a_minute(drilled):
    world, _ = drilled(reindex())
    assert [seconds for _, _, seconds in world.ran] == [1800]


def test_what_is_done_only_in_earnest_is_not_run_but_counts_with_its_declared_time(drilled):
    world, record = drilled(reindex("real-only"))
    assert world.ran == []
    assert record.services[0].human_seconds == 600


@pytest.mark.parametrize(("occasion", "seconds"), [("both", 600), ("real-only", 600), ("test-only", 0)])
def test_people_count_in_the_recovery_time_unless_they_act_in_tests_only(drilled, occasion, seconds):
    _, record = drilled(sign(occasion))
    assert record.services[0].human_seconds == seconds
