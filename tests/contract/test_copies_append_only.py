"""A host's credentials in an intruder's hands, at a real append-only server, and pruning with another one."""

import pytest

from tests.contract.copies_desk import SECRETS, Desk, ask_http

WRITER = (SECRETS["T_USER"], SECRETS["T_USER_SECRET"])
INJECTED = 4


@pytest.fixture(scope="module")
def desk():
    made = Desk()
    try:
        # Two doors to one folder: the hosts' only adds; the other one is the pruner's, out of their reach.
        made.port = made.rest(
            {SECRETS["T_USER"]: SECRETS["T_USER_SECRET"], "river-bend": "another district's"},
            "--append-only",
            "--private-repos",
        )
        made.prune_port = made.rest({SECRETS["T_PRUNE_USER"]: SECRETS["T_PRUNE_SECRET"]})
        made.onsite = made.writer(made.port)
        made.create(made.onsite)
        made.good = made.protect(made.onsite)
        declare(made)
        made.drplan("evidence", "keygen", *runbooks(made))
        yield made
    finally:
        made.close()


def declare(desk, pruned="**PRUNED", door=None, **more):
    port = door or desk.prune_port
    desk.declare(
        f'Repository(name="onsite", location="rest:http://127.0.0.1:{desk.port}/cedar-valley/",'
        f' prune_location="rest:http://127.0.0.1:{port}/cedar-valley/", append_only=True,'
        f" **COMMON, **ASKED, {pruned})",
        **more,
    )


def runbooks(desk):
    return ("--runbooks", str(desk.folder / "runbooks"))


def url(desk, path):
    return f"http://127.0.0.1:{desk.port}/cedar-valley/{path}"


def test_nothing_that_a_host_can_send_removes_or_changes_anything(desk):
    root = desk.folder / "rest" / "cedar-valley"
    before = {p: p.read_bytes() for p in root.rglob("*") if p.is_file() and p.parent.name != "locks"}
    pack = next(p for p in before if p.parent.parent.name == "data")
    forgot = desk.restic(desk.onsite, "forget", "--prune", desk.good)
    answers = {
        "delete the snapshot": ask_http("DELETE", url(desk, f"snapshots/{desk.good}"), *WRITER),
        "delete a pack": ask_http("DELETE", url(desk, f"data/{pack.name}"), *WRITER),
        "delete the configuration": ask_http("DELETE", url(desk, "config"), *WRITER),
        "overwrite a pack": ask_http("POST", url(desk, f"data/{pack.name}"), *WRITER, body=b"ransom"),
        "delete the repository": ask_http("DELETE", url(desk, ""), *WRITER),
    }
    assert not [what for what, status in answers.items() if status < 400], answers
    assert answers["delete a pack"] == answers["overwrite a pack"] == 403
    # restic's own exit code says nothing here: it was 0 for a snapshot that is still there.
    assert desk.good in desk.ids(desk.onsite), forgot.stderr
    assert all(path.read_bytes() == content for path, content in before.items())
    assert desk.verdict(desk.onsite, desk.good) == "pass"


def test_another_district_reads_and_writes_nothing_of_ours_nor_we_of_theirs(desk):
    other = ("river-bend", "another district's")
    for method, path in (("GET", "config"), ("GET", "snapshots/"), ("DELETE", f"snapshots/{desk.good}")):
        assert ask_http(method, url(desk, path), *other) in (401, 403)
    assert ask_http("POST", url(desk, f"data/{'a' * 64}"), *other, body=b"x") in (401, 403)
    theirs = f"http://127.0.0.1:{desk.port}/river-bend/config"
    assert ask_http("GET", theirs, *WRITER) in (401, 403)
    assert ask_http("GET", url(desk, "config"), "cedar-valley", "wrong") == 401


def test_pruning_with_the_writers_credential_is_refused_before_anything_is_tried(desk):
    desk.declare(
        f'Repository(name="onsite", location="rest:http://127.0.0.1:{desk.port}/cedar-valley/", **COMMON,'
        " **ASKED)"
    )
    done = desk.drplan("backup", "retain", code=2)
    assert "has no credential of its own to prune with" in done.stderr
    declare(desk, 'prune_user=Secret.env("T_PRUNE_USER"), prune_secret=Secret.env("T_USER_SECRET")')
    assert "shares its pruning secret with its writers" in desk.drplan("backup", "retain", code=2).stderr
    declare(desk)


