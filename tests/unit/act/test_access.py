"""What is declared is asked for entry; what cannot be asked is never there."""

from datetime import date, timedelta

import pytest

from drplan.act.access import ESCROW_WITHIN, Reach, examine_access, secrets_of
from drplan.adapters.inventory import load_district
from drplan.declare import Secret
from drplan.declare.lookup import assets
from drplan.errors import SecretMissing, Unreachable
from drplan.measure.live import Look
from tests.e2e.command import ROOT

TODAY = date(2026, 11, 22)


@pytest.fixture(scope="module")
def district():
    return load_district(ROOT / "inventories")


def refuse(*_):
    raise Unreachable("nobody answers", next_step="plug it in")


def no_secret(secret):
    raise SecretMissing(f"no secret at {secret.describe()}", next_step="set it")


WELL = {
    "secret": lambda secret: "swordfish",
    "repository": lambda repository: "opens",
    "servers": lambda servers: [Look(each) for each in servers],
    "device": lambda device: "lets us in",
    "account": lambda account: "is ours",
    "free": lambda: (10**15, "/var"),
}
WORST = {
    "secret": no_secret,
    "repository": refuse,
    "servers": lambda servers: [Look(each, error="silent", next_step="look") for each in servers],
    "device": refuse,
    "account": refuse,
    "free": lambda: (0, "/var"),
}


def examined(district, *, today=TODAY, **ways):
    return examine_access(district, assets(district), Reach(**{**WELL, **ways}), today)


def standings(found, kind):
    return {each.standing for each in found if each.kind == kind}


def test_everything_that_answers_is_there_and_no_secret_is_told(district):
    found = examined(district)
    assert {each.kind for each in found if each.standing == "missing"} == set()
    assert "swordfish" not in repr(found)


def test_each_thing_that_fails_is_missing_with_what_to_do_and_all_are_asked(district):
    found = examined(district, **WORST)
    for kind in ("secret", "repository", "server", "network device", "room"):
        assert standings(found, kind) == {"missing"}, kind
    assert all(each.next_step for each in found if each.standing != "there")
    assert len(found) == len(examined(district))


@pytest.mark.parametrize("way", ["repository", "device", "account"])
def test_one_that_fails_leaves_the_others_there(district, way):
    kind = {"device": "network device"}.get(way, way)
    asked = []

    def first_refuses(thing):
        asked.append(thing.name)
        return refuse() if len(asked) == 1 else "answers"

    found = [each for each in examined(district, **{way: first_refuses}) if each.kind == kind]
    assert [each.standing for each in found].count("missing") == 1


def test_an_office_suite_is_never_there_because_nobody_asked_it(district):
    found = {each.name: each.standing for each in examined(district) if each.kind == "account"}
    assert found["district-google"] == found["district-m365"] == "no-evidence"


def test_a_password_that_nobody_opened_for_a_year_is_missing(district):
    latest = max(one.confirmed_on for each in district.repositories for one in each.escrow)
    assert standings(examined(district, today=latest + ESCROW_WITHIN), "escrow") == {"there"}
    assert standings(examined(district, today=latest + ESCROW_WITHIN + timedelta(1)), "escrow") == {"missing"}


def test_every_reference_to_a_secret_is_found_wherever_it_stands(district):
    found = list(secrets_of(district))
    assert len(found) == len(set(found))
    text = repr(district)
    assert len(set(found)) == len({part.split(")")[0] for part in text.split("Secret(kind=")[1:]})
    assert Secret.env("DRPLAN_OFFSITE_PRUNE_SECRET") in found
