"""``drplan evidence review`` and its neighbours: recorded whole, or refused with nothing written."""

import json
import shutil
import subprocess
from pathlib import Path

import pytest

from drplan import wiring
from drplan.adapters.inventory import inventory_digest
from drplan.cli.evidence_actions import exit_of
from drplan.errors import EvidenceError, SecretMissing, UsageError
from drplan.explain.on_disk import pages_there
from drplan.record.plan_hash import of_the_plan, plan_sha256
from tests.unit.audit.ledgers import district

DRILL = Path("runbooks/evidence/d1")
ACCEPTED = ("--role", "director", "--decision", "accepted")


@pytest.fixture
def review(desk):
    return lambda *words: desk.typed("evidence", "review", *words)


@pytest.fixture
def refused(desk):
    """Run a command that must be refused with words, and leave nothing behind."""

    def run(says, *words, error=UsageError):
        before = desk.approvals()
        result = desk.typed("evidence", *words)
        assert isinstance(result.exception, error), result.output
        assert says in result.exception.message
        assert result.exception.next_step
        assert desk.approvals() == before

    return run


def test_another_role_reviews_and_the_record_says_of_which_form(desk, review):
    head = wiring.evidence(Path("runbooks/evidence")).head_of("d1")
    done = review("d1", *ACCEPTED, "--note", "the RTO is close")
    assert done.exit_code == 0, done.output
    (kept,) = wiring.approval_evidence(Path("runbooks/approvals")).records()
    assert (kept.act, kept.by_role, kept.decision, kept.held) == (
        "review",
        "director",
        "accepted",
        "2026-02-01",
    )
    assert [(ref.noun, ref.id, ref.head) for ref in kept.of] == [("drill", "d1", head)]
    assert kept.heads == {"drill": head}
    assert desk.typed("evidence", "verify").exit_code == 0


def test_the_line_it_prints_verifies_with_openssh(review):
    line = next(each for each in review("d1", *ACCEPTED).output.splitlines() if each.startswith("verify:"))
    done = subprocess.run(["sh", "-c", line.removeprefix("verify:")], capture_output=True, check=False)
    assert done.returncode == 0, done.stderr


def test_show_prints_who_reviewed_and_who_did_not(desk, review):
    assert "reviewed: by nobody yet" in desk.typed("evidence", "show", "d1").output
    review("d1", *ACCEPTED)
    shown = desk.typed("evidence", "show", "d1").output
    assert "reviewed: accepted by director, 2026-02-01 (0000001-20260201T120000Z-review)" in shown
    (told,) = desk.json("evidence", "show", "d1")["reviews"]
    assert (told["decision"], told["by_role"], told["holds"]) == ("accepted", "director", True)


def test_an_altered_review_is_shown_as_one_not_to_rely_on(desk, review):
    review("d1", "--role", "director", "--decision", "rejected")
    record = next(Path("runbooks/approvals").glob("*-review")) / "record.json"
    record.write_bytes(record.read_bytes().replace(b'"decision":"rejected"', b'"decision":"accepted"'))
    assert "do not rely on it" in desk.typed("evidence", "show", "d1").output
    assert not desk.json("evidence", "show", "d1")["reviews"][0]["holds"]


def test_list_shows_approvals(desk, review):
    review("d1", *ACCEPTED)
    (row,) = desk.json("evidence", "list", "--kind", "approval")["records"]
    assert row["kind"] == "approval"
    assert "review d1 by director" in desk.typed("evidence", "list").output


def test_what_is_rejected_is_recorded_and_falls_short(desk, review):
    assert review("d1", "--role", "director", "--decision", "rejected").exit_code == 1
    assert len(desk.approvals()) == 1


def test_who_ran_it_cannot_review_it(refused):
    refused("admin did it", "review", "d1", "--role", "admin", "--decision", "accepted")


def test_one_holder_under_two_names_cannot(desk, refused):
    roles = [role.model_dump(mode="json") for role in district().roles]
    roles[0] |= {"phone": roles[1]["phone"], "alternate": "admin"}
    desk.declare(roles=roles)
    refused("one holder under two names", "review", "d1", *ACCEPTED)


