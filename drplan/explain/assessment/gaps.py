"""What nobody declared yet: the blanks that no rule can point at, because there is nothing to point to."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from drplan.declare import Asset, NetworkDevice, Role, Server, Software
from drplan.explain.assessment.cliffs import support_end
from drplan.explain.assessment.parts import Gap, StartingPoint, Weight
from drplan.explain.assessment.scope import Scope
from drplan.explain.assessment.tiers import PERILS, STARTING_POINTS
from drplan.explain.site_values import NOT_KNOWN
from drplan.explain.words import TIER_TITLES
from drplan.validate import Index, Subject

_SECTIONS = ("repositories", "policies", "vendors", "partners", "calendars", "scenarios", "exercises")


def missing_functions(scope: Scope) -> tuple[StartingPoint, ...]:
    """Return the functions of the table of tiers that no service of the whole district covers."""
    covered = {service.function for service in scope.index.services.values()}
    return tuple(each for each in STARTING_POINTS if each.function not in covered)


def gaps(scope: Scope) -> tuple[Gap, ...]:
    """Return every blank; one with nothing in it is left out."""
    found = (*_functions(scope), *_district(scope), *_roles(scope), *_sites(scope), *_assets(scope))
    return tuple(gap for gap in found if gap.subjects)


def _functions(scope: Scope) -> Iterator[Gap]:
    by_tier: dict[int, list[StartingPoint]] = defaultdict(list)
    for point in missing_functions(scope):
        by_tier[point.tier].append(point)
    for tier, points in sorted(by_tier.items()):
        title = TIER_TITLES[points[0].tier]
        yield Gap(
            f"functions-tier-{int(tier)}",
            f"Functions of tier {int(tier)} ({title}) that no service covers",
            tuple(Subject("function", point.function) for point in points),
            sum(each.tier == tier for each in STARTING_POINTS),
            "warning",
            f"declare who runs these functions of tier {int(tier)} ({title}) and their objectives, or write "
            "down that the district has none",
            "What nobody declared is in no recovery order, no backup and no drill.",
        )


def _district(scope: Scope) -> Iterator[Gap]:
    index = scope.index
    perils = {scenario.peril for scenario in index.scenarios.values()}
    rehearsed = {each.scenario for each in index.exercises.values()}
    yield Gap(
        "perils",
        "Perils without a scenario",
        tuple(Subject("peril", peril) for peril in PERILS if peril not in perils),
        len(PERILS),
        "note",
        "write a scenario for each peril: what it takes away",
        "A disruption nobody thought through is met unprepared.",
        ("DRP065",),
    )
    yield Gap(
        "scenarios-unrehearsed",
        "Scenarios that no exercise rehearses",
        tuple(Subject("scenario", name) for name in index.scenarios if name not in rehearsed),
        len(index.scenarios),
        "note",
        "plan an exercise for each scenario, a tabletop to begin with",
        "A plan that was never rehearsed is a guess.",
        ("DRP064",),
    )
    yield Gap(
        "sections",
        "Parts of the declaration that are empty",
        tuple(Subject("section", name) for name in _SECTIONS if not getattr(index, name)),
        len(_SECTIONS),
        "note",
        "fill in what is empty, repositories and policies first",
        "Nothing can be said about what is not declared.",
    )


def _roles(scope: Scope) -> Iterator[Gap]:
    roles = scope.index.roles
    yield Gap(
        "roles",
        "Roles whose telephone or e-mail address is not known",
        tuple(Subject("role", name) for name, role in roles.items() if not _reachable(role)),
        len(roles),
        "warning",
        "write each role's telephone and e-mail address, and the other roles there are",
        "Nobody is called on the worst day.",
    )


def _sites(scope: Scope) -> Iterator[Gap]:
    linked = {link.to for site in scope.index.sites.values() for link in site.links}
    sites = scope.sites
    yield Gap(
        "links",
        "Sites without a link",
        tuple(Subject("site", s.code, s.code) for s in sites if not s.links and s.code not in linked),
        len(sites),
        "note",
        "declare each site's lines with what they carry up and down, in megabits a second",
        "Whether a restore or a night's backup fits the line cannot be said.",
        ("DRP053",),
    )
    yield Gap(
        "enrolment",
        "Schools with no students counted",
        tuple(
            Subject("site", site.code, site.code)
            for site in sites
            if site.kind != "district-office" and not site.students
        ),
        sum(site.kind != "district-office" for site in sites),
        "note",
        "declare each school's enrolment",
        "Without it no ranking by students affected is true.",
    )


def _assets(scope: Scope) -> Iterator[Gap]:
    assets, index = scope.assets, scope.index
    made = [each for each in assets if isinstance(each, Server | NetworkDevice)]
    for blank in _BLANKS:
        among: Sequence[Asset] = made if blank.made else assets
        lacking = [each for each in among if blank.lacks(each, index)]
        subjects = tuple(index.asset(asset.name) for asset in lacking)
        yield Gap(
            blank.key, blank.title, subjects, len(among), blank.weight, blank.what, blank.why, blank.rules
        )


def _reachable(role: Role | None) -> bool:
    return role is not None and NOT_KNOWN not in (role.phone, role.email)


def _unknown(software: Software | None) -> bool:
    return software is None or NOT_KNOWN in (software.name, software.version)


@dataclass(frozen=True)
class _Blank:
    """Something an asset may lack; ``made`` asks it of servers and network devices only."""

    key: str
    title: str
    lacks: Callable[[Asset, Index], bool]
    what: str
    why: str
    weight: Weight = "note"
    rules: tuple[str, ...] = ()
    made: bool = True


_BLANKS = (
    _Blank(
        "owner",
        "Assets whose owner is no role that can be reached",
        lambda asset, index: not _reachable(index.roles.get(asset.owner)),
        "give each asset an owner among the roles, with a telephone and an e-mail address",
        "Nobody is called when it fails.",
        weight="warning",
        rules=("DRP001",),
        made=False,
    ),
    _Blank(
        "lifecycle",
        "Assets without a lifecycle",
        lambda asset, _: asset.lifecycle is None,
        "declare when each asset was bought, for how much, from which money",
        "Its replacement is in no budget.",
        rules=("DRP104",),
        made=False,
    ),
    _Blank(
        "software",
        "Servers and devices whose operating system is not known",
        lambda asset, _: isinstance(asset, Server | NetworkDevice) and _unknown(asset.software),
        "declare each one's software and version",
        "Whether its holes are still mended is not known.",
        rules=("DRP077",),
    ),
    _Blank(
        "support",
        "Servers and devices whose end of support is not known",
        lambda asset, _: support_end(asset) is None,
        "declare until when each one's maker mends it",
        "An end of support that is not known is a surprise.",
        rules=("DRP077",),
    ),
    _Blank(
        "replacement",
        "Servers and devices whose replacement is not planned",
        lambda asset, _: asset.lifecycle is None or asset.lifecycle.replacement is None,
        "declare when each one is to be replaced, and for how much",
        "What is not planned is paid for in an emergency.",
        rules=("DRP104",),
    ),
)
