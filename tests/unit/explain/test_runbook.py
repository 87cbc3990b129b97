from dataclasses import replace
from datetime import timedelta

import pytest

from drplan.declare.lookup import site_of
from drplan.errors import DeclarationError
from drplan.explain.content import Runbook, Step
from drplan.explain.runbook import runbook_for
from drplan.record.signers import AllowedSigner, signer_time


@pytest.fixture(scope="session")
def runbook(district, site, make_record):
    signer = AllowedSigner("evidence@cedarvalley.example", b"key")
    return runbook_for(district, site, [make_record()], {"2026-03-14-hs-1": signer})


def steps(runbook: Runbook, name: str) -> tuple[Step, ...]:
    return next(service.steps for service in runbook.services if service.name == name)


def test_services_come_in_the_order_of_recovery(runbook):
    names = [service.name for service in runbook.services]
    assert names == ["hs-network", "hs-gradebook", "hs-files", "hs-transcripts", "hs-learning"]


def test_a_step_is_called_by_what_it_is_done_to_and_what_is_done(runbook):
    assert [step.id for step in steps(runbook, "hs-gradebook")] == [
        "hs-db1.blank",
        "hs-db1.deploy",
        "hs-gradebook-db.restore",
        "hs-gradebook-db.put-back",
        "hs-gradebook.probe",
        "hs-gradebook.human",
        "hs-gradebook.validate",
        "hs-gradebook.protect",
        "hs-gradebook.hand-back",
        "hs-gradebook.catch-up",
    ]


def test_a_database_is_rebuilt_restored_loaded_looked_at_and_signed_off(runbook):
    blank, held, restored, loaded, looked, human, *after = steps(runbook, "hs-gradebook")
    _, _, back, _ = after
    assert (blank.action, blank.subject) == ("blank", "hs-db1")
    assert held.commands == ("drplan deploy apply --site hs --asset hs-db1 --despite-freeze recovery",)
    assert restored.commands == ("drplan restore hs-gradebook-db --to restored/hs-gradebook-db",)
    assert "onsite, offsite" in restored.what
    assert "pg_restore" in loaded.commands[0]
    assert looked.expect == "It prints exactly: the canary sings"
    assert "District Registrar, 555-0103" in human.what
    assert human.took == "45 min, as declared"
    assert back.commands == ("sudo rm -r restored/hs-gradebook-db",)


def test_a_router_routes_before_its_configuration_is_fetched_from_a_copy_beyond_it(runbook):
    actions = [step.action for step in steps(runbook, "hs-network")]
    assert actions.index("deploy") < actions.index("restore") < actions.index("probe")


def test_a_shared_host_is_rebuilt_once_and_referred_to_after_that(runbook):
    first = steps(runbook, "hs-files")[1]
    again = steps(runbook, "hs-learning")[0]
    assert first.id == again.id == "hs-file1.deploy"
    assert "the step of the same id above" in again.what


def test_steps_carry_the_time_they_took_in_the_last_drill(runbook):
    taken = {step.id: step.took for step in steps(runbook, "hs-gradebook")}
    assert taken["hs-db1.deploy"] == "32 s in the last drill, in the lab"
    assert taken["hs-gradebook.hand-back"] == ""


def test_every_step_that_has_a_command_to_judge_says_what_is_good_and_what_if_not(runbook):
    for service in runbook.services:
        for step in service.steps[:-1]:
            assert not step.commands or (step.expect and step.otherwise), step.id


def test_who_decides_comes_first_with_phone_and_alternate(runbook):
    decider = runbook.contacts[0]
    assert (decider.title, decider.phone) == ("Director of Technology", "555-0100")
    assert decider.alternate == "Systems Administrator, 555-0101"
    assert "decides on recovery" in decider.duties
    assert any("555-0120" in step.what for step in runbook.first_steps)


def test_a_district_without_a_director_is_told_so(district, site, make_record):
    roles = tuple(
        role.model_copy(update={"name": "chief"}) if role.name == "technology-director" else role
        for role in district.roles
    )
    renamed = tuple(
        role.model_copy(
            update={"alternate": "chief" if role.alternate == "technology-director" else role.alternate}
        )
        for role in roles
    )
    owned = tuple(
        asset.model_copy(update={"owner": "chief"}) if asset.owner == "technology-director" else asset
        for asset in site.assets
    )
    there = site.model_copy(update={"assets": owned})
    sites = tuple(there if each.code == "hs" else each for each in district.sites)
    other = district.model_copy(update={"roles": renamed, "sites": sites})
    found = runbook_for(other, there, [])
    assert any("no role technology-director is declared" in step.what for step in found.first_steps)


