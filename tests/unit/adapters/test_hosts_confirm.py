"""What is said of a guarded change: kept, given back, or not known."""

from drplan.adapters.hosts.confirm import Answer, say_unconfirmed

SECONDS = 120
REFUSED = Answer(None, "refused: 198.18.20.12 does not listen for SSH")


def what_is_said(first, last):
    return say_unconfirmed("hs-file1", SECONDS, first, last) or ""


def test_a_kept_change_needs_no_word():
    assert what_is_said(REFUSED, Answer(0, "kept")) == ""


def test_what_was_given_back_and_seen_is_said_with_the_reason_and_what_to_do():
    said = what_is_said(REFUSED, Answer(3, "given back at 2026-11-22 07:00:00 (timer);"))
    assert said.startswith("not kept: refused: 198.18.20.12 does not listen for SSH\n")
    assert "hs-file1 has its earlier SSH, login, sudo and firewall settings again" in said
    assert "Correct what was to change" in said


def test_a_host_that_was_not_seen_again_is_never_said_to_be_as_before():
    said = what_is_said(REFUSED, REFUSED)
    assert "settings again" not in said
    assert "not seen" in said
    assert "120 s" in said
    assert "console" in said


def test_a_sudo_that_refuses_is_no_confirmation():
    denied = Answer(1, "sudo: a password is required")
    assert "not seen" in what_is_said(denied, denied)


def test_a_switch_that_was_never_set_is_told_apart():
    said = what_is_said(*[Answer(5, "nothing is known of run 1")] * 2)
    assert "No switch of this run is set" in said