def test_a_pruning_credential_that_leads_elsewhere_drops_nothing(desk):
    elsewhere = desk.rest({SECRETS["T_PRUNE_USER"]: SECRETS["T_PRUNE_SECRET"]}, folder="elsewhere")
    pruner = desk.place(
        f"rest:http://127.0.0.1:{elsewhere}/cedar-valley/",
        RESTIC_REST_USERNAME=SECRETS["T_PRUNE_USER"],
        RESTIC_REST_PASSWORD=SECRETS["T_PRUNE_SECRET"],
    )
    desk.create(pruner)
    declare(desk, door=elsewhere)
    assert "leads to another repository" in desk.drplan("backup", "retain", code=2).stderr
    declare(desk)


def inject(desk, times):
    """Do what an intruder with a host's credentials does: flood the repository with dates and tags."""
    tags = ("--tag", "drplan", "--tag", "data-set:files")
    empty = desk.folder / "empty"
    empty.mkdir(exist_ok=True)
    for number in range(times):
        dated = ("--time", f"20{30 + number % 60}-01-01 00:00:00") if number % 2 else ()
        done = desk.restic(desk.onsite, "backup", *tags, *dated, "--no-cache", str(empty))
        assert done.returncode == 0, done.stderr


def test_injected_snapshots_push_out_no_good_one(desk):
    inject(desk, INJECTED)
    last = desk.protect(desk.onsite)
    inject(desk, 1)
    declare(desk, retention="daily=1")
    planned = desk.report("backup", "retain", "--dry-run", code=1)
    assert desk.good in desk.ids(desk.onsite)
    found = {each["snapshot"]: each for each in planned["copies"][0]["snapshots"]}
    assert (found[last]["stays"], found[last]["because"]) == (True, ["the last good one", "daily"])
    ahead = {name for name, each in found.items() if each["standing"] == "ahead"}
    assert len(ahead) == INJECTED / 2
    desk.drplan("backup", "check", *runbooks(desk))
    # Exit 1: what is dated in the future is left for a human, and named.
    done = desk.drplan("backup", "retain", *runbooks(desk), code=1)
    assert done.stdout.count("look at snapshot") == len(ahead)
    left = desk.ids(desk.onsite)
    assert last in left
    assert ahead <= left
    assert desk.good not in left
    # What was announced before it was dropped is not missed.
    desk.drplan("backup", "check", *runbooks(desk))
    assert desk.verdict(desk.onsite, last) == "pass"
    assert desk.restic(desk.onsite, "check", "--read-data").returncode == 0
    desk.good = last


def test_an_attack_on_a_scratch_repository_is_refused_and_tells_what_it_left(desk):
    told = desk.report("backup", "check", "--attack", *runbooks(desk))
    (seen,) = told["record"]["repositories"]
    assert len(seen["attack"]["attempts"]) == 5
    assert {each["came"] for each in seen["attack"]["attempts"]} == {"refused"}
    left = (desk.folder / "rest" / "cedar-valley").glob("drplan-attack-*/**/*")
    # What is said to be left is what lies there.
    assert len([path for path in left if path.is_file()]) == seen["attack"]["left"]
    # A door that deletes for its writers is a finding, though it is declared append-only.
    location = f"rest:http://127.0.0.1:{desk.prune_port}/cedar-valley/"
    asked = 'user=Secret.env("T_PRUNE_USER"), user_secret=Secret.env("T_PRUNE_SECRET")'
    desk.declare(f'Repository(name="onsite", location="{location}", append_only=True, **COMMON, {asked})')
    try:
        done = desk.drplan("backup", "check", "--attack", *runbooks(desk), code=1)
        assert "delete a repository's configuration: the backup credential can" in done.stdout
    finally:
        declare(desk)


def test_a_server_that_refuses_to_let_go_is_seen_though_restic_ends_well(desk):
    door = desk.rest({SECRETS["T_PRUNE_USER"]: SECRETS["T_PRUNE_SECRET"]}, "--append-only")
    inject(desk, 1)
    newest = desk.protect(desk.onsite)
    declare(desk, door=door, retention="daily=1")
    done = desk.drplan("backup", "retain", code=2)
    assert "are still there after restic forget" in done.stderr
    assert {newest, desk.good} <= desk.ids(desk.onsite)
    declare(desk)
