"""Real repository servers on loopback, a host's credentials for them, and a district that declares them."""

import base64
import hashlib
import json
import os
import shutil
import socket
import subprocess
import tempfile
import time
import urllib.error
import urllib.request
from pathlib import Path
from typing import Any

from drplan.adapters.agent.answer import answer
from drplan.adapters.lab.tools import require
from drplan.adapters.tools import find_restic
from tests.contract.weak_key import weaken
from tests.e2e.command import ROOT, run_drplan

SECRETS = {
    "T_PASSWORD": "correct horse battery",
    "T_USER": "cedar-valley",
    "T_USER_SECRET": "host-writes-with-this",
    "T_PRUNE_USER": "pruner",
    "T_PRUNE_SECRET": "no-host-has-this",
}

DISTRICT = """
from datetime import date, timedelta
from ipaddress import IPv4Address, IPv4Network
from pathlib import PurePosixPath
from drplan import *

DATA = DataSet(name="files", policy="nightly", privacy="internal", canaries=("/srv/canary",),
               source=Paths(server="hs-file1", paths=(PurePosixPath("/srv"),)))
site = Site(
    code="hs", title="High School", kind="high-school", students=1, contact="admin",
    networks=(IPv4Network("198.18.20.0/24"),),
    assets=(Server(name="hs-file1", address=IPv4Address("198.18.20.9"), owner="admin"),),
    services=(Service(
        name="files", title="Files", tier=Tier.INSTRUCTION, owner="admin", runs_on=("hs-file1",),
        objectives=Objectives(rto=timedelta(hours=4), rpo=timedelta(hours=24), mtd=timedelta(days=9)),
        impact="none", workaround="none", data_sets=(DATA,),
        probes=(FileProbe(server="hs-file1", path="/srv/canary", contains="x"),)),),
)
ESCROW = (Escrow(place="safe", holder="admin", confirmed_on=date(2026, 1, 1)),)
COMMON = dict(site="hs", media="disk", password=Secret.env("T_PASSWORD"), escrow=ESCROW)
ASKED = dict(user=Secret.env("T_USER"), user_secret=Secret.env("T_USER_SECRET"))
PRUNED = dict(prune_user=Secret.env("T_PRUNE_USER"), prune_secret=Secret.env("T_PRUNE_SECRET"))
district = District(
    name="Test District", domain="test.example", sites=(site,),
    roles=(Role(name="admin", title="Administrator", phone="555-0100", email="admin@test.example"),),
    policies=(BackupPolicy(name="nightly", copies=%(copies)r, cadence=timedelta(hours=24),
                           retention=Retention(%(retention)s)),),
    repositories=(%(repositories)s),
)
"""


def free_port(also=0):
    """Return a port that nobody listens on, nor on the one ``also`` higher."""
    while True:
        with socket.socket() as one:
            one.bind(("127.0.0.1", 0))
            port = one.getsockname()[1]
        if not also:
            return port
        with socket.socket() as two:
            try:
                two.bind(("127.0.0.1", port + also))
            except (OSError, OverflowError):
                continue
            return port


