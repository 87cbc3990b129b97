"""A sealed envelope is opened and tried on real repositories; what was seen is signed."""

import subprocess

import pytest

from tests.contract.copies_desk import SECRETS, Desk
from tests.e2e.command import ROOT

ESCROW = 'password=Secret.env("NOT_SET"), site="hs", media="disk", escrow=ESCROW'


@pytest.fixture(scope="module")
def desk():
    made = Desk()
    try:
        made.onsite = made.place(str(made.folder / "onsite"))
        made.far = {
            **made.place(str(made.folder / "far")),
            "environment": {"RESTIC_PASSWORD": "the other one"},
        }
        for place in (made.onsite, made.far):
            made.create(place)
        made.declare(
            *(
                f'Repository(name="{name}", location="{made.folder}/{name}", {ESCROW})'
                for name in ("onsite", "far")
            ),
            copies=("onsite", "far"),
        )
        made.drplan("evidence", "keygen", "--runbooks", str(made.folder / "runbooks"))
        yield made
    finally:
        made.close()


def escrow(desk, *passwords, code):
    envelope = desk.folder / "envelope"
    envelope.write_text("".join(f"{each}\n" for each in passwords))
    words = ("--holder", "admin", "--role", "admin", "--runbooks", str(desk.folder / "runbooks"))
    report = desk.report("backup", "escrow", *words, "--password-file", str(envelope), code=code)
    return report, {
        each["repository"]: each["verdict"]["outcome"] for each in report["record"]["repositories"]
    }


def test_an_escrow_that_opens_everything_passes_with_no_other_secret_in_reach_and_is_signed(desk):
    report, verdicts = escrow(desk, SECRETS["T_PASSWORD"], "the other one", code=0)
    assert verdicts == {"onsite": "pass", "far": "pass"}
    assert report["record"]["holder_role"] == "admin"
    done = subprocess.run(report["verify"], shell=True, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    listed = ("evidence", "list", "--kind", "escrow", "--runbooks", str(desk.folder / "runbooks"))
    assert "escrow of admin tried on onsite, far" in desk.look(*listed)
    assert "1 of 1 escrow checked" in desk.look("evidence", "verify", *listed[4:])
    kept = "".join(p.read_text() for p in (desk.folder / "runbooks").rglob("*") if p.is_file())
    assert "escrow-record" in kept
    assert not [word for word in (SECRETS["T_PASSWORD"], "the other one") if word in kept]


def test_an_envelope_with_an_old_password_fails_and_says_which_repository(desk):
    report, verdicts = escrow(desk, "the other one", "one of last year", code=1)
    assert verdicts == {"onsite": "fail", "far": "pass"}
    assert report["record"]["passwords"] == 2
    again, _ = escrow(desk, "the other one", code=1)
    assert again["record"]["previous"]


def test_a_repository_that_cannot_be_asked_is_no_evidence(desk):
    (desk.folder / "far").rename(desk.folder / "moved")
    try:
        _, verdicts = escrow(desk, SECRETS["T_PASSWORD"], code=3)
    finally:
        (desk.folder / "moved").rename(desk.folder / "far")
    assert verdicts == {"onsite": "pass", "far": "no-evidence"}


def test_an_empty_envelope_and_a_closed_descriptor_are_errors(desk):
    (desk.folder / "envelope").write_text("\n")
    words = ("backup", "escrow", "--holder", "admin", "--role", "admin")
    assert (
        "no password was given"
        in desk.drplan(*words, "--password-file", str(desk.folder / "envelope"), code=2).stderr
    )
    assert "file descriptor 77 cannot be read" in desk.drplan(*words, "--password-fd", "77", code=2).stderr
