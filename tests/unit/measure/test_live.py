"""What a server says of itself: read strictly, judged with reasons, and never better than it was seen."""

import json
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from drplan.declare import Server
from drplan.measure.live import POINTS
from drplan.measure.live_answer import parse_live
from drplan.measure.live_verdicts import judge_live
from drplan.measure.releases import SUPPORTED_UNTIL

CASES = Path(__file__).parents[2] / "cases" / "live"
HEALTHY = (CASES / "healthy.txt").read_text()
VERDICTS = json.loads((CASES / "verdicts.json").read_text())
REFUSED = json.loads((CASES / "refused.json").read_text())
TODAY = "2026-11-22"
DECLARED = {
    "name": "hs-db1",
    "address": "198.18.20.11",
    "owner": "systems-administrator",
    "baselines": ["baseline", "backup-client"],
    "software": {"name": "Debian", "version": "12"},
}


def answer(changed):
    """Return the healthy answer with other lines for some keys, or none."""
    kept = [line for line in HEALTHY.splitlines() if line.partition("=")[0] not in changed]
    added = [f"{key}={value}" for key, values in changed.items() for value in values or ()]
    return "\n".join([*kept[:-1], *added, kept[-1], ""]).encode()


def judged(said, *, declared=None, today=TODAY):
    server = Server.model_validate({**DECLARED, **(declared or {})})
    verdicts = judge_live(parse_live(said), server, date.fromisoformat(today))
    return {each.check: each.verdict for each in verdicts}


HEALTHY_VERDICTS = judged(HEALTHY.encode())


def test_a_server_that_is_well_passes_every_check():
    assert {verdict.outcome for verdict in HEALTHY_VERDICTS.values()} == {"pass"}
    assert parse_live(HEALTHY.encode()).unread == {}


@pytest.mark.parametrize("case", VERDICTS, ids=lambda case: case["name"])
def test_a_case_is_judged_as_it_says(case):
    said = answer(case.get("set", {}))
    verdict = judged(said, declared=case.get("declared"), today=case.get("today", TODAY))[case["check"]]
    assert verdict.outcome == case["outcome"]
    assert verdict.because == ((case["because"],) if "because" in case else ())


def test_every_check_has_a_case_that_does_not_pass():
    failing = {case["check"] for case in VERDICTS if case["outcome"] in ("fail", "no-evidence")}
    assert failing == set(HEALTHY_VERDICTS)


@pytest.mark.parametrize("case", REFUSED, ids=lambda case: case["name"])
def test_what_is_no_answer_is_refused(case):
    with pytest.raises(ValueError, match=case["why"]):
        parse_live(case["answer"].encode())


def test_an_answer_without_end_is_not_kept():
    endless = HEALTHY.encode() + b"unit=a.service\n" * 10_000
    with pytest.raises(ValueError, match="longer than"):
        parse_live(endless)


def test_a_terminal_cannot_be_written_to_by_a_server():
    assert judged(answer({"mount": ["95 /", "95 /\x1b[2J"]}))["disk"].outcome == "no-evidence"
    assert judged(answer({"units": ["1"], "unit": ["a\x07b"]}))["failed units"].outcome == "no-evidence"
    with pytest.raises(ValueError, match="agreed form"):
        parse_live(answer({"unread": ["os \x1b]0;mine\x07"]}))


def test_an_answer_that_says_nothing_leaves_every_point_unread():
    state = parse_live(b"drplan-live=1\nend=drplan-live\n")
    assert tuple(state.unread) == POINTS
    assert not state.privileged


@given(st.binary(max_size=400))
def test_whatever_is_printed_is_read_or_refused(noise):
    for said in (noise, b"drplan-live=1\n" + noise + b"\nend=drplan-live\n"):
        try:
            state = parse_live(said)
        except ValueError:
            continue
        assert set(state.unread) <= set(POINTS)


@given(st.integers(0, len(HEALTHY) - 1))
def test_of_a_cut_answer_nothing_is_believed(length):
    with pytest.raises(ValueError, match="missing"):
        parse_live(HEALTHY[:length].encode())


LINES = HEALTHY.splitlines(keepends=True)
CHECKS = {
    "os": {"declared software", "supported release"},
    "kernel": {"kernel"},
    "uptime": {"uptime"},
    "updates": {"security updates"},
    "restart": {"restart"},
    "mount": {"disk"},
    "certificates": {"certificates"},
    "certificate": {"certificates"},
    "backup": {"backup agent", "backup timer"},
    "units": {"failed units"},
}


@given(st.sets(st.sampled_from(sorted(CHECKS)), min_size=1))
def test_a_line_that_is_missing_is_no_evidence_and_touches_no_other_check(missing):
    left = "".join(line for line in LINES if line.partition("=")[0] not in missing)
    verdicts = judged(left.encode())
    lost = set().union(*(CHECKS[key] for key in missing))
    assert {name for name, verdict in verdicts.items() if verdict.outcome == "no-evidence"} == lost
    assert {name for name, verdict in verdicts.items() if verdict.outcome == "pass"} == set(verdicts) - lost


def test_the_table_of_releases_agrees_with_the_distributions_own():
    """Where distro-info-data is installed; the table may be earlier, by at most the end of a month."""
    folder = Path("/usr/share/distro-info")
    if not folder.is_dir():
        pytest.skip("not tried: distro-info-data is not installed here")
    for (name, version), until in SUPPORTED_UNTIL.items():
        rows = [line.split(",") for line in (folder / f"{name}.csv").read_text().splitlines()]
        ends = [
            date.fromisoformat(row[6]) for row in rows if row[0].split(" ")[0] == version and len(row) > 6
        ]
        for end in ends:
            assert 0 <= (end - until).days <= 35
