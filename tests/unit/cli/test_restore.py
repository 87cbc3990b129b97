"""``drplan restore`` as it is typed: a data set by its name alone, a host by its verb."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from click.testing import CliRunner

from drplan import wiring
from drplan.adapters.access import Access
from drplan.cli import cli
from drplan.errors import UsageError

ROOT = Path(__file__).parents[3]
NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)


@pytest.fixture
def typed(monkeypatch, tmp_path):
    """Type a command where nothing may be reached: whatever asks for an asset or a copy fails the test."""

    def reached(*_):
        raise AssertionError("something was reached")

    def run(*words, where="production", site=None):
        monkeypatch.chdir(ROOT)
        monkeypatch.setattr(wiring, "enter", lambda: Access(where=where, site=site))
        monkeypatch.setattr(wiring, "clock", type("Clock", (), {"now": lambda self: NOW}))
        for name in ("vault", "recovery_ports", "drill_ports", "evidence_key"):
            monkeypatch.setattr(wiring, name, reached)
        return CliRunner().invoke(cli, ["restore", *words])

    return run


@pytest.mark.parametrize(
    "words",
    [
        ("no-such", "--to", "x"),
        ("--to", "x", "no-such"),
        ("--to=x", "no-such"),
        ("data-set", "no-such", "--to", "x"),
        ("data-set", "--to", "x", "no-such"),
        ("--before", "2026-11-21", "--format", "json", "no-such", "--to", "x"),
    ],
)
def test_a_data_set_is_meant_with_and_without_the_verb_wherever_options_stand(typed, words):
    error = typed(*words).exception
    assert isinstance(error, UsageError)
    assert error.message == "no data set is named 'no-such'"


def test_a_data_set_without_a_folder_is_refused_as_ever(typed):
    done = typed("hs-gradebook-db")
    assert done.exit_code == 2
    assert "Missing option '--to'" in done.output


@pytest.mark.parametrize("word", ["--help", "-h"])
def test_help_shows_both_things_that_can_be_restored(typed, word):
    shown = typed(word)
    assert shown.exit_code == 0
    assert "data-set" in shown.output
    assert "host" in shown.output


def test_nothing_typed_is_an_error(typed):
    assert typed().exit_code == 2


def test_with_no_lab_up_the_moment_of_the_loss_must_be_said(typed):
    error = typed("host", "hs-db1").exception
    assert isinstance(error, UsageError)
    assert error.message == "no lab is up: hs-db1 is meant in production, and when it was lost is not said"
    assert "drplan lab up --site hs" in error.next_step


def test_a_moment_that_has_not_come_is_refused(typed):
    later = f"{NOW + timedelta(minutes=1):%Y-%m-%dT%H:%M}"
    error = typed("host", "hs-db1", "--lost-at", later).exception
    assert isinstance(error, UsageError)
    assert "has not come yet" in error.message


def test_a_day_is_no_moment(typed):
    assert typed("host", "hs-db1", "--lost-at", "2026-11-22").exit_code == 2


def test_who_means_production_while_a_lab_is_up_is_told_so(typed):
    words = ("host", "hs-db1", "--lost-at", "2026-11-22T06:10")
    error = typed(*words, where="lab", site="hs").exception
    assert isinstance(error, UsageError)
    assert error.message.startswith("a lab is up, and in it hs-db1 is lost by this command")


@pytest.mark.parametrize("more", [(), ("--plan",)])
def test_a_host_that_the_lab_does_not_hold_is_refused(typed, more):
    error = typed("host", "es-file1", *more, where="lab", site="hs").exception
    assert isinstance(error, UsageError)
    assert error.message == "es-file1 is at site es, and the lab holds site hs"


def test_what_is_no_server_is_refused(typed):
    error = typed("host", "hs-rtr1", "--lost-at", "2026-11-22T06:10").exception
    assert isinstance(error, UsageError)
    assert error.message == "no server is named 'hs-rtr1'"


@pytest.mark.parametrize("word", ["latest", "3fd2a0", "3FD2A07C", "--", "3fd2a07c; rm"])
def test_a_snapshot_is_named_by_its_id_and_nothing_else(typed, word):
    error = typed("hs-gradebook-db", "--to", "x", f"--snapshot={word}").exception
    assert isinstance(error, UsageError)
    assert "no snapshot's id" in error.message
