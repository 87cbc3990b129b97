"""A repository's server behind a network, and a database server, both a test's own: to be cut and stopped."""

import os
import shutil
import subprocess
import tempfile
from contextlib import contextmanager, suppress
from pathlib import Path

from tests.e2e.backup_desk import end, wait
from tests.e2e.command import ROOT

NEAR, FAR = "drplan-fault-near", "drplan-fault-far"
ADDRESS = "198.18.250.2"
POSTGRES = sorted(Path("/usr/lib/postgresql").glob("*/bin"))


class Line:
    """Two network namespaces and the cable between them."""

    near = ("ip", "netns", "exec", NEAR)

    def far(self, *words, **more):
        return run("ip", "netns", "exec", FAR, *words, **more)

    def unplug(self):
        self.far("ip", "link", "set", "far0", "down")

    def plug(self):
        self.far("ip", "link", "set", "far0", "up")

    def drop_all(self):
        self.far(
            "nft",
            "add table inet cut; add chain inet cut in { type filter hook input priority 0; policy drop; }",
        )

    def let_all(self):
        self.far("nft", "delete table inet cut", check=False)


def run(*words, check=True):
    return subprocess.run(words, check=check, capture_output=True, text=True)


@contextmanager
def line():
    """Lay the cable, and take it away whatever happens."""
    try:
        for name in (NEAR, FAR):
            run("ip", "netns", "add", name)
        run("ip", "link", "add", "near0", "netns", NEAR, "type", "veth", "peer", "name", "far0", "netns", FAR)
        for name, link, address in ((NEAR, "near0", "198.18.250.1"), (FAR, "far0", ADDRESS)):
            run("ip", "-n", name, "address", "add", f"{address}/30", "dev", link)
            run("ip", "-n", name, "link", "set", link, "up")
            run("ip", "-n", name, "link", "set", "lo", "up")
        yield Line()
    finally:
        for name in (NEAR, FAR):
            run("ip", "netns", "delete", name, check=False)


@contextmanager
def served(folder):
    """Serve a repository on the far side; yields where restic finds it."""
    words = (
        str(ROOT / ".venv" / "bin" / "rclone"),
        "serve",
        "restic",
        "--config",
        "",
        "--addr",
        f"{ADDRESS}:8000",
        str(folder),
    )
    server = subprocess.Popen(
        ("ip", "netns", "exec", FAR, *words), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    try:
        knock = ("ip", "netns", "exec", NEAR, "bash", "-c", f": >/dev/tcp/{ADDRESS}/8000")
        wait(lambda: run(*knock, check=False).returncode == 0)
        yield f"rest:http://{ADDRESS}:8000/"
    finally:
        end(server)


class Cluster:
    """A PostgreSQL cluster with one database of some size. ``environment`` leads to it."""

    def __init__(self, folder):
        self.folder = folder
        self.environment = {"PGHOST": str(folder), "PGPORT": "54329"}

    def control(self, *words):
        """Run pg_ctl as the cluster's owner, without waiting for what it says."""
        self.as_owner(str(POSTGRES[-1] / "pg_ctl"), "-D", str(self.folder / "data"), *words)

    def start(self):
        options = f"-k {self.folder} -p 54329 -c listen_addresses="
        self.control("-w", "-l", str(self.folder / "log"), "-o", options, "start")

    def sql(self, database, text):
        self.as_owner("psql", "-qX", "-v", "ON_ERROR_STOP=1", "-d", database, "-c", text)

    def as_owner(self, *words):
        subprocess.run(
            ("setpriv", "--reuid=postgres", "--regid=postgres", "--init-groups", "--", *words),
            cwd="/",
            env={**os.environ, **self.environment},
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            check=True,
        )


@contextmanager
def cluster(rows):
    """Start a cluster whose database ``school`` has ``rows`` pupils; stop it whatever happens."""
    with tempfile.TemporaryDirectory(prefix="drplan-cluster-", dir="/var/tmp") as name:
        made = Cluster(Path(name))
        shutil.chown(name, "postgres")
        made.as_owner(str(POSTGRES[-1] / "initdb"), "-D", f"{name}/data", "-A", "trust", "--no-sync")
        try:
            made.start()
            made.sql("postgres", "create database school")
            made.sql(
                "school",
                "create table pupil as select n, md5(n::text) as name, md5((n * 7)::text) as note "
                f"from generate_series(1, {rows}) n; "
                "create table canary as select 'the canary sings' as word",
            )
            yield made
        finally:
            with suppress(subprocess.CalledProcessError):
                made.control("-m", "immediate", "stop")
