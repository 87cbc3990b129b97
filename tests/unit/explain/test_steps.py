"""Steps for what drplan does not rebuild itself: hosted services, tenants, other platforms, other sources."""

from datetime import timedelta

import pytest

from drplan import AutomaticStep, CommandProbe, HumanStep
from drplan.declare.lookup import server_named, site_of
from drplan.explain.people import contacts
from drplan.explain.steps import steps_of


@pytest.fixture
def steps(district):
    office = site_of(district, "do")
    found = steps_of(office.services, district, None)
    return lambda name: found[name]


def test_a_hosted_service_begins_with_a_call_to_its_vendor(district, steps):
    service = next(s for s in site_of(district, "do").services if s.vendor and not s.runs_on)
    vendor = next(each for each in district.vendors if each.name == service.vendor)
    first = steps(service.name)[0]
    assert vendor.phone in first.what
    assert "emergency desk" in first.what
    assert first.otherwise


def test_a_tenant_is_signed_in_to_and_never_replaced_by_a_blank_one(steps):
    told = [step.what for step in steps("district-mail")]
    assert any("administrator's console of cedarvalley.example" in what for what in told)
    assert not any("blank" in what for what in told)


def test_what_drplan_cannot_restore_is_said_to_be_and_is_given_no_command_that_would_fail(steps):
    spoken = " ".join(step.what for step in steps("district-switching"))
    assert "drplan does not bring do-wlc1 back: it only keeps what the API of Ubiquiti UniFi told" in spoken
    assert "Nothing loads it, and drplan sends nothing." in spoken
    commands = [line for step in steps("district-switching") for line in step.commands if "do-wlc1" in line]
    assert [line for line in commands if line.startswith("drplan restore")] == [
        "drplan restore do-wlc1-config --to restored/do-wlc1-config"
    ]
    removed = [line for line in commands if line.startswith("sudo rm")]
    assert all(" restored/" in line for line in removed), removed


def test_an_asset_without_baselines_is_held_to_none(steps):
    commands = [line for step in steps("district-switching") for line in step.commands]
    held = [line for line in commands if "deploy apply" in line]
    assert not [line for line in held if "hs-" in line or "do-wlc1" in line]
    assert [line for line in held if "ms-core1" in line]


def test_a_program_is_run_before_the_probes_and_people_act_after_them(district):
    hs = site_of(district, "hs")
    day = timedelta(hours=1)
    added = (
        HumanStep(what="Sign", role="registrar", duration=day),
        AutomaticStep(what="Rebuild the index", server="hs-db1", argv=("reindex", "-a b"), duration=day),
        HumanStep(what="Try it", role="registrar", duration=day, occasion="test-only"),
    )
    files = next(s for s in hs.services if s.name == "hs-files")
    changed = files.model_copy(update={"recovery_steps": added})
    found = steps_of([changed], district, None)["hs-files"]
    order = [step.action for step in found if step.action in ("automatic", "probe", "human")]
    assert order == ["automatic", "probe", "human"]
    program = next(step for step in found if step.action == "automatic")
    assert program.commands == ("ssh 198.18.20.11 \"sudo reindex '-a b'\"",)
    assert program.took == "1 h, as declared"


def test_a_program_that_looks_is_shown_as_a_command_on_its_server(district):
    hs = site_of(district, "hs")
    files = next(s for s in hs.services if s.name == "hs-files")
    probe = CommandProbe(server="hs-file1", argv=("testparm", "-s"), contains="school")
    found = steps_of([files.model_copy(update={"probes": (probe,)})], district, None)["hs-files"]
    look = next(step for step in found if step.action == "probe")
    assert look.commands == (f"ssh {server_named(district, 'hs-file1').address} 'sudo testparm -s'",)
    assert look.expect == "What it prints holds: school"


def test_who_owns_many_assets_is_told_how_many(district):
    duties = {contact.name: contact.duties for contact in contacts(site_of(district, "do"), district)}
    assert any(
        duty.startswith("owns ") and duty.endswith(" assets") for duty in duties["systems-administrator"]
    )
    assert "owns district-hypervisor" in duties["systems-administrator"]
