"""``drplan backup cost`` as it is typed: from the declaration alone."""

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from click.testing import CliRunner

from drplan import wiring
from drplan.cli import cli
from drplan.declare import CloudStorage
from drplan.declare.lookup import services
from drplan.errors import RepositoryError
from drplan.ports import RecoveryPoint

ROOT = Path(__file__).parents[3]
DECLARED = wiring.district(ROOT / "inventories")


def changed(what, name, **fields):
    """Return the district with other fields of one repository or policy."""
    things = getattr(DECLARED, what)
    return DECLARED.model_copy(
        update={what: tuple(e.model_copy(update=fields) if e.name == name else e for e in things)}
    )


class Copies:
    """Copies whose points were twice as large in the end, or that do not answer."""

    def __init__(self, *, silent=False):
        self.silent = silent

    def points(self, data_set, repository):
        if self.silent:
            raise RepositoryError("no answer", next_step="ask again")
        first = datetime(2026, 11, 1, tzinfo=UTC)
        return [
            RecoveryPoint(
                data_set.name, repository.name, str(day), first + timedelta(days=day), 1, size, 10, 5.0
            )
            for day, size in enumerate([10**9, 2 * 10**9])
        ]


@pytest.fixture
def typed(monkeypatch):
    """Type the command at a district; nothing is opened for it, unless copies are given."""

    def reached(*_):
        raise AssertionError("something was reached")

    def run(*words, district=DECLARED, copies=None):
        monkeypatch.setattr(wiring, "district", lambda _: district)
        monkeypatch.setattr(wiring, "enter", reached if copies is None else lambda: None)
        monkeypatch.setattr(wiring, "vault", reached if copies is None else lambda _: copies)
        return CliRunner().invoke(cli, ["backup", "cost", *words])

    return run


def test_each_repository_and_policy_is_printed_with_prices_of_when_and_why(typed):
    done = typed()
    assert done.exit_code == 0
    assert "2026-07-01" in done.output
    assert "Wasabi, standard in us-east-1, list prices of 2026-07-01" in done.output
    assert "GB at 0.0078027 dollars a GiB" in done.output
    assert "every-four-hours" in done.output
    assert "Not known" not in done.output


def test_a_policy_beyond_its_budget_is_marked_and_ends_with_1(typed):
    done = typed(district=changed("policies", "nightly", dollars_a_month=1))
    assert done.exit_code == 1
    assert "passes its budget" in done.output


def test_prices_that_nobody_confirmed_are_said_to_be_so(typed):
    storage = CloudStorage(provider="aws-s3", region="us-west-2", storage_class="glacier-instant")
    done = typed("--repository", "offsite", district=changed("repositories", "offsite", storage=storage))
    assert "from memory, unconfirmed" in done.output
    assert "unconfirmed: write, read, retrieval" in done.output


def test_what_has_no_prices_is_not_known_and_ends_with_3(typed):
    storage = CloudStorage(provider="aws-s3", region="moon-1", storage_class="standard")
    done = typed("--repository", "offsite", district=changed("repositories", "offsite", storage=storage))
    assert done.exit_code == 3
    assert "not known" in done.output
    assert "no price table has the storage class of offsite" in done.output
    assert "$0.00" not in done.output


def test_json_tells_cents_whose_parts_are_the_whole_and_null_for_what_is_not_known(typed):
    told = json.loads(typed("--format", "json").output)
    assert told["schema"] == "drplan/backup-cost/1"
    by_name = {each["name"]: each for each in told["repositories"]}
    assert by_name["onsite"]["most"] is None
    for bill in (by_name["offsite"][each] for each in ("most", "least", "in_a_year")):
        assert bill["cents"] == sum(part["cents"] for part in bill["parts"]) > 0
    assert by_name["offsite"]["bytes"]["least"] == sum(
        data.size or 0 for service in services(DECLARED) for data in service.data_sets
    )
    assert {each["name"] for each in told["policies"]} == {each.name for each in DECLARED.policies}


def test_one_repository_is_told_alone(typed):
    told = json.loads(typed("--format", "json", "--repository", "neighbor").output)
    assert [each["name"] for each in told["repositories"]] == ["neighbor"]
    assert told["policies"] == []
    assert typed("--repository", "nowhere").exit_code != 0


def test_what_was_measured_stands_before_what_is_declared_and_is_said_to_be_measured(typed):
    told = json.loads(typed("--measured", "--format", "json", copies=Copies()).output)
    by_name = {each["name"]: each for each in told["repositories"]}
    every = [data.name for service in services(DECLARED) for data in service.data_sets]
    assert told["measured"] == sorted(every)
    assert by_name["offsite"]["bytes"]["least"] == 2 * 10**9 * len(every)
    said = typed("--measured", copies=Copies()).output
    assert f"Sizes and changes of {len(every)} of {len(every)} data sets are measured" in said
    assert "Sizes and changes are declared." in typed().output


def test_copies_that_do_not_answer_are_named_and_the_declared_sizes_stand(typed):
    done = typed("--measured", copies=Copies(silent=True))
    assert done.exit_code == 3
    assert "not measured in onsite: no answer" in done.output
    assert "8,767.5" in done.output
