"""What ``drplan backup run`` says, and how it ends, when a host doubts what it kept."""

import json
from datetime import UTC, datetime
from pathlib import Path

import pytest
from click.testing import CliRunner

from drplan import wiring
from drplan.adapters.access import Access
from drplan.cli import cli
from drplan.ports import Protected, RecoveryPoint

ROOT = Path(__file__).parents[3]
SAID = "980 of 1,000 entries turned dense in place, more than ever before"


class Vault:
    """Keeps whatever it is asked to, with a doubt or without."""

    def __init__(self, *suspect):
        self.suspect = suspect

    def protect(self, data_set, copies):
        now = datetime(2026, 11, 22, 2, tzinfo=UTC)
        doubts = (SAID,) if self.suspect else ()
        return Protected(
            tuple(
                RecoveryPoint(
                    data_set.name, copy.name, "ab" * 32, now, 1, 1, suspect=self.suspect, doubts=doubts
                )
                for copy in copies
            )
        )


@pytest.fixture
def run(monkeypatch):
    def typed(vault, *words):
        monkeypatch.chdir(ROOT)
        monkeypatch.setattr(wiring, "enter", lambda: Access(where="production", site=None))
        monkeypatch.setattr(wiring, "vault", lambda _: vault)
        monkeypatch.setattr(wiring, "secrets", lambda: None)
        monkeypatch.setattr(wiring, "pinged", lambda protector, _: protector)
        return CliRunner().invoke(cli, ["backup", "run", "--data-set", "hs-school-files", *words])

    return typed


def test_a_good_one_ends_well(run):
    done = run(Vault())
    assert (done.exit_code, SAID in done.output) == (0, False)


def test_a_suspect_one_falls_short_and_says_why_once(run):
    done = run(Vault("encrypted"))
    assert done.exit_code == 1
    assert done.stderr.count(f"is suspect: {SAID}") == 1


def test_json_holds_the_words_and_the_sentences(run):
    done = run(Vault("encrypted"), "--format", "json")
    assert done.exit_code == 1
    (data_set,) = json.loads(done.stdout)["data_sets"]
    assert {(*point["suspect"], *point["doubts"]) for point in data_set["points"]} == {("encrypted", SAID)}
