"""Every way a call of restic ends, brought about for real: each has a name, and none is taken for good."""

import os
import shutil
import signal
import subprocess
import tempfile
import time
from contextlib import ExitStack, contextmanager
from dataclasses import replace
from pathlib import Path

import pytest

from drplan.adapters.agent import restic, restic_feed, restic_reach
from drplan.adapters.agent.fault import Fault
from drplan.adapters.agent.restic_call import Manner
from drplan.adapters.agent.restic_process import MOVING, Limits, Running
from drplan.adapters.restic_upkeep import Upkeep

NOBODY = 65534
AT_ONCE = Manner(waits=())
root_only = pytest.mark.skipif(os.geteuid() != 0, reason="not tried: wants root, to be someone else or mount")


def fault_of(call, *words, **named):
    with pytest.raises(Fault) as raised:
        call(*words, **named)
    return raised.value


def wrapped(place, folder, script):
    """Return the same repository by way of a script that prepares something and then becomes restic."""
    program = folder / "restic-within"
    program.write_text(f"#!/bin/sh\n{script.replace('RESTIC', place.program)}\n")
    program.chmod(0o755)
    return replace(place, program=str(program))


def files(folder, count, size):
    folder.mkdir()
    for number in range(count):
        (folder / f"{number}").write_bytes(os.urandom(size))
    return folder


@contextmanager
def held_alone(place):
    """Hold the lock that keeps all others out: prune, stopped as soon as its lock lies there."""
    locks = Path(place.location, "locks")
    command = restic.argv(place, "prune", cached=True)
    with Running(place, command, "prune", limits=MOVING) as holder:
        while not any("tmp" not in lock.name for lock in locks.iterdir()):
            time.sleep(0.005)
        holder.process.send_signal(signal.SIGSTOP)
        try:
            yield
        finally:
            holder.process.send_signal(signal.SIGCONT)


def test_a_place_without_a_repository_is_absent(place, tmp_path):
    nowhere = restic.Reader(replace(place, location=str(tmp_path / "nowhere")))
    assert fault_of(nowhere.config).kind == "repository-absent"


def test_a_wrong_password_is_asked_for_once(place):
    waited: list[float] = []
    wrong = replace(place, environment={"RESTIC_PASSWORD": "hunter2"})
    reader = restic.Reader(wrong, Manner(sleep=waited.append))
    fault = fault_of(reader.snapshots)
    assert (fault.kind, waited) == ("wrong-password", [])
    assert "hunter2" not in str(fault) + repr(wrong)


def test_a_repository_that_another_process_holds_is_locked_after_every_wait(place, tmp_path):
    waited: list[float] = []
    writer = restic.Writer(place, Manner(waits=(1, 2), sleep=waited.append))
    with held_alone(place):
        fault = fault_of(writer.backup, str(files(tmp_path / "source", 1, 10)))
        assert (fault.kind, waited) == ("repository-locked", [1, 2])
        assert restic.Reader(place).snapshots() == ()


def test_a_lock_that_goes_away_while_it_is_waited_for_is_no_fault(place, tmp_path):
    source = files(tmp_path / "source", 1, 10)
    with ExitStack() as held:
        held.enter_context(held_alone(place))
        writer = restic.Writer(place, Manner(sleep=lambda _: held.close()))
        assert writer.backup(str(source)).files == 1


def test_the_lock_of_a_killed_process_goes_away_by_itself(place, tmp_path):
    with restic.Feed(place, name="dump") as feed:
        feed.write(b"x")
        locks = Path(place.location, "locks")
        while not any("tmp" not in lock.name for lock in locks.iterdir()):
            time.sleep(0.01)
        feed._running.process.kill()
        feed._running.process.wait()
    assert len(list(locks.iterdir())) == 1
    Upkeep(place, AT_ONCE).prune()
    assert not list(locks.iterdir())


@pytest.fixture
def open_folder():
    """A folder that anybody may look into: pytest closes its own, and all above it, to everyone else."""
    with tempfile.TemporaryDirectory(prefix="drplan-test-") as folder:
        Path(folder).chmod(0o755)
        yield Path(folder)


