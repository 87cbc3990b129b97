"""Trouble in the middle of a deploy: it is named, the other host does not notice, the next apply heals."""

import re
import time
from contextlib import contextmanager

import pytest

from tests.e2e.troubled import (
    DEPLOY,
    OTHER,
    PLACE,
    TROUBLED,
    Pair,
    Underway,
    as_root,
    cut_power,
    frozen,
    in_the_middle,
    start,
    unplugged,
    with_other_key,
)

pytestmark = pytest.mark.lab

SLOW = 2
SLOW_DEPLOY = in_the_middle(SLOW)


@pytest.fixture
def pair(lab_hs, tmp_path):
    made = Pair(lab_hs, tmp_path)
    made.clear()
    yield made
    made.clear()


def is_done_in_its_usual_time(pair, run, slow=SLOW):
    """Say whether the other host had everything at the time it has without anybody's trouble."""
    return pair.outcomes(run.results[OTHER]) == {"changed"} and run.other_took() < slow + 8


def failed(results, kind):
    """Return the one operation that failed on the troubled host: its first line names the kind of trouble."""
    assert results[TROUBLED].error is None, results[TROUBLED].error
    (operation,) = [each for each in results[TROUBLED].operations if each.outcome == "error"]
    line = operation.detail.splitlines()[0]
    assert line.startswith(f"{kind}: "), operation.detail
    assert TROUBLED in line
    return operation.name, line


def test_a_host_that_hangs_is_named_soon_and_goes_on_at_the_next_apply(pair):
    # The other one works for longer than that without a word: it must not be taken for a hung one.
    run = Underway(pair, in_the_middle(6), silence_seconds=3)
    run.wait_until_in_the_middle()
    with frozen(TROUBLED):
        results = run.end(within=30)
    name, line = failed(results, "connection lost")
    assert name == "middle"
    assert "gave no sign of life for 3 s" in line
    assert "did not speak SSH in time" in line
    assert "apply again" in line
    assert is_done_in_its_usual_time(pair, run, slow=6)
    assert results[TROUBLED].operations[-1].outcome == "not-run"
    assert pair.heals(SLOW_DEPLOY)


def test_a_host_that_loses_power_is_said_to_have_restarted(pair):
    run = Underway(pair, SLOW_DEPLOY)
    run.wait_until_in_the_middle()
    cut_power(TROUBLED)
    start(pair, TROUBLED)
    name, line = failed(run.end(within=40), "connection lost")
    assert name == "middle"
    assert "ended the connection" in line
    assert re.search(r"restarted meanwhile, \d+ s ago", line)
    assert is_done_in_its_usual_time(pair, run)
    assert pair.heals(SLOW_DEPLOY)


def test_a_line_that_is_cut_for_a_while_only_costs_time(pair):
    run = Underway(pair, SLOW_DEPLOY, silence_seconds=20)
    run.wait_until_in_the_middle()
    with unplugged(TROUBLED):
        time.sleep(6)
    results = run.end(within=30)
    assert pair.outcomes(results[TROUBLED]) == {"changed"}
    assert is_done_in_its_usual_time(pair, run)
    assert pair.outcomes(pair.apply(SLOW_DEPLOY)[TROUBLED]) == {"ok"}


def test_a_full_disk_is_named_and_leaves_the_old_file_whole(pair):
    text = DEPLOY + 'put("last", "x" * 2_000_000)\n'
    old = DEPLOY + 'put("last", "old")\n'
    pair.apply(old)
    with small_disk(pair):
        name, _ = failed(pair.apply(text), "disk full")
        assert name == "last"
        assert pair.on(TROUBLED, f"cd {PLACE}; cat last; ls -A").split() == ["oldfirst", "last"]
        assert pair.disk(OTHER).joinpath("last").stat().st_size == 2_000_000
    assert pair.heals(text)


@contextmanager
def small_disk(pair):
    """Have the test's folder on a disk of one megabyte; take it away, as if room was made."""
    mount = f"mv {PLACE} {PLACE}.kept && mkdir {PLACE} && mount -t tmpfs -o size=1m none {PLACE}"
    pair.on(TROUBLED, f"sudo sh -c '{mount} && cp -a {PLACE}.kept/. {PLACE}'")
    try:
        yield
    finally:
        pair.on(TROUBLED, f"sudo sh -c 'umount {PLACE} && rmdir {PLACE} && mv {PLACE}.kept {PLACE}'")


def test_a_held_lock_of_apt_is_named_with_its_holder(pair):
    text = DEPLOY + 'installed(name="packages", packages=["sl-none-such"])\nput("last", "last")\n'
    with lock_held(pair, "/var/lib/dpkg/lock-frontend"):
        name, line = failed(pair.apply(text, TROUBLED, apt_lock_seconds=1), "apt is locked")
        assert name == "packages"
        assert re.search(r"python3 \(process \d+\)", line)


@contextmanager
def lock_held(pair, path):
    """Have a program on the host hold a lock the way apt does."""
    hold = f"import fcntl,time; f=open('{path}','w'); fcntl.lockf(f, fcntl.LOCK_EX); time.sleep(120)"
    unit = "drplan-test-lock"
    pair.on(TROUBLED, f'sudo systemd-run --quiet --unit={unit} python3 -c "{hold}"')
    time.sleep(0.5)
    try:
        yield
    finally:
        pair.on(TROUBLED, f"sudo systemctl stop {unit}; sudo systemctl reset-failed {unit} 2>/dev/null; true")


def test_a_wrong_host_key_is_named_and_nothing_is_sent_there(pair, tmp_path):
    text = DEPLOY + 'put("last", "last")\n'
    results = pair.apply(text, access=with_other_key(pair, tmp_path, TROUBLED))
    assert results[TROUBLED].error.startswith("host key mismatch: ")
    assert results[TROUBLED].operations == ()
    assert pair.outcomes(results[OTHER]) == {"changed"}
    assert not pair.disk(TROUBLED).exists()
    assert pair.heals(text)


@pytest.mark.parametrize(
    ("take", "give", "said"),
    [
        (
            "mv /etc/sudoers.d/drplan /root/ && echo 'drplan ALL=(ALL) ALL' > /etc/sudoers.d/zz-test",
            "mv /root/drplan /etc/sudoers.d/ && rm /etc/sudoers.d/zz-test",
            "asks for a password",
        ),
        ("chage -E 1 drplan", "chage -E -1 drplan", "expired"),
    ],
    ids=["a password is asked for", "the account expired"],
)
def test_sudo_that_is_lost_in_the_middle_is_named(pair, take, give, said):
    text = DEPLOY + 'slow(name="middle", seconds=1)\nput("last", "last")\n'
    lost = text.replace('put("last"', 'take(name="sudo is taken away")\nput("last"')
    lost = lost.replace("@operation()", f"@operation()\ndef take():\n    yield {take!r}\n\n@operation()", 1)
    try:
        name, line = failed(pair.apply(lost, TROUBLED), "sudo refused")
    finally:
        as_root(TROUBLED, give)
    assert name == "last"
    assert re.search(said, line)
    assert pair.heals(text)