def test_an_alternate_with_a_telephone_of_its_own_can(desk, review):
    roles = [role.model_dump(mode="json") for role in district().roles]
    roles[0] |= {"phone": "555-9999", "email": "own@d.example", "alternate": "admin"}
    desk.declare(roles=roles)
    assert review("d1", *ACCEPTED).exit_code == 0


def test_a_role_that_is_not_declared_cannot(refused):
    refused("no role is named 'auditor'", "review", "d1", "--role", "auditor", "--decision", "accepted")


def test_what_is_not_on_record_cannot_be_reviewed(refused):
    refused("no drill, deploy, check", "review", "d9", *ACCEPTED)


def test_a_review_cannot_be_reviewed(desk, review, refused):
    review("d1", *ACCEPTED)
    refused("no drill, deploy, check", "review", desk.approvals()[0], *ACCEPTED)


@pytest.mark.parametrize("name", ["record.json", "SHA256SUMS", "SHA256SUMS.sig"])
def test_a_record_that_does_not_verify_cannot(refused, name):
    path = DRILL / name
    path.write_bytes(path.read_bytes()[:-9] + b"x" * 9)
    refused("does not verify", "review", "d1", *ACCEPTED, error=EvidenceError)


@pytest.mark.parametrize(
    ("held", "says"), [("2025-12-31", "ended on 2026-01-01"), ("2026-02-02", "still to come")]
)
def test_the_day_of_a_review_is_neither_before_the_record_nor_to_come(refused, held, says):
    refused(says, "review", "d1", *ACCEPTED, "--held", held)


def test_without_a_key_nothing_is_recorded(desk, refused):
    (desk.root / "state/keys/evidence_ed25519").unlink()
    refused("", "review", "d1", *ACCEPTED, error=SecretMissing)


def test_a_deploy_and_a_check_are_reviewed_like_a_drill(desk, review):
    desk.checked("c1", 1, onsite="pass")
    desk.deployed("p1", 1, hs_db1="pass")
    assert review("0000001-c1", *ACCEPTED).exit_code == 0
    assert review("0000001-p1", *ACCEPTED).exit_code == 0
    assert [each.of[0].noun for each in wiring.approval_evidence(Path("runbooks/approvals")).records()] == [
        "check",
        "deploy",
    ]


def test_leaders_are_shown_evidence_on_a_day_after_it(desk, refused):
    refused("ended on", "leadership", "--role", "board", "--of", "d1", "--held", "2025-12-08")
    words = ("evidence", "leadership", "--role", "board", "--of", "d1", "--held", "2026-01-20")
    record = desk.json(*words)["record"]
    assert (record["act"], record["held"], record["decision"]) == ("leadership review", "2026-01-20", "noted")


def test_leaders_are_not_shown_what_does_not_verify(refused):
    (DRILL / "more").write_bytes(b"")
    refused("does not verify", "leadership", "--role", "board", "--of", "d1", error=EvidenceError)


# The plan


def test_a_plan_is_approved_by_the_hash_of_pages_and_inventory(desk, refused):
    refused(" stale: ", "approve-plan", "--role", "director", error=EvidenceError)
    assert desk.typed("runbook", "build").exit_code == 0
    record = desk.json("evidence", "approve-plan", "--role", "director")["record"]
    plan = of_the_plan(pages_there(Path("runbooks")))
    assert record["plan_sha256"] == plan_sha256(plan, inventory_digest(Path("inventories")))
    told = json.loads(desk.typed("runbook", "check", "--format", "json").stdout)
    assert not {line.partition(":")[0] for line in told["stale"]} & plan.keys()


def test_the_hash_is_what_coreutils_make_of_it(desk):
    desk.typed("runbook", "build")
    record = desk.json("evidence", "approve-plan", "--role", "director")["record"]
    page = (Path(__file__).parents[3] / "docs/standing.md").read_text()
    line = next(each for each in page.splitlines() if each.startswith("(echo"))
    line = line.replace("INVENTORY_SHA256", record["inventory_sha256"])
    done = subprocess.run(["sh", "-c", line], cwd="runbooks", capture_output=True, text=True, check=True)
    assert done.stdout.split()[0] == record["plan_sha256"]


