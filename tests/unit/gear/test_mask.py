"""Secrets are kept out of what people read; the forms are data in tests/cases/network/secrets.json."""

import json
import re
from difflib import unified_diff
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from drplan.gear import PLATFORMS
from drplan.gear.mask import hidden, masked

CASES = json.loads((Path(__file__).parents[2] / "cases" / "network" / "secrets.json").read_text())
FORMS, HARMLESS = CASES["secrets"], CASES["harmless"]
KEY = b"a key of this district"
PLAIN = "password"

forms = pytest.mark.parametrize("form", FORMS, ids=lambda form: f"{form['platform']}: {form['text'][:40]!r}")
scope = pytest.mark.parametrize("every", [False, True], ids=["its platform", "all platforms"])


def shows(text, form):
    return [each for each in form["secrets"] if each != PLAIN and each in text]


def test_at_least_sixty_forms_over_all_platforms_are_tried():
    assert len(FORMS) >= 60
    assert {form["platform"] for form in FORMS} == set(PLATFORMS)


@scope
@forms
def test_a_secret_is_masked_and_hidden(form, every):
    platform = None if every else PLATFORMS[form["platform"]]
    assert not shows(masked(form["text"], platform, KEY), form)
    assert not shows(hidden(form["text"], platform), form)


@scope
@forms
def test_a_secret_is_hidden_in_both_sides_of_a_difference(form, every):
    platform = None if every else PLATFORMS[form["platform"]]
    lines = form["text"].splitlines()
    for before, after in ([], lines), (lines, []):
        difference = "\n".join(unified_diff(before, after, lineterm=""))
        assert not shows(hidden(difference, platform), form)


@scope
@pytest.mark.parametrize(
    "form", [each for each in FORMS if "\n" not in each["text"]], ids=lambda form: form["text"][:40]
)
def test_a_secret_is_hidden_in_a_devices_refusal(form, every):
    platform = None if every else PLATFORMS[form["platform"]]
    refusal = f"sw1 did not take `{form['text']}`: % Invalid input detected"
    assert not shows(hidden(refusal, platform), form)


@scope
@forms
def test_masking_twice_changes_nothing(form, every):
    platform = None if every else PLATFORMS[form["platform"]]
    once = masked(form["text"], platform, KEY)
    assert masked(once, platform, KEY) == once
    gone = hidden(form["text"], platform)
    assert hidden(gone, platform) == gone


@forms
def test_a_changed_secret_shows_as_changed_and_the_same_one_does_not(form):
    platform = PLATFORMS[form["platform"]]
    changed = form["text"]
    for secret in form["secrets"]:
        changed = changed.replace(secret, f"{secret[:-1]}Q")
    once = masked(form["text"], platform, KEY)
    assert masked(form["text"], platform, KEY) == once
    assert form["secrets"] == [PLAIN] or masked(changed, platform, KEY) != once
    assert masked(form["text"], platform, b"another key") != once


@pytest.mark.parametrize("text", HARMLESS)
def test_what_holds_no_secret_stays_readable(text):
    for platform in [None, *PLATFORMS.values()]:
        assert hidden(text, platform) == text


def test_a_password_that_is_the_word_password_is_hidden_where_it_stands():
    assert hidden("username nora password password") == "username nora password (hidden)"
    assert hidden("password password") == "password (hidden)"


def test_a_secret_is_hidden_wherever_it_stands_once_more():
    text = "snmp-server community Chalk77 RO\ninterface Vlan10\n description ask for Chalk77 in room 4"
    assert "Chalk77" not in masked(text, PLATFORMS["cisco-ios"], KEY)
    assert masked(text, PLATFORMS["cisco-ios"], KEY).count("<secret ") == 2


def test_a_secret_after_an_equals_sign_ends_where_the_next_setting_begins():
    line = "add name=x password=a,b'c]d;e service=l2tp"
    assert hidden(line, PLATFORMS["mikrotik-routeros"]) == "add name=x password=(hidden) service=l2tp"
    assert hidden("options={psk=a,b,remote_ip=10.1.1.2}") == "options={psk=(hidden),remote_ip=10.1.1.2}"


def test_half_a_private_key_is_hidden_though_its_beginning_is_out_of_sight():
    body = "MIIEpAIBAAKCAQEA2a2rwplBQLzHPZe5RJr9MIIEpAIBAAKCAQEA2a2rwplBQLzH"
    assert hidden(f"+{body}\n+q83nPdbU\n exit") == "+(hidden)\n exit" or body not in hidden(f"+{body}")
    assert "q83nPdbU" not in hidden("+q83nPdbU\n+-----END RSA PRIVATE KEY-----")
    assert body not in hidden(f"-----BEGIN PRIVATE KEY-----\n{body}")


WORDS = st.sampled_from(
    (
        "interface",
        "Vlan10",
        "ip",
        "address",
        "10.20.0.2",
        "description",
        "closet",
        "no",
        "set",
        "ntp",
        "!",
        "{",
        ";",
    )
)
LINES = st.lists(st.lists(WORDS, max_size=8).map(" ".join), max_size=12).map("\n".join)


@given(text=LINES)
def test_a_text_without_words_for_secrets_comes_back_unchanged(text):
    assert hidden(text) == text
    assert masked(text, PLATFORMS["cisco-ios"], KEY) == text


SECRET = st.text(st.characters(min_codepoint=33, max_codepoint=126, exclude_characters='"\\'), min_size=3)
BEFORE = st.sampled_from(
    ["enable secret ", " neighbor 10.1.1.2 password 7 ", " key-string ", "radius-server key "]
)


@given(before=BEFORE, secret=SECRET, around=LINES)
def test_any_word_after_a_word_for_a_secret_is_masked_once_and_for_all(before, secret, around):
    text = f"{around}\n{before}{secret}\n{around}"
    once = masked(text, PLATFORMS["cisco-ios"], KEY)
    line = once.splitlines()[len(f"{around}\n".splitlines())]
    assert line.startswith(before)
    assert re.fullmatch(r"\W*(?:\d+ )?\W*<secret [0-9a-f]{8}>\W*", line.removeprefix(before))
    assert masked(once, PLATFORMS["cisco-ios"], KEY) == once


@pytest.mark.parametrize(
    "line", [" key {secret:radius}", "snmp-server user mon G v3 auth sha {secret:snmp-auth plaintext}"]
)
def test_a_place_where_a_secret_is_put_in_later_is_shown(line):
    assert hidden(line, PLATFORMS["cisco-ios"]) == hidden(line) == line
