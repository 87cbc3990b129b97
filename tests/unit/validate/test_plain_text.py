"""Secrets in plain text: found wherever they stand, named by sort, never repeated, however long the text."""

import copy
import json
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from drplan.declare import District, Repository, Role, Secret
from drplan.validate import validate
from drplan.validate.plain_text import written_down

CASES = Path(__file__).parents[3] / "tests" / "cases" / "validate"
BASE = json.loads((CASES / "base.json").read_text())
TODAY = date(2026, 11, 22)
SORTS = {
    "a URL with its password": "https://probe:{}@hs.example/",
    "a password or token": "db password = {}",
    "something that is no variable's name": "{}",
}


def role(title: str) -> Role:
    return Role(name="director", title=title, phone="555-0100", email="d@base.example")


@pytest.mark.parametrize(
    ("text", "sort"),
    [
        ("https://u:sesame@hs.example/", "a URL with its password"),
        ("s3:https://id:sesame@203.0.113.10:8333/b", "a URL with its password"),
        ("PGPASSWORD=sesame", "a password or token"),
        ("Passwd = 'sesame'", "a password or token"),
        ("https://hs.example/?api_key=sesame", "a password or token"),
        ('{"token": "sesame1"}', "a password or token"),
        ("-----BEGIN PRIVATE KEY-----", "a private key"),
        ("-----BEGIN RSA PRIVATE KEY-----", "a private key"),
        ("ASIAIOSFODNN7EXAMPLE", "an AWS access key"),
        ("ghp_" + "a1B2" * 9, "a token"),
    ],
)
def test_a_secret_in_a_text_is_found(text, sort):
    assert list(written_down(role(text))) == [("title", sort)]


@pytest.mark.parametrize(
    "text",
    [
        "https://u@hs.example/",
        "https://hs.example:8000/a@b",
        "https://u:$PASS@hs.example/",
        "https://u:{{ secret }}@hs.example/",
        "password=${DB_PASSWORD}",
        "password=",
        'name="password"',
        "Password: ask the director",
        "secretary=Jones",
        "-----BEGIN CERTIFICATE-----",
        "AKIA",
    ],
)
def test_what_only_resembles_a_secret_is_left_alone(text):
    assert list(written_down(role(text))) == []


@pytest.mark.parametrize("unit", ["a", "://", "password ", "://a:", "=", ":", "-----BEGIN ", "token:1", "$("])
def test_the_longest_hostile_text_is_read_to_its_end(unit):
    # A pattern that goes back over what it read would not come back from this one.
    text = unit * (9_900 // len(unit)) + " password=hunter2-hunter2"
    assert ("title", "a password or token") in set(written_down(role(text)))


@settings(max_examples=40, deadline=None)
@given(secret=st.text("abcdefgh123456", min_size=12, max_size=20), where=st.sampled_from(sorted(SORTS)))
def test_a_finding_never_repeats_the_secret(secret, where):
    declared = copy.deepcopy(BASE)
    text = SORTS[where].format("!" + secret)
    if where == "something that is no variable's name":
        declared["repositories"][2]["admin"] = {"kind": "env", "reference": [text]}
        declared["repositories"][2]["user_secret"] = {"kind": "env", "reference": [text]}
        declared["sites"][0]["assets"][0]["admin"] = {"kind": "env", "reference": [text]}
        declared["sites"][1]["assets"][0]["admin"] = {"kind": "env", "reference": [text]}
    else:
        declared["repositories"][2]["location"] = text
        declared["waivers"] = [
            {
                "rule": "DRP045",
                "subject": "spare",
                "reason": text,
                "approved_by_role": "director",
                "until": "2026-12-31",
            }
        ]
    found = validate(District.model_validate(declared), TODAY)
    assert {"DRP070"} <= {each.rule for each in found}
    assert not any(secret in repr(each) for each in found)


@pytest.mark.parametrize(
    ("argv", "found"),
    [
        (("vault", "read", "--token", "sesame"), True),
        (("sshpass", "-p", "sesame", "ssh", "hs"), True),
        (("/usr/bin/mariadb", "-psesame"), True),
        (("vault", "read", "--token", "$TOKEN"), False),
        (("vault", "read", "--token", "--help"), False),
        (("mkdir", "-p", "sesame"), False),
        (("mariadb", "-p", "payroll"), False),
    ],
)
def test_an_argument_list_is_read_as_one(argv, found):
    thing = Repository(
        name="x", location="/x", site="hs", media="disk", password=Secret.env("X"), user=Secret.command(*argv)
    )
    assert list(written_down(thing)) == ([("user", "a password or token")] if found else [])
