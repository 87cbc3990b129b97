"""Attacking copies with the backup credentials, each on a scratch prefix of its own."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Protocol

from drplan.declare.protection import Repository
from drplan.errors import DrplanError
from drplan.measure.attack import judge, judge_all
from drplan.measure.verdict import Verdict
from drplan.plan.attack import Assault, is_reachable_by_attack, promise_of, scratch_name
from drplan.ports import Progress
from drplan.record.integrity import AttackRecord, AttemptRecord, RepositoryRecord

_NO_SERVER = "in a folder, or over SFTP, whoever writes can delete; it declares nothing else"


class Attacker(Protocol):
    """Tries on a repository what whoever writes to it could."""

    def attack(self, repository: Repository, scratch: str) -> Assault:
        """Try it all below a scratch prefix of that name, and clean up. Raises ``DrplanError``."""
        ...


def attack_repositories(
    repositories: Sequence[Repository],
    attacker: Attacker,
    progress: Progress,
    name: Callable[[], str] = scratch_name,
) -> tuple[RepositoryRecord, ...]:
    """Attack each; one that cannot be attacked does not stop the others, and is no evidence."""
    found = []
    for repository in repositories:
        progress.say(repository.name, "attacking a scratch prefix")
        seen = _attack_one(repository, attacker, name())
        progress.say(repository.name, "; ".join((seen.verdict.outcome, *seen.verdict.because)))
        found.append(seen)
    return tuple(found)


def _attack_one(repository: Repository, attacker: Attacker, scratch: str) -> RepositoryRecord:
    if promise_of(repository) == "nothing" and not is_reachable_by_attack(repository):
        return _unseen(repository, Verdict(outcome="not-applicable", because=(_NO_SERVER,)))
    try:
        assault = attacker.attack(repository, scratch)
    except DrplanError as error:
        return _unseen(repository, Verdict(outcome="no-evidence", because=(error.message,)), error.message)
    promise = promise_of(repository)
    attempts = tuple(
        AttemptRecord(what=each.what, came=each.came, said=each.said, verdict=judge(each, promise))
        for each in assault.attempts
    )
    return RepositoryRecord(
        name=repository.name,
        repository_id=None,
        snapshots=0,
        attack=AttackRecord(
            scratch=assault.scratch,
            promise=promise,
            attempts=attempts,
            left=assault.left,
            until=assault.until,
        ),
        verdict=judge_all(assault, promise),
    )


def _unseen(repository: Repository, verdict: Verdict, error: str | None = None) -> RepositoryRecord:
    return RepositoryRecord(
        name=repository.name, repository_id=None, snapshots=0, error=error, verdict=verdict
    )
