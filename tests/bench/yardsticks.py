"""Measures a lab host by yardsticks that are not ours: blank, essential, strict, and by upstream's own fix.

``make yardsticks`` (root; about ten minutes). It raises a lab of its own, measures, takes the lab down, and
writes ``tests/cases/yardsticks/measured.json`` and the page's section made of it.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping
from pathlib import Path

os.environ.setdefault("DRPLAN_LAB_NAME", "yardsticks")

from drplan.adapters.access import read_access
from drplan.adapters.hosts.enforce import HostsEnforcer
from drplan.adapters.hosts.standby import Standby
from drplan.adapters.inventory import load_district
from drplan.adapters.lab import hosts, image, pool
from drplan.adapters.lab.conduct import Lab
from drplan.declare import Server
from drplan.errors import LabError
from scripts.setup_words import ROOT
from tests.bench import yardstick_tools as tools
from tests.bench.yardstick_lab import HOST, PROFILE, RULE, WITH_ROLES, at_level, inside, rules, site_of
from tests.bench.yardstick_page import MEASURED, write

UPSTREAMS = ("systemd-journal-remote", "ufw")
"""What upstream's script installs and drplan does not: in the pool, so that it is not held back.

Not chrony and iptables-persistent: Debian lets neither be installed beside systemd-timesyncd and ufw.
"""

_SCAN = """
cd /opt/yardsticks && mkdir -p tmp && export TMPDIR=$PWD/tmp LD_LIBRARY_PATH=$PWD/lib
export OSCAP_SCHEMA_PATH=$PWD/openscap/schemas OSCAP_XSLT_PATH=$PWD/openscap/xsl
export OSCAP_CPE_PATH=$PWD/openscap/cpe
"""
_EVALUATE = (
    "./bin/oscap xccdf eval --profile {profile} {only} --results {results} content/{content} >out.txt 2>&1"
)
_RETRIED = (
    "for try in 1 2 3; do timeout 90 {command}; code=$?; case $code in 0|2) break;; esac; done;"
    " [ $code = 0 -o $code = 2 ]"
)

# Its scripts are run from /tmp, which runs nothing on a strict host: such a rule is asked again on its own.
_ELSEWHERE = "unshare --mount sh -c 'mount -o remount,exec /tmp; exec {command}'"


class Yard:
    """A lab with one site, at any level."""

    def __init__(self, state: Path) -> None:
        self.state = state
        self.lab = Lab(state)
        self.district = at_level(load_district(ROOT / "inventories"), "essential")
        vars(pool)["OF_ALL"] = (*pool.OF_ALL, *UPSTREAMS)

    def up(self) -> None:
        """Raise it, with what every level installs in its pool."""
        strict = at_level(self.district, "strict")
        self.lab.up(strict, site_of(strict), self)
        self.access = read_access(self.state)
        assert self.access.where == "lab"

    def down(self) -> None:
        """Take it down, though another lab's command may be at work on this machine just now."""
        while True:
            try:
                self.lab.down()
            except LabError as error:
                self.say("lab down", str(error))
                time.sleep(5)
            else:
                return

    def say(self, subject: str, message: str) -> None:
        """Tell how it goes."""
        sys.stdout.write(f"{subject}: {message}\n")
        sys.stdout.flush()

    def server(self, level: str, name: str = HOST) -> Server:
        """Return a server at a level."""
        site = site_of(at_level(self.district, level))
        return next(each for each in site.assets if isinstance(each, Server) and each.name == name)

    def apply(self, level: str, name: str = HOST) -> dict[str, int]:
        """Hold a server to a level; returns how many operations came to what."""
        extra = {"agent_archive": str(ROOT / "README.md"), "restic_binary": str(ROOT / "README.md")}
        district = at_level(self.district, level)
        workers = Standby(self.state / "deploy" / "hosts.log", ROOT)
        enforcer = HostsEnforcer(
            ROOT / "deploys", district, self.access, workers, {**extra, "log_target": "198.18.20.1"}
        )
        with inside(self.access):
            (result,) = enforcer.apply([self.server(level, name)])
        assert result.error is None, result.error
        wrong = [each for each in result.operations if each.outcome in ("error", "not-run")]
        assert not wrong, wrong
        self.ssh("while systemctl list-jobs --no-legend | grep -q aideaccept; do sleep 0.3; done", name)
        outcomes = [each.outcome for each in result.operations]
        return {outcome: outcomes.count(outcome) for outcome in sorted(set(outcomes))}

    def ssh(
        self, command: str, name: str = HOST, stdin: bytes = b"", seconds: float = 900
    ) -> tuple[int, str]:
        """Log in anew and run a command; returns its exit code and what it wrote."""
        argv = ["ssh", "-q", "-F", str(self.access.ssh_config), "-o", "BatchMode=yes", name, command]
        done = subprocess.run(argv, input=stdin, capture_output=True, check=False, timeout=seconds)
        return done.returncode, done.stdout.decode(errors="replace")

    def manageable(self, name: str = HOST) -> dict[str, object]:
        """Say whether a fresh login works, whether sudo does, and which units failed."""
        login, _ = self.ssh("true", name)
        sudo, _ = self.ssh("sudo -n true", name)
        _, failed = self.ssh(
            "systemctl is-system-running --wait >/dev/null; systemctl --failed --no-legend", name
        )
        return {"login": login == 0, "sudo": sudo == 0, "failed units": len(failed.split("\n")) - 1}

    def restart(self, name: str = HOST) -> dict[str, object]:
        """Restart a host in order and say whether it can be managed."""
        folder = self.state / "lab" / "hosts" / name
        hosts.power_off(name)
        hosts.start(folder, name)
        deadline = time.monotonic() + 60
        while self.ssh("true", name)[0] and time.monotonic() < deadline:
            time.sleep(0.5)
        return self.manageable(name)

    def measure(self, name: str = HOST) -> dict[str, object]:
        """Lend the host the tools, measure, and take them back."""
        lent = subprocess.run(
            ["tar", "-C", str(tools.PAYLOAD), "--owner=0", "--group=0", "-cf", "-", "."],
            capture_output=True,
            check=True,
        ).stdout
        assert (
            self.ssh("sudo mkdir -p /opt/yardsticks && sudo tar -C /opt/yardsticks -xf -", name, lent)[0] == 0
        )
        try:
            return {
                "cis": self._oscap(name),
                "lynis": self._lynis(name),
                "ssh-audit": self._ssh_audit(self.server("strict", name)),
            }
        finally:
            self.ssh("sudo rm -rf /opt/yardsticks", name)

    def _oscap(self, name: str) -> dict[str, object]:
        seen = rules(self._evaluate(name))
        for rule in [rule for rule, result in seen.items() if result == "error"]:
            seen |= {rule: rules(self._evaluate(name, only=rule))[rule]}
        results = list(seen.values())
        counted = {
            each: results.count(each) for each in ("pass", "fail", "error", "notapplicable", "notchecked")
        }
        return {
            **counted,
            "failed": sorted(rule for rule, result in seen.items() if result in ("fail", "error")),
        }

    def _evaluate(self, name: str, only: str = "") -> str:
        rule = f"--rule {RULE}{only}" if only else ""
        command = _EVALUATE.format(profile=PROFILE, only=rule, results="results.xml", content=tools.CONTENT)
        if only:
            command = _ELSEWHERE.format(command=command)
        script = _SCAN + _RETRIED.format(command=command) + "\n"
        code, _ = self.ssh("sudo sh -s", name, script.encode())
        assert code == 0, self.ssh("sudo tail -5 /opt/yardsticks/out.txt", name)
        return self.ssh("sudo cat /opt/yardsticks/results.xml", name)[1]

    def _lynis(self, name: str) -> int:
        self.ssh(
            'sudo sh -c "cd /opt/yardsticks/lynis && sh ./lynis audit system --no-colors --quick'
            ' --report-file /opt/yardsticks/lynis.dat --logfile /opt/yardsticks/lynis.log"',
            name,
        )
        _, report = self.ssh("sudo grep ^hardening_index= /opt/yardsticks/lynis.dat", name)
        return int(report.partition("=")[2])

    def _ssh_audit(self, server: Server) -> dict[str, int]:
        argv = ["nsenter", f"--net={self.access.namespace}", str(tools.SSH_AUDIT), "-j", str(server.address)]
        done = subprocess.run(argv, capture_output=True, text=True, check=False, timeout=120)
        said = json.loads(done.stdout)
        # It leaves many connections half open, and sshd counts them for a while.
        deadline = time.monotonic() + 60
        while self.ssh("true", server.name)[0] and time.monotonic() < deadline:
            time.sleep(1)
        notes = [each.get("notes", {}) for kind in ("kex", "key", "enc", "mac") for each in said[kind]]
        return {
            "critical": sum(bool(each.get("fail")) for each in notes),
            "warnings": sum(bool(each.get("warn")) for each in notes),
        }

    def upstream(self) -> None:
        """Have a blank host run the script that the content itself makes."""
        self.say(HOST, self.lab.blank(self.server("essential")))
        lent = subprocess.run(
            ["tar", "-C", str(tools.PAYLOAD), "--owner=0", "--group=0", "-cf", "-", "."],
            capture_output=True,
            check=True,
        ).stdout
        self.ssh("sudo mkdir -p /opt/yardsticks && sudo tar -C /opt/yardsticks -xf -", HOST, lent)
        script = f"{_SCAN}./bin/oscap xccdf generate fix --profile {PROFILE} --fix-type bash"
        script += f" content/{tools.CONTENT}"
        script += (
            " > fix.sh 2>/dev/null; timeout 800 bash fix.sh >fix.txt 2>&1; sshd -t && systemctl reload ssh\n"
        )
        self.ssh("sudo sh -s", HOST, script.encode())


