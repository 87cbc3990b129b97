"""A record of one host's loss: shown as that, and never as proof for its site."""

from datetime import timedelta

import pytest

from drplan.explain.index import index_of
from drplan.explain.runbook import runbook_for, standing
from drplan.explain.table import drill_summary, step_table
from drplan.record.canonical import read_record, record_bytes
from drplan.record.drill import DrillRecord, DrillScope


@pytest.fixture
def of_host(make_record):
    """Return a factory of records of hs-db1 alone, younger than the site's by ``days``."""

    def make(number=9, days=1, real=False):
        record = make_record(number, late=timedelta(days=days))
        told = {"kind": "real recovery", "where": "production"} if real else {}
        only = tuple(s for s in record.services if s.name == "hs-gradebook")
        return record.model_copy(update={"host": "hs-db1", "services": only, **told})

    return make


@pytest.fixture
def failed(make_record):
    return make_record(rta={"hs-files": None})


def row(district, records):
    return next(row for row in index_of(district, records).rows if row.site == "hs")


def test_a_host_that_came_back_does_not_turn_its_sites_verdict(district, site, failed, of_host):
    assert row(district, [failed, of_host()]).verdict == "fail"
    assert row(district, [of_host()]).verdict == "no-evidence"
    assert row(district, [of_host()]).ended == "never drilled"
    drill = runbook_for(district, site, [failed, of_host()]).drill
    assert drill is not None
    assert dict(drill.facts)["Drill"] == failed.id


def test_how_well_a_site_is_proven_counts_single_hosts_apart(failed, of_host):
    told = standing([failed, of_host(8), of_host(9)])
    assert "verdict fail. 1 drill recorded. 2 records of single hosts." in told
    assert standing([of_host()]) == "No drill of the whole site has been recorded. 1 record of single hosts."
    assert standing([failed]).endswith("1 drill recorded.")


def test_the_history_holds_hosts_too_and_says_what_they_were(district, site, failed, of_host):
    drill = runbook_for(district, site, [failed, of_host(8), of_host(9, days=2, real=True)]).drill
    assert drill is not None
    rows = [row[1] for row in drill.history.rows if row[0] == "hs-gradebook"]
    assert rows == [
        "2026-03-14-hs-9 (host hs-db1 alone, real recovery)",
        "2026-03-14-hs-8 (host hs-db1 alone)",
        "2026-03-14-hs-1",
    ]


def test_while_only_hosts_are_on_record_the_page_says_whose_record_it_shows(district, site, of_host):
    drill = runbook_for(district, site, [of_host(real=True)]).drill
    assert drill is not None
    facts = dict(drill.facts)
    assert facts["Of"] == "host hs-db1 alone, site hs"
    assert facts["Where"] == "production: a real recovery"


def test_a_rehearsal_is_said_to_have_touched_no_production(district, site, failed):
    drill = runbook_for(district, site, [failed]).drill
    assert drill is not None
    assert "no production system was touched" in dict(drill.facts)["Where"]
    assert "Of" not in dict(drill.facts)


def test_the_summary_says_what_was_lost_and_where(failed, of_host):
    assert drill_summary(failed).startswith("Drill 2026-03-14-hs-1 of site hs in the lab: fail.")
    assert " of host hs-db1 alone, site hs in the lab: pass." in drill_summary(of_host())
    assert drill_summary(of_host(real=True)).startswith("Real recovery ")
    assert " of host hs-db1 alone, site hs, in production: pass." in drill_summary(of_host(real=True))


def test_steps_are_listed_as_they_began_with_what_they_took(of_host):
    record = of_host()
    rows = step_table(record.model_copy(update={"steps": tuple(reversed(record.steps))}))
    assert [row[:3] for row in rows][3:5] == [
        ("hs-db1.deploy", "10 s", "31.7 s"),
        ("hs-gradebook-db.restore", "42 s", "12.4 s"),
    ]


def test_what_was_tried_twice_is_told_apart(of_host):
    record = of_host()
    twice = (*record.steps, record.steps[4].model_copy(update={"started": record.ended}))
    said = [row[0] for row in step_table(record.model_copy(update={"steps": twice}))]
    assert said[-1] == "hs-gradebook-db.restore-2"
    assert said.count("hs-gradebook-db.restore") == 1


def test_the_step_of_a_lost_server_offers_the_one_command(district, site):
    found = {page.name: page.steps for page in runbook_for(district, site, []).services}
    blank = found["hs-gradebook"][0]
    assert "drplan restore host hs-db1 --lost-at and the moment of its loss" in blank.what
    assert "restore host" not in found["hs-network"][0].what


def test_it_is_not_offered_where_drplan_cannot_restore_what_lies_there(district, site):
    from drplan import Command

    (gradebook,) = [s for s in site.services if s.name == "hs-gradebook"]
    (data,) = gradebook.data_sets
    other = data.model_copy(update={"source": Command(server="hs-db1", argv=("export-gradebook",))})
    changed = tuple(
        s.model_copy(update={"data_sets": (other,)}) if s is gradebook else s for s in site.services
    )
    hs = site.model_copy(update={"services": changed})
    sites = tuple(hs if each.code == "hs" else each for each in district.sites)
    pages = runbook_for(district.model_copy(update={"sites": sites}), hs, []).services
    assert not any("restore host hs-db1" in step.what for page in pages for step in page.steps)


@pytest.fixture
def of_service(make_record):
    asked = DrillScope(
        kind="service",
        name="hs-files",
        points="random, seed 2026-q1",
        sampled=None,
        despite_freeze="an audit",
    )
    return make_record(7).model_copy(update={"scope": asked})


def test_a_drill_of_less_than_the_site_is_never_shown_as_the_sites_last(district, site, failed, of_service):
    drill = runbook_for(district, site, [failed, of_service]).drill
    assert drill is not None
    facts = dict(drill.facts)
    assert facts["Drill"] == "2026-03-14-hs-1"
    assert "Recovery points" not in facts
    assert "2026-03-14-hs-7 (service hs-files)" in {row[1] for row in drill.history.rows}


def test_while_it_is_alone_the_page_says_what_it_was_of_and_on_which_terms(district, site, of_service):
    drill = runbook_for(district, site, [of_service]).drill
    assert drill is not None
    facts = dict(drill.facts)
    assert facts["Of"] == "service hs-files"
    assert facts["Recovery points"] == "random, seed 2026-q1"
    assert facts["Run inside a freeze of the calendar because"] == "an audit"


def test_a_sampled_drill_of_the_site_is_not_one_of_all_its_data(district, site, failed, of_service):
    sampled = DrillScope(kind="site", name="hs", points="latest", sampled="2026-q1", despite_freeze=None)
    part = of_service.model_copy(update={"scope": sampled})
    drill = runbook_for(district, site, [failed, part]).drill
    assert drill is not None
    assert dict(drill.facts)["Drill"] == "2026-03-14-hs-1"


def test_everything_is_called_so(of_service):
    asked = of_service.scope.model_copy(update={"kind": "all", "name": "all"})
    everything = of_service.model_copy(update={"scope": asked, "site": None})
    assert "of everything in the lab" in drill_summary(everything)


def test_what_was_asked_is_written_only_where_it_says_something(failed, of_service):
    assert b"scope" not in record_bytes(failed)
    assert read_record(record_bytes(of_service), DrillRecord) == of_service
