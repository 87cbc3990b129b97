"""A PostgreSQL server of a test's own, on a Unix socket, with nothing of it left afterwards."""

import os
import pwd
import shutil
import subprocess
import tempfile
from contextlib import contextmanager
from pathlib import Path

import pytest


def binaries():
    """Return the folder of PostgreSQL's own programs: Debian keeps them off PATH."""
    found = [*Path("/usr/lib/postgresql").glob("*/bin/initdb"), Path(shutil.which("initdb") or "/none")]
    there = [path.resolve().parent for path in found if path.exists()]
    return there[0] if there else None


here = pytest.mark.skipif(binaries() is None, reason="not tried: no PostgreSQL server on this machine")


@contextmanager
def server():
    """Yield the URL of an empty database; the server refuses root, so root starts it as postgres."""
    folder = Path(tempfile.mkdtemp(prefix="drplan-pg-", dir="/var/tmp"))
    as_user: tuple[str, ...] = ()
    if os.geteuid() == 0:
        account = pwd.getpwnam("postgres")
        os.chown(folder, account.pw_uid, account.pw_gid)
        as_user = ("setpriv", "--reuid=postgres", "--regid=postgres", "--init-groups", "--")
    bin_, data = binaries(), folder / "data"
    assert bin_

    def run(*words):
        subprocess.run((*as_user, *words), cwd=folder, check=True, stdout=subprocess.DEVNULL, timeout=120)

    try:
        run(str(bin_ / "initdb"), "-D", str(data), "-U", "drplan", "-A", "trust", "--no-sync")
        options = f"-k {folder} -c listen_addresses='' -c fsync=off"
        log = str(folder / "log")
        run(str(bin_ / "pg_ctl"), "-D", str(data), "-w", "-l", log, "-o", options, "start")
        yield f"postgresql://drplan@/postgres?host={folder}"
    finally:
        if (data / "postmaster.pid").exists():
            run(str(bin_ / "pg_ctl"), "-D", str(data), "-m", "immediate", "stop")
        shutil.rmtree(folder, ignore_errors=True)
