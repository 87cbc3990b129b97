"""How judging commands end: only a pass ends with 0, and nothing at all is none."""

from itertools import combinations
from types import SimpleNamespace
from typing import Any

import pytest

from drplan.audit.standing import Standing
from drplan.cli.backup_escrow import _finish as end_of_escrow
from drplan.cli.backup_record import finish_with
from drplan.cli.drill_text import EXITS
from drplan.cli.evidence_actions import exit_of as end_of_standing
from drplan.cli.evidence_controls import _exit as end_of_controls
from drplan.cli.evidence_vendors import exit_of as end_of_vendors
from drplan.cli.frame import Exit
from drplan.cli.tabletop_text import EXITS as TABLETOP
from drplan.measure.verdict import Verdict

BAD = ("fail", "no-evidence")


def judged(outcome):
    return SimpleNamespace(verdict=Verdict(outcome=outcome, because=("why",)))


def ended(command, found):
    with pytest.raises(SystemExit) as exit_:
        command(found)
    return exit_.value.code


SETS = [
    [judged(each) for each in outcomes]
    for size in (1, 2, 3)
    for outcomes in combinations(("pass", "fail", "no-evidence"), size)
]


def escrow_of(found):
    record: Any = SimpleNamespace(repositories=found)
    return end_of_escrow(record)


@pytest.mark.parametrize("found", SETS, ids=lambda found: "+".join(each.verdict.outcome for each in found))
def test_no_command_that_judges_ends_with_nought_unless_all_passed(found):
    well = all(each.verdict.outcome == "pass" for each in found)
    codes = (
        ended(finish_with, found),
        ended(escrow_of, found),
        end_of_controls(found),
        end_of_vendors(found),
    )
    assert [code == Exit.WELL for code in codes] == [well] * len(codes)


def test_a_check_and_an_escrow_of_nothing_were_not_done():
    assert ended(finish_with, []) == Exit.NOT_DONE
    assert ended(escrow_of, []) == Exit.NOT_DONE


@pytest.mark.parametrize("exits", [EXITS, TABLETOP])
def test_a_drill_and_a_tabletop_end_with_nought_for_a_pass_alone(exits):
    assert [outcome for outcome, code in exits.items() if code == Exit.WELL] == ["pass"]
    assert {exits[each] for each in BAD} == {Exit.FALLS_SHORT, Exit.IN_PART}


def test_one_service_that_is_not_proven_keeps_standing_from_nought():
    proven = Standing("a", "proven", (), None, None)
    assert end_of_standing([proven]) == Exit.WELL
    for state in ("stale", "failing", "unproven"):
        assert end_of_standing([proven, Standing("b", state, ("why",), None, None)]) != Exit.WELL
    assert end_of_standing([]) == Exit.IN_PART
