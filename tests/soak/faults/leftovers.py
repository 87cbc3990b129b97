"""What lies, runs or is mounted on this machine and on the hosts: looked at before and after."""

import fcntl
from pathlib import Path

from drplan.adapters.lab.tools import PREFIX
from tests.soak.faults.ground import COPIES, HOSTS, command_line, mounts, processes

OURS = ("restic", "agent.pyz", "pg_dump", "psql")
PASSING = ("systemd-private-", ".")
MEMORY = Path("/dev/shm")
SCRATCH = "drplan-drill-"


def look(ground):
    """Return ``{kind of thing: names}`` of what a command could leave here, on hosts and in copies."""
    return {**look_here(ground), **_on_hosts(ground), **locks(ground)}


def look_here(ground):
    """Return what a command could leave on the machine that it runs on."""
    return {
        "mounts here": [line.split()[1] for line in mounts() if str(ground.folder) in line],
        "namespaces": [each.name for each in Path("/run/netns").glob(f"{PREFIX}-*")],
        "processes here": sorted({command_line(pid)[:120] for pid in _commands(ground)}),
        "temporary files here": [each.name for each in ground.temporary.iterdir()],
        "scratch here": _below(ground.state / "scratch"),
        "staged evidence": [str(each) for each in ground.runbooks.rglob(".staging*")],
        "half files": [str(each) for each in ground.state.glob("*/*.tmp")],
        "scratch in memory here": [each.name for each in MEMORY.glob(f"{SCRATCH}*") if _is_nobodys(each)],
    }


def locks(ground):
    """Return the locks of each copy: while nothing runs, each is of a process that is dead."""
    return {
        f"locks of {copy}": ground.ask_restic(copy, "list", "locks", "--no-lock").stdout.split()
        for copy in COPIES
    }


def _on_hosts(ground):
    seen = {}
    for host in HOSTS:
        root = ground.root(host)
        seen[f"temporary files of {host}"] = [
            f"{place}/{each.name}"
            for place in ("tmp", "var/tmp")
            for each in (root / place).iterdir()
            if not each.name.startswith(PASSING)
        ]
        seen[f"scratch of {host}"] = _below(root / "var/lib/drplan/staging")
        seen[f"processes of {host}"] = sorted(
            {command_line(pid)[:120] for word in OURS for pid in ground.pids(host, word)}
        )
        seen[f"memory of {host}"] = [
            name for name in ground.on(host, "ls -A /dev/shm").split() if not name.startswith("PostgreSQL.")
        ]
    return seen


def _is_nobodys(folder):
    """Say whether no drill of this machine, of whichever lab, works in a scratch folder."""
    try:
        with (folder / "lock").open("a") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    except FileNotFoundError:
        return folder.is_dir()
    return True


def _commands(ground):
    """Return what the soak's own commands started here and what has not ended with them."""
    return [
        pid
        for pid in processes(str(ground.state))
        if any(word in command_line(pid) for word in ("-m drplan", "restic", "ssh "))
        and "serve" not in command_line(pid)
    ]


def _below(folder):
    return [each.name for each in folder.iterdir()] if folder.is_dir() else []
