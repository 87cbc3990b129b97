"""The page's figures on hardening: those that were measured, with a reason for each rule that is left."""

import json

from tests.bench.yardstick_page import MEASURED, OURS, PAGE, reasons, section, without_reason


def measured():
    return json.loads(MEASURED.read_text())


def test_the_page_shows_what_was_measured():
    assert section() in PAGE.read_text(), "python -m tests.bench.yardstick_page writes it"


def test_each_rule_that_fails_at_level_strict_has_a_reason():
    assert without_reason(measured(), reasons()) == []
    assert without_reason(measured(), {}) != []


def test_no_reason_outlives_its_rule():
    failed = {rule for state in OURS for rule in measured()[state]["cis"]["failed"]}
    assert set(reasons()) <= failed


def test_what_was_measured_is_what_is_claimed():
    for state in OURS:
        figures = measured()[state]
        assert figures["cis"]["fail"] + figures["cis"]["error"] < 21
        assert figures["restarted"] == {"login": True, "sudo": True, "failed units": 0}
        assert not figures["second"].get("changed")
        assert figures["ssh-audit"] == {"critical": 0, "warnings": 0}
        assert figures["lynis"] >= 85