def test_a_service_without_a_probe_is_said_to_be_unprovable(district, site):
    bare = tuple(service.model_copy(update={"probes": ()}) for service in site.services)
    found = runbook_for(district, site.model_copy(update={"services": bare}), [])
    assert any("No probe is declared" in step.what for step in steps(found, "hs-files"))


def test_only_references_to_passwords_are_shown(runbook):
    onsite = runbook.repositories.rows[0]
    assert onsite[0] == "onsite"
    assert onsite[5] == "env DRPLAN_ONSITE_PASSWORD"
    assert "sealed envelope in the superintendent's safe: Superintendent, 555-0104" in onsite[6]


def test_a_site_that_was_never_drilled_says_so(district):
    found = runbook_for(district, site_of(district, "ms"), [])
    assert found.drill is None
    assert found.standing.startswith("No drill has been recorded")
    assert found.as_of == 0
    assert all(
        not step.took for service in found.services for step in service.steps if step.action != "human"
    )


def test_records_of_other_sites_are_passed_over(district, make_record):
    assert runbook_for(district, site_of(district, "ms"), [make_record()]).drill is None


def test_a_site_without_services_has_a_runbook_too(idle):
    found = runbook_for(idle, site_of(idle, "do"), [])
    assert found.order is None
    assert found.services == ()
    assert not any("backup status" in line for step in found.first_steps for line in step.commands)


def test_nobody_is_called_twice_for_two_roles_they_hold(district):
    found = runbook_for(district, site_of(district, "do"), [])
    assert sum("Call Director of Technology" in step.what for step in found.first_steps) == 1


def test_a_circle_of_services_is_refused(district, site):
    loop = tuple(
        service.model_copy(update={"depends_on": ("hs-learning",)})
        if service.name == "hs-network"
        else service
        for service in site.services
    )
    with pytest.raises(DeclarationError, match="circle"):
        runbook_for(district, site.model_copy(update={"services": loop}), [])


def test_the_last_drill_is_the_newest_record_and_history_holds_all(district, site, make_record):
    records = [make_record(1), make_record(2, late=timedelta(days=30))]
    drill = runbook_for(district, site, records).drill
    assert drill is not None
    assert dict(drill.facts)["Drill"] == "2026-03-14-hs-2"
    assert [row[1] for row in drill.history.rows[:2]] == ["2026-03-14-hs-2", "2026-03-14-hs-1"]
    assert len(drill.history.rows) == 10


def test_what_fell_short_is_listed_with_its_reason(district, site, make_record):
    record = make_record(rta={"hs-files": None, "hs-learning": 25 * 3600.0})
    drill = runbook_for(district, site, [record]).drill
    assert drill is not None
    assert "hs-files: fail: 3 of 5000 entries differ" in drill.faults
    rows = {row[0]: row for row in drill.timeline.table.rows}
    assert rows["hs-files"][2] == "not reached"
    assert "beyond RTO by 1 h" in rows["hs-learning"][2]
    assert rows["hs-learning"][5] == "104 %"


def test_the_longest_step_comes_first(runbook):
    assert runbook.drill is not None
    assert runbook.drill.longest_steps.rows[0][:2] == ("hs-db1.deploy", "10 s")


def test_an_unknown_signer_is_said_to_be_unknown(district, site, make_record, runbook):
    drill = runbook_for(district, site, [make_record()]).drill
    assert drill is not None
    assert dict(drill.facts)["Signed by"] == "unknown"
    assert drill.verify == ""
    assert runbook.drill is not None
    assert "runbooks/evidence/2026-03-14-hs-1" in runbook.drill.verify
    assert "-I evidence@cedarvalley.example" in runbook.drill.verify


def test_the_page_says_when_a_record_ended_to_who_verifies_it_by_a_key_whose_time_is_over(
    district, site, make_record
):
    record = make_record()
    signer = AllowedSigner("evidence@cedarvalley.example", b"key", valid_before=record.ended)
    for by, said in ((signer, True), (replace(signer, valid_before=None), False)):
        drill = runbook_for(district, site, [record], {record.id: by}).drill
        assert drill is not None
        assert (f"-Overify-time={signer_time(record.ended)}" in drill.verify) is said