@root_only
def test_what_could_not_be_read_makes_a_snapshot_that_is_partial(place, open_folder):
    source = files(open_folder / "source", 3, 100)
    repository = shutil.copytree(place.location, open_folder / "repository")
    subprocess.run(["chown", "-R", str(NOBODY), open_folder], check=True)
    (source / "1").chmod(0)
    here = replace(place, location=str(repository), cache=str(open_folder / "cache"))
    become = f'exec setpriv --reuid={NOBODY} --clear-groups --inh-caps=-all RESTIC "$@"'
    someone = wrapped(here, open_folder, become)
    writer = restic.Writer(someone)
    made = writer.backup(str(source))
    assert (made.partial, made.error_count) == (True, 1)
    assert str(source / "1") in made.errors[0]
    assert [each.id for each in writer.snapshots()] == [made.snapshot]


@root_only
def test_a_repository_whose_disk_is_full_takes_no_snapshot(place, tmp_path):
    small = f"exec unshare --mount sh -c 'mount -t tmpfs -o size=2m none {place.location}/data"
    full = wrapped(place, tmp_path, f'{small} && exec RESTIC "$@"\' sh "$@"')
    fault = fault_of(restic.Writer(full).backup, str(files(tmp_path / "source", 8, 1 << 20)))
    assert (fault.kind, "no space left" in str(fault)) == ("repository", True)
    assert restic.Reader(place).snapshots() == ()


@root_only
def test_a_restore_onto_a_full_disk_is_a_fault_whatever_its_counters_say(place, tmp_path):
    made = restic.Writer(place).backup(str(files(tmp_path / "source", 8, 1 << 20)))
    target = tmp_path / "target"
    target.mkdir()
    small = f"exec unshare --mount sh -c 'mount -t tmpfs -o size=2m none {target}"
    full = wrapped(place, tmp_path, f'{small} && exec RESTIC "$@"\' sh "$@"')
    fault = fault_of(restic.Reader(full).restore, made.snapshot, str(target))
    assert (fault.kind, "no space left" in str(fault)) == ("repository", True)


def test_an_interrupted_backup_is_cancelled_and_leaves_no_lock_and_no_snapshot(place, tmp_path):
    source = files(tmp_path / "source", 4, 1 << 20)
    slow = replace(place, upload_kib_s=2000)
    with Running(slow, restic.argv(slow, "backup", str(source)), "backup", limits=MOVING) as running:
        while not any(Path(place.location, "locks").iterdir()):
            time.sleep(0.01)
        time.sleep(0.3)
        running.process.send_signal(signal.SIGINT)
        assert list(running.messages()) == []
        assert running.ended().outcome == "cancelled"
    assert not list(Path(place.location, "locks").iterdir())
    assert restic.Reader(place).snapshots() == ()


def test_a_call_that_comes_no_further_is_ended_and_says_so(place, monkeypatch):
    monkeypatch.setattr(restic_feed, "_CANCEL_SECONDS", 0.2)
    with restic.Feed(place, name="dump", limits=Limits(60, stall=0.5)) as feed:
        feed._running.process.send_signal(signal.SIGSTOP)
        fault = fault_of(feed.write, bytes(4 << 20))
    assert fault.kind == "unreachable"
    assert feed._running.process.returncode == -signal.SIGKILL


def test_a_process_killed_by_someone_else_is_a_failure(place):
    with restic.Feed(place, name="dump") as feed:
        feed.write(b"x")
        feed._running.process.kill()
        assert fault_of(feed.finish).kind == "repository"


@pytest.mark.parametrize(
    "said", ["restic 0.17.3 compiled with go1.22 on linux/amd64", "resticprofile 1.0", ""]
)
def test_an_old_restic_or_another_program_is_refused_before_it_is_trusted(place, tmp_path, said):
    other = wrapped(place, tmp_path, f"echo '{said}'")
    fault = fault_of(restic.Reader(other).snapshots)
    assert fault.kind == "tool"
    restic_reach.version.cache_clear()


def test_a_restic_that_is_not_there_is_named(place):
    assert fault_of(restic.Reader(replace(place, program="/nowhere/restic")).config).kind == "tool"
