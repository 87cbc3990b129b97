"""Who may make things in one database cannot have them run as superuser by being counted, nor hide a change.

On a real PostgreSQL: functions, casts and columns made to be taken for PostgreSQL's own (CVE-2018-1058).
"""

import subprocess

import pytest

from drplan.adapters.agent import postgres
from drplan.adapters.agent.postgres_session import Session, session
from tests.e2e.real_postgres import here, server

TRAPS = """
create function public.hashtextextended(text, int) returns bigint language plpgsql as
 $$begin raise notice 'ran as %', current_user; return 7; end$$;
create function public.format(text, name, name) returns text language plpgsql as
 $$begin raise notice 'ran as %', current_user; return 'public.nothing'; end$$;
create function evil(grades) returns text language plpgsql as
 $$begin raise notice 'ran as %', current_user; return 'as it always was'; end$$;
create cast (grades as text) with function evil(grades) as implicit;
create function concat_evil(text, name) returns text language plpgsql as
 $$begin raise notice 'ran as %', current_user; return 'database nothing'; end$$;
create operator public.|| (leftarg = text, rightarg = name, function = concat_evil);
"""


@pytest.fixture
def ask(monkeypatch):
    """Yield what sends SQL as a login that owns the database gradebook and nothing else."""
    with server() as url:
        monkeypatch.setenv("PGHOST", url.partition("host=")[2])
        monkeypatch.setenv("PGUSER", "drplan")
        told(url, "create role app login; create database gradebook owner app")
        yield lambda sql: told(url.replace("drplan@/postgres", "app@/gradebook"), sql)


def told(url, sql):
    for each in (sql,) if "$$" in sql else sql.split(";"):
        subprocess.run(["psql", "-qX", "-v", "ON_ERROR_STOP=1", url, "-c", each], check=True)


def counted():
    with session("gradebook") as held:
        held.ask("begin isolation level repeatable read read only;")
        return postgres.count(held, "gradebook")


@here
def test_counting_calls_nothing_that_a_databases_owner_made_and_sees_every_column(ask, monkeypatch):
    heard: list[list[str]] = []
    asked = Session.ask

    def listening(held, sql):
        heard.append(asked(held, sql))
        return heard[-1]

    monkeypatch.setattr(Session, "ask", listening)
    ask("create table grades (t int, mark text); insert into grades values (1, 'A')")
    before = counted()
    assert before["table public.grades"]["rows"] == 1
    ask(TRAPS)
    trapped = counted()
    assert trapped["table public.grades"] == before["table public.grades"]
    ask("update grades set mark = 'F'")
    changed = counted()
    assert changed["table public.grades"] != before["table public.grades"]
    assert not [line for lines in heard for line in lines if "ran as" in line]