def test_a_page_that_was_changed_by_hand_is_not_approved(desk, refused):
    desk.typed("runbook", "build")
    page = Path("runbooks/hs/plan.md")
    page.write_text(page.read_text() + "and so on")
    refused("hs/plan.md: changed", "approve-plan", "--role", "director", error=EvidenceError)
    refused("hs/plan.md: changed", "distribute", "--to", "director", error=EvidenceError)


def test_who_got_the_plan_is_recorded_once_each(desk, refused):
    desk.typed("runbook", "build")
    words = ("distribute", "--role", "admin", "--to", "director", "--to", "admin", "--to", "director")
    record = desk.json("evidence", *words)["record"]
    assert (record["recipients"], record["by_role"]) == (["director", "admin"], "admin")
    refused("no role is named 'janitor'", "distribute", "--to", "janitor", "--role", "admin")


# Corrective actions


@pytest.fixture
def failing(desk):
    """Return the id of the one action: a service failed in a drill, due on 2026-02-01."""
    desk.drilled("d2", 1, hs_files="fail")
    (action,) = desk.json("evidence", "actions")["actions"]
    assert (action["due"], action["owner_role"]) == ("2026-02-01", "director")
    return str(action["id"])


def assign(action, due="2026-06-30", owner="admin", role="director"):
    return ("assign", action, "--owner", owner, "--due", due, "--role", role)


def test_an_action_is_given_another_owner_and_day_and_stays_open(desk, failing):
    assert desk.typed("evidence", *assign(failing)).exit_code == 0
    (action,) = desk.json("evidence", "actions")["actions"]
    assert (action["owner_role"], action["due"], action["state"]) == ("admin", "2026-06-30", "open")
    assert action["assigned_by"]["id"] == desk.approvals()[0]


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (assign("service-hs-files-00000000"), "no open corrective action"),
        (assign("", owner="janitor"), "no role is named 'janitor'"),
        (assign("", role="janitor"), "no role is named 'janitor'"),
        (assign("", due="2026-01-31"), "before the day of the decision"),
    ],
)
def test_an_assignment_that_cannot_be_is_refused(failing, refused, words, says):
    refused(says, *(word or failing for word in words))


def test_what_is_closed_is_not_assigned(desk, failing, refused):
    desk.drilled("d3", 2, hs_files="pass")
    refused("no open corrective action", *assign(failing))


@pytest.mark.parametrize(("day", "code", "state"), [("2026-02-01", 0, "open"), ("2026-02-02", 1, "overdue")])
def test_actions_end_with_one_from_the_day_after_one_is_due(desk, failing, day, code, state):
    done = desk.typed("evidence", "actions", "--day", day)
    assert done.exit_code == code
    assert state in done.output
    told = desk.json("evidence", "actions", "--day", day)
    assert [(each["id"], each["state"]) for each in told["actions"]] == [(failing, state)]


def test_closed_actions_are_shown_when_asked_for(desk, failing):
    desk.drilled("d3", 2, hs_files="pass")
    assert desk.json("evidence", "actions")["actions"] == []
    assert desk.json("evidence", "actions", "--overdue", "--day", "2027-01-01")["actions"] == []
    (action,) = desk.json("evidence", "actions", "--all")["actions"]
    assert (action["state"], action["closed_by"]["id"]) == ("closed", "d3")


def test_an_overdue_action_is_a_finding_with_its_place(desk, failing):
    done = desk.typed("validate", "--as-of", "2026-02-02")
    assert done.exit_code == 1
    assert (
        f"DRP130  service hs-files: {failing} was due on 2026-02-01, 1 day ago, owner director" in done.output
    )
    sarif = json.loads(desk.typed("validate", "--as-of", "2026-02-02", "--format", "sarif").output)
    assert "DRP130" in {each["ruleId"] for each in sarif["runs"][0]["results"]}
    assert (
        "DRP130 service hs-files"
        in desk.typed("validate", "--as-of", "2026-02-02", "--format", "github").output
    )
    assert "DRP130" not in desk.typed("validate", "--as-of", "2026-02-01").output


