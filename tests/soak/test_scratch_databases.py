"""MariaDB, PostgreSQL and a directory come up from restored data, while production's own is moved away."""

import os
import shutil
import tempfile
from datetime import UTC, datetime
from pathlib import Path

import pytest

from tests.e2e.command import ROOT, run_drplan, take_down
from tests.e2e.roles_lab import put_back
from tests.soak.test_scratch_drill import away, begin, on, outcomes, record_of, until, without_production

pytestmark = pytest.mark.lab

HOST = "lab-data1"
WHERE = ("--site", "lab", "--inventory", "tests/cases/databases")
FILL = """
mariadb meals -e "create table canary (word varchar(40)); insert into canary values ('the canary sings')"
cd / && runuser -u postgres -- psql -q grades -c "create table canary as select 'the canary sings' word"
ldapadd -Q -Y EXTERNAL -H ldapi:/// <<END
dn: uid=canary,dc=roles,dc=example
objectClass: inetOrgPerson
uid: canary
cn: Canary
sn: the canary sings
END
"""


@pytest.fixture
def production():
    """Raise a lab of one server that stands for production, beside any other."""
    if os.geteuid() != 0:
        pytest.skip("lab hosts need root")
    state, before = (
        Path(tempfile.mkdtemp(prefix="drplan-", dir="/var/tmp")),
        os.environ.get("DRPLAN_LAB_NAME"),
    )
    (ROOT / ".drplan" / "cache").mkdir(parents=True, exist_ok=True)
    (state / "cache").symlink_to(ROOT / ".drplan" / "cache")
    os.environ["DRPLAN_LAB_NAME"] = "scratchdb"
    try:
        said(state, "lab", "up", *WHERE)
        said(state, "deploy", "apply", *WHERE)
        assert on(state, HOST, f"set -e; {FILL}").returncode == 0
        said(state, "backup", "init", *WHERE)
        said(state, "backup", "run", *WHERE)
        yield state
    finally:
        take_down(state)
        put_back(before)
        shutil.rmtree(state, ignore_errors=True)


def said(state, *words):
    done = run_drplan(state, *words)
    assert done.returncode == 0, done.stdout + done.stderr


def test_databases_and_a_directory_answer_from_restored_data_only(production, tmp_path):
    keygen = ("evidence", "keygen", "--inventory", "tests/cases/databases", "--runbooks", str(tmp_path))
    said(production, *keygen)
    drill = begin(production, tmp_path, *WHERE)
    try:
        until(drill, " destroy pass")
        for service in ("mariadb", "postgresql", "slapd"):
            folder = {"mariadb": "mysql", "slapd": "ldap"}.get(service, service)
            away(production, HOST, service, f"/var/lib/{folder}")
        gone = datetime.now(UTC)
        drill.communicate(timeout=900)
    finally:
        drill.kill()
    for command in ("mariadb -e 'select 1'", "runuser -u postgres -- psql -l", "slapcat"):
        assert on(production, HOST, command).returncode != 0
    record = record_of(tmp_path)
    without_production(record, gone, ("meals", "grades", "people"))
    assert outcomes(record) == dict.fromkeys(("meals", "grades", "people"), "pass")
    matched = {d["name"]: (d["matched"], d["entries"]) for s in record["services"] for d in s["data_sets"]}
    assert all(found == expected > 0 for found, expected in matched.values())
