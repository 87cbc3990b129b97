import json
import re
from pathlib import Path

import pytest
import yaml

from drplan import Notify, Secret
from drplan.errors import Unreachable
from drplan.explain.backup_status import HEADER, message, notes, rows, summary
from drplan.explain.backup_status_json import as_document
from drplan.measure.changes import WELL, Standing, change, standing
from drplan.measure.copies import copy_state
from tests.unit.measure.copies_cases import HOUR, NOON, PAYDAY, point, policy, promises
from tests.unit.measure.test_changes import SILENT

PAGE = (Path(__file__).parents[3] / "docs" / "status.md").read_text()
GROWING = [point(1 + 24 * n, seconds=7000.0 - 60 * n) for n in range(20)]
OPS = Notify(name="ops", url=Secret.env("OPS_URL"))


def judged(shown, copy="onsite", asked=None, data_set="files"):
    return copy_state(data_set, copy, shown, asked or promises(), policy=policy(), now=NOON)


STATES = [
    judged([*GROWING, point(0.5, ("encrypted", "churned"), "badc0ffee0"), point(-5)]),
    judged([point(70, ("canary",)), point(60)], "offsite", promises(PAYDAY, payroll=20 * HOUR)),
    judged(SILENT, "neighbor"),
]


def test_the_table_has_the_worst_first_and_names_the_period_that_holds():
    unknown, late, doubted = [dict(zip(HEADER, row, strict=True)) for row in rows(STATES)]
    assert unknown["state"] == "unknown"
    assert unknown["age"] == ""
    assert (late["state"], late["age"], late["RPO"]) == ("up to 4x", "60 h", "20 h *")
    assert (doubted["state"], doubted["missed"]) == ("within !", "2026-11-26")


def test_the_first_line_counts_every_copy():
    assert summary(STATES, NOON) == (
        "3 copies of 1 data set at 2026-11-22 12:00 UTC: 1 within, 1 up to 4x, 1 unknown"
    )
    assert summary([], NOON).endswith("0 copies of 0 data sets at 2026-11-22 12:00 UTC: none")


def test_doubts_errors_and_forecasts_are_named_below_the_table():
    said = "\n".join(notes(STATES))
    doubted = "badc0ffe of 2026-11-22 11:30 UTC (encrypted, churned)"
    assert f"files in onsite: suspect, newer than any good one: {doubted}" in said
    assert "files in onsite: dated in the future, so not counted: id-5 of 2026-11-22 17:00 UTC" in said
    assert "files in offsite: suspect, older than the last good one: id70" in said
    assert "neighbor could not be asked: port 8000 does not answer" in said
    why = "backups every 22 h that take 2.01 h leave data 24.01 h old, the RPO is 24 h"
    assert f"files in onsite: RPO missed from 2026-11-26 on: {why}" in said
    assert "* files-service: RPO 20 h (payroll; else 24 h)" in said
    assert "no forecast for 1 copy: fewer than 5 good recovery points" in said


def fields(value):
    if isinstance(value, dict):
        return set(value) | {name for each in value.values() for name in fields(each)}
    return {name for each in value for name in fields(each)} if isinstance(value, list) else set()


def test_every_field_of_the_json_is_documented():
    found = as_document(STATES, NOON)
    assert found["schema"] in PAGE
    section = PAGE.partition("## JSON")[2].partition("\n## ")[0]
    bands = set(found.pop("bands"))
    assert {name for name in fields(found) if f"`{name}`" not in section} == set()
    assert {name for name in bands if f"| `{name}` |" not in PAGE} == set()


def test_the_rules_and_units_on_the_page_can_be_read_and_name_metrics_that_are_there():
    (rules,) = re.findall(r"```yaml\n(.*?)```", PAGE, re.DOTALL)
    expressions = [rule["expr"] for group in yaml.safe_load(rules)["groups"] for rule in group["rules"]]
    asked = {name for each in expressions for name in re.findall(r"drplan_\w+", each)}
    assert len(expressions) == 4
    assert asked <= set(re.findall(r"\| `(drplan_\w+)` \|", PAGE))


def changes(states, before=WELL):
    found = [change(each, before, standing(each, before, NOON.date()), OPS) for each in states]
    return [each for each in found if each]


def test_a_message_has_a_line_for_each_copy_the_worse_ones_first():
    better = changes([judged([point(2)], "attic")], Standing("beyond", suspect=True))
    said = message([*better, *changes(STATES)])
    assert (said.title, said.worse) == ("Backups: 3 worse, 1 better", True)
    lines = said.body.splitlines()
    assert lines[0] == "worse: files in neighbor: could not be asked, was within: port 8000 does not answer"
    assert lines[1] == (
        "worse: files in offsite: up to 4x (was within), last good 60 h ago, RPO 20 h (payroll; else 24 h)"
    )
    assert lines[2].startswith(
        "worse: files in onsite: within, last good 1 h ago, RPO 24 h; the newest is suspect: badc0ffe"
    )
    assert "; dated in the future: id-5" in lines[2]
    assert lines[2].endswith("; RPO missed from 2026-11-26 on")
    assert lines[3] == (
        "better: files in attic: within (was beyond 4x), last good 2 h ago, RPO 24 h; no longer suspect"
    )


def test_a_password_in_an_address_of_a_repository_is_told_to_nobody():
    leaky = Unreachable("rest:https://user:hunter2@host/ does not answer", next_step="wait")
    states = [judged(leaky)]
    shown = [message(changes(states)).body, *notes(states), json.dumps(as_document(states, NOON))]
    assert all("host/ does not answer" in each for each in (shown[0], shown[1], shown[-1]))
    assert "hunter2" not in "".join(shown)


def test_what_can_be_asked_again_is_said_to_be():
    (found,) = changes([judged([point(60)])], Standing("up-to-4x", unknown=True))
    assert message([found]).body.startswith("worse: files in onsite: can be asked again; up to 4x, last good")


@pytest.mark.parametrize(
    ("copies", "lines", "last"), [(25, 25, None), (400, 26, "and 375 more: drplan backup status")]
)
def test_a_message_is_never_longer_than_chat_services_take(copies, lines, last):
    said = message(changes([judged([], f"copy-{number:03}") for number in range(copies)]))
    assert len(said.body.splitlines()) == lines
    assert last is None or said.body.splitlines()[-1] == last
    assert len(said.body) < 4000
