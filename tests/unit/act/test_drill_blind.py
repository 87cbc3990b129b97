"""Probes that cannot look: a drill that saw nothing with them shows nothing, and never a recovery."""

import pytest

from drplan.ports import Sighting

MISSING = "a probe could not look: ping is not installed"


@pytest.mark.parametrize("when", ["always", "before the loss", "after the loss", "while it is lost"])
def test_a_probe_whose_program_is_missing_is_no_evidence_and_no_recovery_time(make_world, drill, when):
    world, lost = make_world(), []
    seeing, destroy = world.look, world.destroy

    def destroyed(asset):
        lost.append(asset)
        return destroy(asset)

    def look(probe):
        blind = {
            "always": True,
            "before the loss": not lost,
            "after the loss": bool(lost),
            "while it is lost": bool(lost) and not world.alive,
        }[when]
        return (
            Sighting(healthy=False, detail="ping is not installed", looked=False) if blind else seeing(probe)
        )

    world.destroy, world.look = destroyed, look
    (files,) = drill(world).services
    assert files.verdict.outcome == "no-evidence"
    assert files.verdict.because == (MISSING,)
    assert files.rta_seconds is None


def test_a_probe_that_is_blind_beside_one_that_saw_no_health_fails(make_world, make_service, drill):
    world = make_world(make_service("files", "host-a"))
    (probe,) = world.declared.sites[0].services[0].probes
    service = world.declared.sites[0].services[0].model_copy(update={"probes": (probe, probe)})
    site = world.declared.sites[0].model_copy(update={"services": (service,)})
    world.declared = world.declared.model_copy(update={"sites": (site,)})
    answers = iter(range(10_000))

    def look(_):
        return Sighting(healthy=False, detail="down", looked=next(answers) % 2 == 0)

    world.look = look
    (files,) = drill(world).services
    assert files.verdict.outcome == "fail"
    assert any("could not look: down" in line for line in files.verdict.because)
