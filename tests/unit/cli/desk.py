"""A small district with a key and a drill on record, and ``drplan`` typed at it on a day that is told."""

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from drplan import wiring
from drplan.cli import cli
from tests.unit.audit.ledgers import check, deploy, district, drill

TODAY = datetime(2026, 2, 1, 12, tzinfo=UTC)
INVENTORY = """
from drplan import District
district = District.model_validate_json({declared!r})
"""


class Told:
    """A clock that stands."""

    def now(self) -> datetime:
        return TODAY


class Desk:
    """The district below ``root``; ``typed`` runs one command."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.declare()

    def declare(self, **changes: Any) -> None:
        folder = self.root / "inventories"
        folder.mkdir(exist_ok=True)
        declared = district(**changes).model_dump_json()
        (folder / "district.py").write_text(INVENTORY.format(declared=declared))

    def typed(self, *words: str) -> Result:
        return CliRunner().invoke(cli, list(words))

    def json(self, *words: str) -> Any:
        return json.loads(self.typed(*words, "--format", "json").stdout)

    def approvals(self) -> list[str]:
        return wiring.approval_evidence(Path("runbooks/approvals")).ids()

    def drilled(self, name: str, day: int, **services: str) -> None:
        said = {
            "drill": name,
            "day": day,
            "services": {key.replace("_", "-"): v for key, v in services.items()},
        }
        self.keep(wiring.evidence(Path("runbooks/evidence")), drill(said, district()))

    def checked(self, name: str, day: int, **repositories: str) -> None:
        said = {"check": name, "day": day, "repositories": repositories}
        self.keep(wiring.check_evidence(Path("runbooks/checks")), check(said))

    def deployed(self, name: str, day: int, **assets: str) -> None:
        said = {"deploy": name, "day": day, "assets": {key.replace("_", "-"): v for key, v in assets.items()}}
        self.keep(wiring.deploy_evidence(), deploy(said))

    def keep(self, chain: Any, record: Any) -> None:
        chain.append_next(record, {}, wiring.evidence_key())


@pytest.fixture
def desk(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Desk:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("DRPLAN_STATE", str(tmp_path / "state"))
    monkeypatch.setattr(wiring, "clock", Told)
    made = Desk(tmp_path)
    assert made.typed("evidence", "keygen").exit_code == 0
    made.drilled("d1", 0, hs_files="pass")
    return made
