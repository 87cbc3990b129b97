"""Two hundred snapshots added with a host's credentials: the good ones stay, and pruning still ends."""

from concurrent.futures import ThreadPoolExecutor

import pytest

from tests.contract.copies_desk import SECRETS, Desk

FLOOD = 200


@pytest.fixture
def desk():
    made = Desk()
    try:
        made.port = made.rest(
            {SECRETS["T_USER"]: SECRETS["T_USER_SECRET"]}, "--append-only", "--private-repos"
        )
        made.prune_port = made.rest({SECRETS["T_PRUNE_USER"]: SECRETS["T_PRUNE_SECRET"]})
        made.onsite = made.writer(made.port)
        made.ask("open", repository=made.onsite, create=True)
        doors = (f"http://127.0.0.1:{port}/cedar-valley/" for port in (made.port, made.prune_port))
        made.declare(
            'Repository(name="onsite", location="rest:{}", prune_location="rest:{}", append_only=True,'
            " **COMMON, **ASKED, **PRUNED)".format(*doors),
            retention="daily=7, monthly=3",
        )
        yield made
    finally:
        made.close()


def add_one(desk, number):
    """Add one of the three sorts: empty and of now, dated ahead, dated back."""
    empty = desk.folder / "empty"
    year = {0: None, 1: 2030 + number % 60, 2: 2000 + number % 25}[number % 3]
    dated = ("--time", f"{year}-01-01 00:00:00") if year else ()
    tags = ("--tag", "drplan", "--tag", "data-set:files")
    done = desk.restic(desk.onsite, "backup", *tags, *dated, "--no-cache", str(empty))
    assert done.returncode == 0, done.stderr


def test_a_flood_pushes_out_no_good_recovery_point(desk):
    first = desk.protect(desk.onsite)
    (desk.folder / "empty").mkdir()
    with ThreadPoolExecutor(4) as pool:
        assert len([*pool.map(lambda number: add_one(desk, number), range(FLOOD))]) == FLOOD
    last = desk.protect(desk.onsite)
    report = desk.report("backup", "retain", code=1)
    decided = {each["snapshot"]: each for each in report["copies"][0]["snapshots"]}
    left = desk.ids(desk.onsite)
    assert len(decided) == FLOOD + 2
    assert decided[last]["because"][0] == "the last good one"
    ahead = {name for name, each in decided.items() if each["standing"] == "ahead"}
    assert left == {last} | ahead
    # Two good ones of one day: daily keeps the later, as it would have without the flood.
    assert not decided[first]["stays"]
    assert desk.verdict(desk.onsite, last) == "pass"
