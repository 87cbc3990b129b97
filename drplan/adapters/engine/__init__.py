"""Drills that outlive their runner: DBOS keeps their steps, a lease keeps two runners apart.

::

    place.py      where the journal lies: a SQLite file of this machine, or PostgreSQL
    trusted.py    what may be read from it: JSON, never a pickle
    shifts.py     who works on a drill, since when, and when a sign of life was last seen
    lease.py      one runner a drill: a file lock, or a session's advisory lock
    journal.py    finished steps, by name
    runner.py     one drill in this process, from its beginning or from where it was broken off
    history.py    what the journal knows of drills, without running any
    worker.py     drills of dead runners, each brought to its end in a process of its own

DBOS is imported here only. One process runs one drill: the drill's id is the executor id and part of the
application version, so that DBOS never hands one process the drill of another.
"""
