"""The fault table of backups: what is broken, the outcome it must have, and what the next run must do.

docs/faults-backup.md shows these rows. Each names a test; ``said`` is what the test holds the agent to: the
kind of fault, or the word of the doubt, or ``kept``.
"""

from dataclasses import dataclass


@dataclass(frozen=True)
class Row:
    """One fault. ``soak``: only in the long tests."""

    fault: str
    said: str
    outcome: str
    next_run: str
    soak: bool = False


HEALS = "good, and holds what is there"

ROWS = {
    "agent_killed": Row(
        "kill -9 of the agent, half of the data sent",
        "no answer",
        "no recovery point; restic ends with it",
        HEALS,
    ),
    "restic_killed": Row(
        "kill -9 of restic, half of the data sent", "repository", "no recovery point", HEALS
    ),
    "power_lost": Row(
        "the machine and the repository's disk lose power, half of the data sent",
        "no answer",
        "no recovery point; older ones come back whole",
        HEALS,
    ),
    "power_lost_after_the_answer": Row(
        "the repository's disk loses power right after the answer",
        "kept",
        "the recovery point that was reported is there and whole; so is a stale lock, which stops no backup",
        HEALS,
    ),
    "repository_disk_fails": Row(
        "the repository's disk fails (EIO), half of the data sent",
        "unreachable",
        "no recovery point; older ones come back whole",
        HEALS,
        soak=True,
    ),
    "source_disk_fails": Row(
        "the source's disk fails (EIO), half of it read",
        "partial",
        "kept, suspect, never chosen",
        HEALS,
        soak=True,
    ),
    "scratch_full": Row(
        "the host's disk is full: no manifest can be written", "source", "no recovery point", HEALS
    ),
    "repository_full": Row(
        "the repository's disk is full",
        "repository",
        "no recovery point; older ones come back whole",
        HEALS,
        soak=True,
    ),
    "stale_lock": Row(
        "a lock of a process that was killed",
        "kept",
        "the stale lock is taken away: nothing is held up",
        HEALS,
    ),
    "live_lock": Row(
        "a lock of a process that lives", "repository-locked", "no recovery point", HEALS, soak=True
    ),
    "wrong_password": Row("the wrong password", "wrong-password", "no recovery point", HEALS),
    "repository_moved": Row(
        "the repository lies elsewhere",
        "repository-absent",
        "no recovery point; no second one is made",
        HEALS,
    ),
    "network_down_for_a_while": Row(
        "the link is down for 20 s, half of the data sent", "kept", "waits and goes on", HEALS, soak=True
    ),
    "network_cut": Row(
        "the network drops all from half of the data on", "unreachable", "no recovery point", HEALS, soak=True
    ),
    "server_gone": Row(
        "the repository's server is not there", "unreachable", "no recovery point", HEALS, soak=True
    ),
    "clock_ahead": Row(
        "a recovery point dated next year",
        "kept",
        "never chosen; the copy is due all the same",
        HEALS,
    ),
    "clock_behind": Row(
        "the clock has gone back by a year", "kept", "kept; the newest by date stays the newest", HEALS
    ),
    "source_emptied": Row("the source is empty", "source", "no recovery point", HEALS),
    "source_gone": Row("the source is not there", "source", "no recovery point", HEALS),
    "source_truncated": Row(
        "every file of the source has no bytes", "vanished", "kept, suspect, never chosen", HEALS
    ),
    "source_encrypted": Row(
        "the source is encrypted in place (AES-CTR)", "encrypted", "kept, suspect, never chosen", HEALS
    ),
    "source_encrypted_renamed": Row(
        "the source is encrypted under new names", "encrypted", "kept, suspect, never chosen", HEALS
    ),
    "canary_changed": Row("a canary has changed", "canary", "kept, suspect, never chosen", HEALS),
    "permission_denied": Row(
        "three files may not be read", "partial", "kept, suspect; the others are in it", HEALS
    ),
    "file_changes": Row("a file is written to all the time", "partial", "kept, suspect, never chosen", HEALS),
    "file_changes_once": Row(
        "a file changes once, while it is read",
        "kept",
        "read again; good, and holds what is there",
        HEALS,
        soak=True,
    ),
    "trouble_with_the_memory": Row(
        "what the host remembers of earlier backups is lost",
        "encrypted",
        "brought back from the copies: the doubt is raised all the same",
        HEALS,
    ),
    "accepted": Row(
        "a suspect recovery point is accepted by its id", "kept", "what follows is held against it", HEALS
    ),
    "database_down": Row(
        "the database stops in the middle of the dump", "source", "no recovery point", HEALS, soak=True
    ),
    "dump_cut_short": Row(
        "a dump that is cut short ends with 0", "source", "no recovery point", HEALS, soak=True
    ),
}


def table(rows=ROWS):
    """Return the rows as lines of Markdown."""
    lines = ["| what is broken | said | what there is then | the next run | run |", "|---|---|---|---|---|"]
    for row in rows.values():
        when = "soak" if row.soak else "every change"
        lines.append(f"| {row.fault} | {row.said} | {row.outcome} | {row.next_run} | {when} |")
    return lines