def measure_all(yard: Yard) -> Mapping[str, object]:
    """Take a host through every state, and say what each yardstick says of it."""
    states: dict[str, object] = {}

    def note(state: str, name: str = HOST, **more: object) -> None:
        states[state] = {**yard.measure(name), "manageable": yard.manageable(name), **more}
        yard.say(state, json.dumps(states[state]))

    note("blank")
    note("essential", applied=yard.apply("essential"))
    applied = yard.apply("strict")
    yard.ssh("sudo systemctl reload ssh")
    reloaded, restarted = yard.manageable(), yard.restart()
    second = yard.apply("strict")
    note("strict", applied=applied, reloaded=reloaded, restarted=restarted, second=second)
    applied = yard.apply("strict", WITH_ROLES)
    restarted, second = yard.restart(WITH_ROLES), yard.apply("strict", WITH_ROLES)
    note("strict with PostgreSQL", WITH_ROLES, applied=applied, restarted=restarted, second=second)
    yard.upstream()
    reloaded = yard.manageable()
    states["upstream's script"] = {"reloaded": reloaded}
    if reloaded["sudo"]:
        note("upstream's script", reloaded=reloaded, restarted=yard.restart())
    return states


def main() -> None:
    """Raise the lab, measure, take it down."""
    state = Path(tempfile.mkdtemp(prefix="drplan-yardsticks-", dir="/var/tmp"))
    (state / "cache").symlink_to(os.environ.get("DRPLAN_CACHE", ROOT / ".drplan" / "cache"))
    yard = Yard(state)
    try:
        yard.up()
        strict = site_of(at_level(yard.district, "strict"))
        recipe = pool.recipes([each for each in strict.assets if isinstance(each, Server)])[HOST]
        tools.ensure(image.path(state / "cache" / "lab", recipe))
        states = measure_all(yard)
    finally:
        yard.down()
        shutil.rmtree(state)
    MEASURED.write_text(json.dumps(states, indent=1, sort_keys=True) + "\n")
    write()


if __name__ == "__main__":
    main()
