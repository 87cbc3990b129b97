"""Who is said to have changed a device, and why."""

from datetime import UTC, datetime, timedelta
from types import SimpleNamespace

import pytest

from drplan.act.explained import FIRST, FOUND, explained
from drplan.ports.configurations import Reason, WholeConfiguration

NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)
OPERATOR = Reason("backup-operator", "bo@backup1", "")
SWITCH = WholeConfiguration("hs", "hs-sw1", "cisco-ios", "")


def deploy(number, hours, *, device="hs-sw1", outcome="changed", verb="apply", where="production"):
    asset = SimpleNamespace(name=device, operations=(SimpleNamespace(outcome=outcome),))
    return SimpleNamespace(
        id=f"{number:07d}",
        verb=verb,
        where=where,
        ended=NOON + timedelta(hours=hours),
        assets=(asset,),
        operator_role="network-administrator",
        operator_account="ada@desk",
    )


def reason(*deploys, said=None, since=NOON):
    return explained(lambda: deploys, operator=OPERATOR, said=said, where="production")(SWITCH, since)


def test_a_deploy_since_the_last_look_explains_the_change_and_is_its_author():
    assert reason(deploy(1, 1)) == Reason("network-administrator", "ada@desk", "deploy 0000001")
    assert reason(deploy(1, 1), deploy(2, 2)).because == "deploy 0000002"


@pytest.mark.parametrize(
    "other",
    [
        deploy(1, -1),
        deploy(1, 1, device="hs-sw2"),
        deploy(1, 1, outcome="not-applicable"),
        deploy(1, 1, verb="drift"),
        deploy(1, 1, where="lab"),
    ],
)
def test_a_deploy_that_did_not_change_it_since_explains_nothing(other):
    assert reason(other) == Reason("backup-operator", "bo@backup1", FOUND)


def test_what_somebody_says_holds_where_no_deploy_explains_it():
    assert reason(said="a switch was replaced").because == "a switch was replaced"
    assert reason(deploy(1, 1), said="the night's run").because == "deploy 0000001"


def test_the_first_one_needs_no_explanation_and_no_record_is_read_for_it():
    def unread():
        raise AssertionError

    explain = explained(unread, operator=OPERATOR, said=None, where="production")
    assert explain(SWITCH, None).because == FIRST
