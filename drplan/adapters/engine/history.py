"""What a journal knows of drills, read without running any."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from dbos import DBOSClient
from sqlalchemy.exc import SQLAlchemyError

from drplan.adapters.engine.journal import words_of
from drplan.adapters.engine.lease_postgres import unreachable
from drplan.adapters.engine.place import Place
from drplan.adapters.engine.runner import WORKFLOW, leases
from drplan.adapters.engine.shifts import Shift
from drplan.adapters.engine.trusted import JSON, refuse_pickle, unpacked

_ABSENT = ("42P01", "3F000")
"""PostgreSQL's words for a table and a schema that are not there."""


@dataclass(frozen=True)
class KeptDrill:
    """A drill as its journal has it: what was ordered, and whether it was brought to its end.

    ``held``: a runner has its lease at this moment.
    """

    id: str
    order: dict[str, Any]
    finished: bool
    held: bool
    shifts: Sequence[Shift]


class History:
    """Reads a journal."""

    def __init__(self, place: Place) -> None:
        self._place = place

    def drills(self) -> list[KeptDrill]:
        """Return all drills of the journal, the oldest first."""
        with self._asked() as client:
            found = client.list_workflows(name=WORKFLOW) if client else []
        return [self._kept(each) for each in found]

    def find(self, drill: str) -> KeptDrill | None:
        """Return one drill, ``None`` when the journal has none of that id."""
        with self._asked() as client:
            found = client.list_workflows(workflow_ids=[drill]) if client else []
        return self._kept(found[0]) if found else None

    def steps(self, drill: str) -> list[tuple[str, str, Any]]:
        """Return the subject, the action and what it brought of each finished step, as they were kept."""
        with self._asked() as client:
            found = client.list_workflow_steps(drill) if client else []
        return [(*words_of(step["function_name"]), unpacked(step["output"], drill)) for step in found]

    def _kept(self, found: Any) -> KeptDrill:
        leased = leases(self._place)
        try:
            (order,) = found.input["args"]
            drill = found.workflow_id
            return KeptDrill(
                id=drill,
                order=unpacked(order, f"the order of {drill}"),
                finished=found.status == "SUCCESS",
                held=leased.held(drill),
                shifts=leased.shifts(drill),
            )
        finally:
            leased.close()

    @contextmanager
    def _asked(self) -> Iterator[DBOSClient | None]:
        """Yield a client; ``None`` before the first drill made the journal."""
        if not self._place.exists():
            yield None
            return
        refuse_pickle()
        try:
            client = DBOSClient(
                system_database_url=self._place.database_url(),
                serializer=JSON,
                application_name="drplan",
                retry_connection_errors=False,
                lazy=True,
            )
        except SQLAlchemyError as error:
            raise unreachable(error) from None
        try:
            yield client if _has_tables(client) else None
        finally:
            client.destroy()


def _has_tables(client: DBOSClient) -> bool:
    try:
        client.list_workflows(limit=1)
    except SQLAlchemyError as error:
        cause = getattr(error, "orig", None)
        if getattr(cause, "sqlstate", None) in _ABSENT or "no such table" in str(cause):
            return False
        raise unreachable(cause or error) from None
    return True
