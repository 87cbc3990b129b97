"""One lab for all tests that need real hosts: raised once, taken down whatever happens.

Tests marked ``lab`` run one after another in one worker: a machine holds one lab. Each module that asks
for ``lab_hs`` works inside the lab's network namespace and leaves it afterwards.
"""

import ctypes
import os
import shlex
import shutil
import subprocess
import tempfile
from dataclasses import dataclass
from pathlib import Path

import pytest

from drplan.adapters.access import Access, enter, read_access
from drplan.declare import District, Server, Site
from tests.e2e.command import ROOT, run_drplan, take_down
from tests.e2e.roles_lab import roles_applied, roles_lab

__all__ = ["roles_applied", "roles_lab"]

NETWORK = 0x40000000


@dataclass(frozen=True)
class RaisedLab:
    """A lab that is up, and what to say to it."""

    district: District
    site: Site
    state: Path
    access: Access
    runbooks: Path

    def drplan(self, *words, code=0, folder=ROOT):
        """Run the command as a person would; fails the test when it ends with another exit code."""
        done = run_drplan(self.state, *words, folder=folder)
        assert done.returncode == code, (
            f"drplan {' '.join(words)}: {done.returncode}\n{done.stdout}{done.stderr}"
        )
        return done.stdout


@pytest.fixture(scope="session")
def raised_lab():
    if os.geteuid() != 0:
        pytest.skip("lab hosts need root")
    state = Path(tempfile.mkdtemp(prefix="drplan-", dir="/var/tmp"))
    (ROOT / ".drplan" / "cache").mkdir(parents=True, exist_ok=True)
    (state / "cache").symlink_to(ROOT / ".drplan" / "cache")
    try:
        up = run_drplan(state, "lab", "up", "--site", "hs")
        assert up.returncode == 0, up.stdout + up.stderr
        from drplan.adapters.inventory import load_district

        district = load_district(ROOT / "inventories")
        site = next(site for site in district.sites if site.code == "hs")
        lab = RaisedLab(district, site, state, read_access(state), state / "runbooks")
        lab.drplan("deploy", "apply", "--site", "hs", "--kind", "network")
        lab.drplan("deploy", "apply", "--site", "hs")
        quieten(lab)
        lab.drplan("lab", "fill", "--site", "hs")
        lab.drplan("backup", "init", "--site", "hs")
        lab.drplan("evidence", "keygen", "--runbooks", str(lab.runbooks))
        yield lab
    finally:
        take_down(state)
        shutil.rmtree(state, ignore_errors=True)


QUIET = "/var/lib/drplan-test-quiet"
"""While it is on a host, no timer's backup comes in between what a test does there."""


def quieten(lab):
    """Have the hosts' own backups wait until a test wants them: their times are those of a school."""
    folder = "/etc/systemd/system/drplan-backup@.service.d"
    condition = f"printf '[Unit]\\nConditionPathExists=!{QUIET}\\n' > {folder}/quiet.conf"
    forget = "systemctl reset-failed 'drplan-backup@*' || true"
    command = f"touch {QUIET} && mkdir -p {folder} && {condition} && systemctl daemon-reload && ({forget})"
    for host in (asset for asset in lab.site.assets if isinstance(asset, Server)):
        login = ["ssh", "-q", "-F", lab.access.ssh_config, "-o", "BatchMode=yes", host.name]
        subprocess.run([*login, f"sudo sh -c {shlex.quote(command)}"], check=True, timeout=60)


@pytest.fixture(scope="module")
def lab_hs(raised_lab):
    before, outside = dict(os.environ), os.open("/proc/thread-self/ns/net", os.O_RDONLY)
    try:
        enter(raised_lab.access)
        # A host that the module before this one rebuilt has its timers again.
        quieten(raised_lab)
        yield raised_lab
    finally:
        ctypes.CDLL(None).setns(outside, NETWORK)
        os.close(outside)
        os.environ.clear()
        os.environ.update(before)
