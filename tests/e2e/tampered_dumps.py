"""Harm to dumps of databases, cut short before restic kept them: tests/cases/dumps holds real ones, whole."""

import shutil

from drplan.adapters.agent import mariadb_dump, streams
from tests.e2e.command import ROOT
from tests.e2e.tampered_rows import row

DUMPS = {"postgres": "school-17.pgdump", "mariadb": "school.sql"}
"""By kind of data set; as pg_dump -Fc and mariadb-dump wrote them."""


def kept_dump(desk, kind, change=lambda content: content):
    """Keep a dump as the agent does, but for its look at whether it is whole; its host signs it."""
    content = (ROOT / "tests" / "cases" / "dumps" / DUMPS[kind]).read_bytes()
    desk.verb, desk.wanted = f"protect-{kind}", {"database": "school"}
    desk.forget_all()
    shutil.rmtree(desk.scratch)
    entries = truth(kind, content)
    request = {**desk.request(), "signing_key": str(desk.key)}
    streams.keep(request, streams.Stream(DUMPS[kind], pieces(change(content)), lambda: entries))


def truth(kind, content):
    """Return what the database held: counted in the whole dump, where the agent counts there too."""
    if kind == "postgres":
        return {"table public.pupil": {"rows": 120, "checksum": "0"}}
    counted = mariadb_dump.Counted()
    for _ in counted.watching(pieces(content)):
        pass
    return counted.entries()


def pieces(content, size=1000):
    for at in range(0, len(content), size):
        yield content[at : at + size]


def half(content):
    return content[: len(content) // 2]


@row(
    "a PostgreSQL dump cut short before it was kept, and signed all the same",
    "the dump breaks off",
    soak=False,
)
def cut_postgres(desk):
    kept_dump(desk, "postgres", half)


@row("a PostgreSQL dump that lacks its last byte, and is signed all the same", "the dump breaks off")
def cut_postgres_end(desk):
    kept_dump(desk, "postgres", lambda content: content[:-1])


@row(
    "a MariaDB dump cut short before it was kept, and signed all the same", "the dump breaks off", soak=False
)
def cut_mariadb(desk):
    kept_dump(desk, "mariadb", half)


@row("a MariaDB dump that lacks its last line, and is signed all the same", "the dump breaks off")
def cut_mariadb_end(desk):
    kept_dump(desk, "mariadb", lambda content: content[: content.rstrip().rindex(b"\n") + 1])


@row("a MariaDB dump that lacks rows in its middle, and is signed all the same", "differs in checksum, rows")
def thinned_mariadb(desk):
    kept_dump(desk, "mariadb", without_some_rows)


def without_some_rows(content):
    """Leave out rows 40 to 59 of the table pupil."""
    lines = content.split(b"\n")
    gone = [b"(%d,'pupil %d')," % (number, number) for number in range(40, 60)]
    left = [line for line in lines if line not in gone]
    assert len(lines) - len(left) == len(gone)
    return b"\n".join(left)
