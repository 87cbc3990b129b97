"""``drplan backup plan`` as it is typed: the week's calendar, from the declaration alone."""

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from click.testing import CliRunner

from drplan import wiring
from drplan.cli import cli
from drplan.errors import RepositoryError
from drplan.ports import RecoveryPoint

ROOT = Path(__file__).parents[3]
DECLARED = wiring.district(ROOT / "inventories")


class Copies:
    """Copies that answer with what their last backups took, or do not answer."""

    def __init__(self, *, silent=False):
        self.silent = silent

    def points(self, data_set, repository):
        if self.silent:
            raise RepositoryError("no answer", next_step="ask again")
        first = datetime(2026, 11, 1, tzinfo=UTC)
        return [
            RecoveryPoint(
                data_set.name, repository.name, f"{day:08}", first + timedelta(days=day), 1, 1, 10, 8000.0
            )
            for day in range(3)
        ]


@pytest.fixture
def typed(monkeypatch):
    """Type the command at a district; reaching for an asset or a copy fails unless copies are given."""

    def reached(*_):
        raise AssertionError("something was reached")

    def run(*words, district=DECLARED, copies=None):
        monkeypatch.setattr(wiring, "district", lambda _: district)
        monkeypatch.setattr(wiring, "enter", reached if copies is None else lambda: None)
        monkeypatch.setattr(wiring, "vault", reached if copies is None else lambda _: copies)
        return CliRunner().invoke(cli, ["backup", "plan", "--week", "2026-12-09", *words])

    return run


def narrow():
    """Return the district with a line to the elementary school that a modem would be faster than."""
    sites = [
        site.model_copy(
            update={
                "links": tuple(each.model_copy(update={"backup_mbit_s": 0.1}) for each in site.links)
                if site.code == "es"
                else site.links
            }
        )
        for site in DECLARED.sites
    ]
    return DECLARED.model_copy(update={"sites": tuple(sites)})


def test_a_week_that_fits_is_printed_with_its_reasons(typed):
    done = typed("--site", "es")
    assert done.exit_code == 0
    assert "2026-12-07 to 2026-12-13, local time" in done.output
    assert "es-school-files" in done.output
    assert "at most 22 h apart, its cadence; within 18:00 to 05:00" in done.output
    assert "link es-fiber (es, up)" in done.output
    assert "hs-school-files" not in done.output


def test_what_fits_nowhere_is_named_with_what_would_make_room_and_ends_with_1(typed):
    done = typed("--site", "es", district=narrow())
    assert done.exit_code == 1
    assert "What fits nowhere" in done.output
    assert "    - link es-fiber (es, up) +2.2 Mbit/s" in done.output


def test_another_site_is_not_blamed_for_it(typed):
    assert typed("--site", "ms", district=narrow()).exit_code == 0


def test_json_has_every_start_and_the_timers_text(typed):
    done = typed("--format", "json", "--site", "hs")
    said = json.loads(done.output)
    assert (said["schema"], said["week"]) == ("drplan/backup-calendar/1", "2026-12-07")
    (files,) = [each for each in said["placed"] if each["data_set"] == "hs-school-files"]
    assert len(files["starts"]) == 14
    assert len(files["on_calendar"]) >= 2
    assert files["seconds"] == 7200
    assert {each["name"] for each in said["shared"]} >= {"repository onsite", "repository offsite"}


def test_json_says_what_would_make_room(typed):
    said = json.loads(typed("--format", "json", district=narrow()).output)
    (homeless,) = [each for each in said["unplaced"] if each["data_set"] == "es-school-files"]
    assert homeless["fits_with"][0]["mbit_s"] == {"link es-fiber (es, up)": 2.2}


def test_measured_lengths_are_planned_with_where_they_are_longer(typed):
    done = typed("--site", "es", "--measured", copies=Copies())
    assert "takes 2 h 14 min, as measured" in done.output


def test_copies_that_do_not_answer_are_named_and_the_rest_is_planned(typed):
    done = typed("--site", "es", "--measured", copies=Copies(silent=True))
    assert done.exit_code == 3
    assert "not measured in onsite: no answer" in done.output
    assert "es-school-files" in done.output