def test_an_overdue_deploy_of_this_machine_is_a_finding_too(desk):
    desk.deployed("p1", 0, hs_db1="fail")
    assert "DRP130  asset hs-db1" in desk.typed("validate", "--as-of", "2026-02-02").output


def test_an_overdue_action_comes_first_in_an_assessment(desk, failing):
    told = desk.json("assess", "--as-of", "2026-02-02")
    assert told["actions"][0]["key"] == "DRP130"
    assert told["actions"][0]["due"] == "days 1-30"


def test_an_open_action_stands_first_on_the_pages_of_its_site_and_no_other(desk, failing):
    desk.typed("runbook", "build")
    page = Path("runbooks/hs/runbook.md").read_text()
    assert page.index(failing) < page.index("## How to use this page")
    assert "| 2026-02-01 | service hs-files | director |" in page
    assert failing not in Path("runbooks/do/runbook.md").read_text()
    said = "Still to be mended: 1 thing (sites hs), the first by 2026-02-01."
    assert said in Path("runbooks/README.md").read_text()
    assert said in Path("runbooks/index.html").read_text()


def test_a_deploy_that_failed_is_on_no_page_for_its_record_is_not_in_git(desk):
    desk.typed("runbook", "build")
    desk.deployed("p1", 0, hs_db1="fail")
    assert desk.typed("runbook", "check").exit_code == 0


# Standing


@pytest.mark.parametrize(
    ("drilled", "code"),
    [
        ([{}], 3),
        ([{"everything": "pass"}], 0),
        ([{"everything": "pass"}, {"hs_files": "fail"}], 1),
        ([{"hs_files": "fail"}], 1),
    ],
)
def test_standing_ends_with_what_is_worst(desk, drilled, code):
    names = [service.name for site in district().sites for service in site.services]
    for day, services in enumerate(drilled, start=1):
        whole = dict.fromkeys(names, "pass") if "everything" in services else services
        if whole:
            desk.drilled(f"n{day}", day, **whole)
    assert desk.typed("evidence", "standing").exit_code == code


def _altered(desk):
    path = DRILL / "SHA256SUMS.sig"
    path.write_bytes(path.read_bytes()[:-9] + b"x" * 9)


def _taken_off_the_end(desk):
    desk.drilled("d2", 1, hs_files="fail")
    shutil.rmtree(DRILL.parent / "d2")


@pytest.mark.parametrize("what", ["standing", "actions", "vendors"])
@pytest.mark.parametrize("tamper", [_altered, _taken_off_the_end])
def test_nothing_is_told_by_records_that_do_not_verify(desk, tamper, what):
    tamper(desk)
    ended = desk.typed("evidence", what)
    assert isinstance(ended.exception, EvidenceError)
    assert "does not verify" in ended.exception.message
    assert ended.stdout == ""


def test_a_district_without_services_is_not_told_as_proven():
    assert exit_of(()) == 3


def test_standing_says_what_changed(desk):
    assert desk.json("evidence", "standing")["at"].startswith("2026-02-01T12")
    rows = {each["service"]: each for each in desk.json("evidence", "standing")["services"]}
    assert (rows["hs-files"]["state"], rows["hs-files"]["by"]["id"]) == ("proven", "d1")
    policies = [each.model_dump(mode="json") for each in district().policies]
    policies[0]["cadence"] = "PT6H"
    desk.declare(policies=policies)
    rows = {each["service"]: each for each in desk.json("evidence", "standing")["services"]}
    assert rows["hs-files"]["because"] == ["changed in the declaration: policy nightly"]
    assert rows["hs-network"]["state"] == "unproven"


def test_nobody_is_said_to_have_decided_by_the_key_of_another_role(refused, monkeypatch):
    key, declared = " ".join(wiring.evidence_key().allowed_signer().split()[-2:]), wiring.district

    def keyed(inventory):
        found = declared(inventory)
        roles = [
            each.model_copy(update={"keys": (key,)}) if each.name == "admin" else each for each in found.roles
        ]
        return found.model_copy(update={"roles": tuple(roles)})

    monkeypatch.setattr(wiring, "district", keyed)
    refused("the key that would sign is declared as that of admin", "review", "d1", *ACCEPTED)
