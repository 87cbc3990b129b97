"""Before anything is restored: the machine, the copies, what opens them; and no secret among it."""

import subprocess

import pytest

from drplan import Secret
from drplan.declare.lookup import site_of
from drplan.explain.desk_steps import desk_steps, escrow_of
from drplan.explain.people import first_steps


def copies_step(district, **fields):
    """Return the step about the copies, with the first repository declared otherwise."""
    changed = district.repositories[0].model_copy(update=fields)
    other = district.model_copy(update={"repositories": (changed, *district.repositories[1:])})
    return next(step for step in desk_steps(site_of(other, "hs"), other) if step.action == "copies")


def test_first_steps_are_called_by_what_they_are(district, site):
    assert [step.id for step in first_steps(site, district)] == [
        "hs.note-time",
        "hs.decide",
        "hs.tell",
        "hs.contain",
        "hs.desk",
        "hs.copies",
        "hs.points",
        "hs.proceed",
    ]


@pytest.mark.parametrize(
    ("location", "knock"),
    [
        ("rest:https://198.18.20.5:8000/drplan/", "nc -zvw5 198.18.20.5 8000"),
        ("rest:https://drplan:secret@copies.example/", "nc -zvw5 copies.example 443"),
        ("s3:http://203.0.113.10:8333/bucket", "nc -zvw5 203.0.113.10 8333"),
        ("sftp://backup@198.18.20.5:2222/srv/restic", "nc -zvw5 198.18.20.5 2222"),
    ],
)
def test_a_copy_is_knocked_at_where_it_answers(district, location, knock):
    assert copies_step(district, location=location).commands[0] == knock


@pytest.mark.parametrize("location", ["/mnt/disk/restic", "rest:https://[broken/", "sftp:host:/srv"])
def test_a_copy_that_has_no_address_to_knock_at_is_not_knocked_at(district, location):
    assert sum(line.startswith("nc ") for line in copies_step(district, location=location).commands) == 1


def test_what_is_missing_is_named_and_what_is_there_is_not_shown(district, tmp_path):
    there = tmp_path / "there"
    there.write_text("hunter2")
    step = copies_step(
        district,
        password=Secret.env("OPENS_IT"),
        user=Secret.file(str(tmp_path / "not there")),
        user_secret=Secret.command("cat", str(there)),
        ca_certificate=Secret.file(str(there)),
    )
    line = next(each for each in step.commands if "OPENS_IT" in each)
    for opens, said in (("hunter2", ""), (None, "OPENS_IT is missing\n")):
        environment = {"PATH": "/usr/bin:/bin"} | ({"OPENS_IT": opens} if opens else {})
        done = subprocess.run(
            ["bash", "-c", line], env=environment, capture_output=True, text=True, check=True
        )
        assert done.stdout == f"{said}{tmp_path}/not there is missing\n"
        assert done.stderr == ""


def test_who_opens_the_envelope_is_named_with_a_telephone(district):
    said = escrow_of(district.repositories[0], district)
    assert "sealed envelope in the superintendent's safe: Superintendent, 555-0104, seen 2026-08-13" in said
    bare = district.repositories[0].model_copy(update={"escrow": ()})
    assert escrow_of(bare, district) == "nowhere else: no escrow is declared"


def test_the_programs_that_the_page_types_are_looked_for(district, site):
    desk = next(step for step in desk_steps(site, district) if step.action == "desk")
    assert desk.commands == ("drplan doctor", "command -v ssh nc curl aws")