class Desk:
    """A folder, the servers that were started in it, and what a host and an operator do with them."""

    port: int
    prune_port: int
    far_port: int
    url: str
    good: str
    onsite: dict[str, Any]
    offsite: dict[str, Any]
    far: dict[str, Any]

    def __init__(self):
        self.folder = Path(tempfile.mkdtemp(prefix="drplan-copies-", dir="/var/tmp"))
        self.source = self.folder / "srv"
        self.source.mkdir()
        (self.source / "canary").write_text("x")
        self.state = self.folder / "state"
        self.started = []

    def close(self):
        for process in self.started:
            process.kill()
            process.wait()
        shutil.rmtree(self.folder, ignore_errors=True)

    def start(self, port, *argv, environment=None, seconds=60):
        log = (self.folder / f"{port}.log").open("wb")
        told = {"PATH": os.environ["PATH"], "HOME": str(self.folder), **(environment or {})}
        process = subprocess.Popen(argv, cwd=self.folder, env=told, stdout=log, stderr=log)
        log.close()
        self.started.append(process)
        deadline = time.monotonic() + seconds
        while True:
            try:
                socket.create_connection(("127.0.0.1", port), timeout=1).close()
            except OSError:
                assert process.poll() is None, (self.folder / f"{port}.log").read_text()
                assert time.monotonic() < deadline, (self.folder / f"{port}.log").read_text()
                time.sleep(0.05)
            else:
                return process

    def rest(self, users, *flags, folder="rest"):
        """Serve restic's protocol from ``folder`` to ``users`` (name to password); return the port."""
        port = free_port()
        (self.folder / folder).mkdir(exist_ok=True)
        words = self.folder / f"{port}.htpasswd"
        digests = {u: base64.b64encode(hashlib.sha1(p.encode()).digest()).decode() for u, p in users.items()}
        words.write_text("".join(f"{user}:{{SHA}}{digest}\n" for user, digest in digests.items()))
        address = ("--addr", f"127.0.0.1:{port}", "--htpasswd", str(words))
        self.start(port, require("rclone"), "serve", "restic", "--config", "", *address, *flags, folder)
        return port

    def declare(self, *repositories, retention="within=timedelta(days=14), daily=7", copies=("onsite",)):
        (self.folder / "inventories").mkdir(exist_ok=True)
        text = DISTRICT % {
            "repositories": ", ".join(repositories) + ",",
            "retention": retention,
            "copies": copies,
        }
        (self.folder / "inventories" / "district.py").write_text(text)

    def drplan(self, *words, code=0):
        before = dict(os.environ)
        os.environ.update({**SECRETS, "DRPLAN_RESTIC": str(find_restic(ROOT / ".drplan"))})
        try:
            done = run_drplan(self.state, *words, "--inventory", str(self.folder / "inventories"))
        finally:
            os.environ.clear()
            os.environ.update(before)
        assert done.returncode == code, f"{words}: {done.returncode}\n{done.stdout}{done.stderr}"
        for secret in ("T_PASSWORD", "T_USER_SECRET", "T_PRUNE_SECRET"):
            assert SECRETS[secret] not in done.stdout + done.stderr
        return done

    def look(self, *words):
        """Run a command that needs no inventory, and return what it prints."""
        done = run_drplan(self.state, *words)
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout

    def report(self, *words, code=0):
        return json.loads(self.drplan(*words, "--format", "json", code=code).stdout)

    def place(self, location, **environment):
        return {
            "program": str(find_restic(ROOT / ".drplan")),
            "location": location,
            "cache": str(self.folder / "cache"),
            "environment": {"RESTIC_PASSWORD": SECRETS["T_PASSWORD"], **environment},
            "ca_certificate": "",
        }

    def writer(self, port, path="cedar-valley"):
        """Return the repository as a host sees it."""
        return self.place(
            f"rest:http://127.0.0.1:{port}/{path}/",
            RESTIC_REST_USERNAME=SECRETS["T_USER"],
            RESTIC_REST_PASSWORD=SECRETS["T_USER_SECRET"],
        )

    def say(self, verb, **words):
        return answer({"verb": verb, "data_set": "files", "scratch": str(self.folder / "scratch"), **words})

    def ask(self, verb, **words):
        said = self.say(verb, **words)
        assert "answer" in said, said
        return said["answer"]

    def create(self, place, below=None):
        """Make the repository, whose files lie ``below``; its password opens it at once from then on."""
        self.ask("open", repository=place, create=True)
        assert weaken(below or self.folder, place["environment"]["RESTIC_PASSWORD"]) == 1

    def protect(self, place):
        """Make a recovery point as a host does, and return its snapshot's id."""
        (kept,) = self.ask("protect-paths", source={"paths": [str(self.source)]}, copies=[place])
        return kept["snapshot"]

    def verdict(self, place, snapshot):
        """Restore a recovery point to an empty folder and compare it with its manifest."""
        from drplan.measure.compare import compare

        to = Path(tempfile.mkdtemp(dir=self.folder))
        came = self.ask("restore-to", repository=place, snapshot=snapshot, to=str(to))
        return compare(came["expected"], came["found"]).verdict.outcome

    def restic(self, place, *words):
        """Run restic as whoever holds these credentials, and return what came of it."""
        told = {"PATH": os.environ["PATH"], "HOME": str(self.folder), **place["environment"]}
        told |= {"RESTIC_REPOSITORY": place["location"], "RESTIC_CACHE_DIR": place["cache"]}
        return subprocess.run(
            (place["program"], *words), env=told, capture_output=True, text=True, timeout=300, check=False
        )

    def ids(self, place):
        return {
            each["id"] for each in json.loads(self.restic(place, "snapshots", "--json", "--no-lock").stdout)
        }


def ask_http(method, url, user, password, body=None):
    """Send one request and return its status."""
    token = base64.b64encode(f"{user}:{password}".encode()).decode()
    asked = urllib.request.Request(url, data=body, method=method, headers={"Authorization": f"Basic {token}"})
    try:
        with urllib.request.urlopen(asked, timeout=10) as said:
            return said.status
    except urllib.error.HTTPError as error:
        return error.code
