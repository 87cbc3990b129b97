"""Looking at the copies and deciding a drill; nothing is touched."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

from drplan.act.backup import copies_of, repositories_for
from drplan.act.drill_ports import RecoveryPorts
from drplan.act.journal import choices_once
from drplan.declare.data import DataSet
from drplan.declare.district import District
from drplan.declare.lookup import repository_named
from drplan.errors import DrplanError
from drplan.plan.drill import DrillPlan, Terms, plan_drill
from drplan.plan.expected import Expected, expect
from drplan.plan.history import NOTHING_MEASURED, History
from drplan.plan.points import Choice, Rule, choose_by
from drplan.plan.restorable import kept, what_it_is
from drplan.plan.scope import Scope
from drplan.ports import RecoveryPoint


@dataclass(frozen=True)
class Prepared:
    """A plan, what to expect of it, and the copies that could not be asked, with their errors."""

    plan: DrillPlan
    expected: Expected
    silent: Mapping[str, DrplanError] = field(default_factory=dict)


@dataclass(frozen=True)
class _Seen:
    """What copies were asked when, each data set's recovery points by name, and who could not be asked."""

    at: datetime
    asked: frozenset[str]
    points: Mapping[str, Sequence[RecoveryPoint]]
    silent: Mapping[str, DrplanError]


def prepare_scope(
    scope: Scope,
    ports: RecoveryPorts,
    *,
    copy: str | None = None,
    terms: Terms | None = None,
    history: History = NOTHING_MEASURED,
) -> Prepared:
    """Choose recovery points, order the waves and say what to expect; touches nothing.

    What is chosen is kept in the journal. ``copy`` names the repository to come back from; by default the
    nearest that answers. Raises the error of the last one when none of the scope's copies can be asked, and
    ``UsageError`` for a moment of the terms that has not come yet.
    """
    district, wanted = ports.district, terms or Terms()
    silent: dict[str, DrplanError] = {}

    def choose() -> Mapping[str, Choice]:
        return _choices(scope, ports, copy, wanted.rule, silent)

    plan = plan_drill(district, scope, choices_once(ports.journal, choose), wanted)
    expected = expect(district, plan, history, ports.clock.now().date())
    return Prepared(replace(plan, waves=expected.waves), expected, silent)


def _choices(
    scope: Scope, ports: RecoveryPorts, copy: str | None, rule: Rule, silent: dict[str, DrplanError]
) -> dict[str, Choice]:
    """Choose a recovery point of each data set; puts the copies that could not be asked into ``silent``."""
    seen = _look(scope, ports, copy)
    silent |= seen.silent
    return {data.name: _choose(data, ports.district, seen, rule) for data in scope.data_sets}


def _look(scope: Scope, ports: RecoveryPorts, copy: str | None) -> _Seen:
    """Ask each copy once, whatever it holds. One that does not answer may have been lost, and is named.

    Raises ``UsageError`` for a copy that is not declared.
    """
    if copy is not None:
        repository_named(ports.district, copy)
    at = ports.clock.now()
    points: defaultdict[str, list[RecoveryPoint]] = defaultdict(list)
    silent: dict[str, DrplanError] = {}
    asked = [r for r in repositories_for(ports.district, scope.data_sets) if copy in (None, r.name)]
    for repository in asked:
        try:
            for point in ports.vault.all_points(repository):
                points[point.data_set].append(point)
        except DrplanError as error:
            ports.progress.say(repository.name, f"cannot be asked: {error.message}")
            silent[repository.name] = error
    if asked and len(silent) == len(asked):
        raise silent[asked[-1].name]
    return _Seen(at, frozenset(each.name for each in asked), points, silent)


def _choose(data: DataSet, district: District, seen: _Seen, rule: Rule) -> Choice:
    names = [each.name for each in copies_of(district, data) if each.name in seen.asked]
    choice = choose_by(rule, seen.points.get(data.name, ()), now=seen.at, copies=names)
    if choice.point is None and not kept(data.source, district):
        sort = what_it_is(data.source, district)
        return Choice(None, f"drplan makes no recovery points of its sort ({sort})")
    silent = [name for name in names if name in seen.silent]
    said = f"; {', '.join(silent)} could not be asked" if silent else ""
    return replace(choice, because=f"{choice.because}{said}")
