"""A fleet that stands at the command line's own seam, wiring; and ``drplan deploy`` typed at it."""

from dataclasses import dataclass
from datetime import UTC, datetime

import pytest
from click.testing import CliRunner

from drplan import wiring
from drplan.cli import cli
from drplan.ports import AssetResult, OperationResult
from tests.unit.cli.desk import desk

__all__ = ["desk"]

INVENTORY = """
from datetime import date
from ipaddress import IPv4Address, IPv4Network
from drplan import AcademicCalendar, District, Period, Server, Site

def server(number):
    return Server(name=f"s{number}", address=IPv4Address(f"192.0.2.{number}"), owner="admin")

freeze = Period(name="payroll", title="Payroll for November", kind="payroll",
                first=date(2026, 11, 25), last=date(2026, 11, 30), freezes=("deploy",))
district = District(
    name="D", domain="d.example", roles=(), repositories=(), policies=(),
    calendars=(AcademicCalendar(title="2026-27", first=date(2026, 7, 1), last=date(2027, 6, 30),
                                periods=(freeze,)),),
    sites=(Site(code="hs", title="hs", kind="high-school", students=1,
                networks=(IPv4Network("192.0.2.0/24"),), contact="admin",
                assets=tuple(server(number) for number in range(1, 6))),),
)
"""


class Fleet:
    def __init__(self):
        self.calls, self.broken = [], ()

    def _done(self, verb, outcome, assets):
        self.calls.append((verb, [asset.name for asset in assets]))
        return [
            AssetResult(a.name, (OperationResult("one", "error" if a.name in self.broken else outcome),))
            for a in assets
        ]

    def plan(self, assets):
        return self._done("plan", "would-change", assets)

    def apply(self, assets):
        return self._done("apply", "changed", assets)


@dataclass
class Elsewhere:
    """Stands for where the machine acts, and for its clock."""

    where: str = "production"
    day: int = 22

    def now(self):
        return datetime(2026, 11, self.day, 12, tzinfo=UTC)


@pytest.fixture
def place():
    return Elsewhere()


@pytest.fixture
def fleet(monkeypatch, place):
    made = Fleet()
    monkeypatch.setattr(wiring, "enter", lambda: place)
    monkeypatch.setattr(wiring, "clock", lambda: place)
    monkeypatch.setattr(wiring, "enforcers", lambda _declared, **_told: {"server": made})
    return made


@pytest.fixture
def deploy(tmp_path, fleet, monkeypatch):
    (tmp_path / "district.py").write_text(INVENTORY)
    monkeypatch.setenv("DRPLAN_STATE", str(tmp_path / "state"))

    def run(*words):
        return CliRunner().invoke(cli, ["deploy", *words, "--inventory", str(tmp_path)])

    return run
