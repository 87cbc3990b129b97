"""Real data for a lab's hosts and account, once a deploy has made places for it."""

from __future__ import annotations

import random
from pathlib import Path

from drplan.adapters.access import Access
from drplan.adapters.ssh import run_on
from drplan.declare import AwsAccount, DataSet, Paths, PostgresDatabase, S3Bucket, Server, Site
from drplan.errors import LabError

SINGS = "the canary sings"
"""What every canary says; the example district's probes listen for it."""

FILES = 30_000
_OBJECTS = 50
_SEED = 1240
_PGBENCH_SCALE = 5

# Tables belong to the database's owner: a restore must bring that back too.
_DATABASE = """
cd /
ask() { sudo -u postgres psql -X -v ON_ERROR_STOP=1 -At -d "$1" -c "$2"; }
owner=$(ask postgres "select rolname from pg_database join pg_roles on pg_roles.oid = datdba \\
  where datname = '$1'")
[ -n "$owner" ] || { echo "no database $1" >&2; exit 1; }
export PGOPTIONS="-c role=$owner -c client_min_messages=warning"
run() { sudo -u postgres --preserve-env=PGOPTIONS "$@"; }
if [ "$(ask "$1" "select to_regclass('public.canary') is not null")" = t ]; then
  echo "there already"
  exit
fi
pgbench=$(ls /usr/lib/postgresql/*/bin/pgbench | tail -1)
run "$pgbench" -i -q -s "$3" "$1" > /dev/null
run psql -X -q -v ON_ERROR_STOP=1 -d "$1" -c "create table public.canary (word text not null)" \\
  -c "insert into public.canary values ('$2')" -c "vacuum analyze"
echo "$(ask "$1" "select count(*) from public.pgbench_accounts") accounts"
"""


def fill_data_set(access: Access, site: Site, data: DataSet) -> str | None:
    """Fill one data set; returns what it holds now, ``None`` when its kind holds nothing of its own.

    Must run where ``access`` leads. A data set whose canary is there is left alone. Raises ``Unreachable``,
    ``LabError`` when the host has no place for it, and what ``fill_bucket`` raises.
    """
    source = data.source
    if isinstance(source, S3Bucket):
        account = next(a for a in site.assets if isinstance(a, AwsAccount) and a.name == source.account)
        from drplan.adapters.aws.fill import fill_bucket

        fill_bucket(source.bucket, objects(data), region=account.region)
        return f"{len(objects(data))} objects"
    if isinstance(source, PostgresDatabase):
        argv = ["sh", "-eu", "-s", source.database, SINGS, str(_PGBENCH_SCALE)]
        return _on_host(access, _server(site, source.server), argv, _DATABASE)
    if isinstance(source, Paths):
        script = Path(__file__).with_name("school_tree.py").read_text()
        argv = ["python3", "-", str(source.paths[0]), str(FILES), canary_of(data.canaries, source), SINGS]
        return _on_host(access, _server(site, source.server), argv, script)
    return None


def canary_of(canaries: tuple[str, ...], source: Paths) -> str:
    """Return the path of a file tree's canary: the declared one, else one of our own beside the data."""
    return canaries[0] if canaries else str(source.paths[0] / "canary.html")


def objects(data: DataSet) -> dict[str, bytes]:
    """Return a bucket's objects, key to content, the same every time; declared canaries among them."""
    chance = random.Random(_SEED)  # noqa: S311 - the same objects every time, not a secret
    made = {
        f"{year}/transcript-{number:04}.pdf": chance.randbytes(chance.randrange(500, 20_000))
        for year in (2024, 2025, 2026)
        for number in range(_OBJECTS // 3)
    }
    return made | {key: f"{SINGS}\n".encode() for key in (data.canaries or ("canary.txt",))}


def _server(site: Site, name: str) -> Server:
    return next(asset for asset in site.assets if isinstance(asset, Server) and asset.name == name)


def _on_host(access: Access, server: Server, argv: list[str], script: str) -> str:
    ran = run_on(access, server, ["sudo", *argv], stdin=script.encode(), seconds=300)
    if ran.code != 0:
        raise LabError(
            f"{server.name} could not be filled: {' | '.join(ran.err.splitlines()[-3:])}",
            next_step="run drplan deploy apply first, then drplan lab fill again",
        )
    return ran.out.decode().strip()
