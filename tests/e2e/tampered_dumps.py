"""Harm to dumps of databases, cut short before restic kept them: tests/cases/dumps holds real ones, whole."""

import shutil

from drplan.adapters.agent import streams
from tests.e2e.command import ROOT
from tests.e2e.tampered_rows import row

DUMPS = {"postgres": "school.pgdump"}
"""By kind of data set; as pg_dump -Fc -Z0 wrote it."""


def kept_dump(desk, kind, change=lambda content: content):
    """Keep a dump as the agent does, but for its look at whether it is whole; its host signs it."""
    content = (ROOT / "tests" / "cases" / "dumps" / DUMPS[kind]).read_bytes()
    desk.verb, desk.wanted = f"protect-{kind}", {"database": "school"}
    desk.forget_all()
    shutil.rmtree(desk.scratch)
    entries = truth()
    request = {**desk.request(), "signing_key": str(desk.key)}
    streams.keep(request, streams.Stream(DUMPS[kind], pieces(change(content)), lambda: entries))


def truth():
    """Return what the database held."""
    return {"table public.pupil": {"rows": 120, "checksum": "0"}}


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
