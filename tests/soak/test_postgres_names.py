"""A table whose name holds words for psql, in a real PostgreSQL: it is refused by name, and nothing hangs."""

import subprocess
import threading

import pytest

from drplan.adapters.agent import postgres
from drplan.adapters.agent.fault import Fault
from drplan.adapters.agent.postgres_session import session
from tests.e2e.real_postgres import here, server


@here
def test_a_table_named_with_words_for_psql_is_a_fault(monkeypatch):
    with server() as url:
        folder = url.partition("host=")[2]
        monkeypatch.setenv("PGHOST", folder)
        monkeypatch.setenv("PGUSER", "drplan")
        name = '"meals\n\\! touch /var/tmp/drplan-acted\n"'
        subprocess.run(["psql", "-q", url, "-c", f"create table {name} (id int)"], check=True)
        with session("postgres") as held:
            late = threading.Timer(30, held.close)
            late.start()
            with pytest.raises(Fault, match="1 tables of postgres have a line break"):
                postgres.count(held, "postgres")
            late.cancel()
