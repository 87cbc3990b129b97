"""What is covered and what is not: counts, and the names behind them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import date
from types import UnionType
from typing import Protocol, TypeVar

from drplan.declare import (
    Asset,
    NetworkDevice,
    Role,
    Server,
    Service,
)
from drplan.declare.tenants import Tenant
from drplan.explain.assessment.parts import Measure, Share, SiteCoverage, Totals
from drplan.explain.assessment.scope import Scope
from drplan.validate import Finding
from drplan.validate.days import recent
from drplan.validate.rules.people import CONFIRMED_FOR, TRAINED_FOR

OBJECTIVE_RULES = frozenset(f"DRP{number:03}" for number in (6, 7, 30, 31, 32, 33, 34, 35, 37, 38))
"""The rules that say of a service that its RTO or RPO does not hold, or that nobody can tell (DRP035)."""


class _Named(Protocol):
    @property
    def name(self) -> str: ...


_T = TypeVar("_T", bound=_Named)


def share(things: Iterable[_T], has: Callable[[_T], object]) -> Share:
    """Count the things that have something, and name the others."""
    looked_at = list(things)
    missing = sorted(each.name for each in looked_at if not has(each))
    return Share(len(looked_at) - len(missing), len(looked_at), tuple(missing))


def totals(scope: Scope) -> Totals:
    """Count what is declared; roles are the whole district's."""
    return Totals(
        sites=len(scope.sites),
        students=sum(site.students for site in scope.sites),
        servers=sum(isinstance(each, Server) for each in scope.assets),
        devices=sum(isinstance(each, NetworkDevice) for each in scope.assets),
        tenants=sum(isinstance(each, Tenant) for each in scope.assets),
        services=len(scope.services),
        data_sets=len(scope.data_sets),
        roles=len(scope.index.roles),
    )


def site_coverage(scope: Scope) -> tuple[SiteCoverage, ...]:
    """Return one row a site, by code."""

    def kept(assets: Iterable[Asset], kind: type[Asset] | UnionType) -> Share:
        return share((a for a in assets if isinstance(a, kind)), lambda a: a.name in scope.kept)

    return tuple(
        SiteCoverage(
            code=site.code,
            title=site.title,
            students=site.students,
            servers=kept(site.assets, Server),
            devices=kept(site.assets, NetworkDevice),
            tenants=kept(site.assets, Tenant),
            services=share(site.services, lambda service: service.name in scope.rehearsed),
        )
        for site in scope.sites
    )


def service_measures(scope: Scope, findings: Iterable[Finding]) -> tuple[Measure, ...]:
    """Return what is asked of each service; objectives hold when no rule about objectives disagrees."""
    doubted = _doubted(scope, findings)
    asked: tuple[tuple[str, str, Callable[[Service], object]], ...] = (
        ("objectives", "objectives that hold", lambda service: service.name not in doubted),
        ("backup", "a backup of all their data", lambda service: _backed_up(scope, service)),
        ("probe", "a probe", lambda service: service.probes),
        ("exercise", "an exercise", lambda service: service.name in scope.rehearsed),
    )
    return tuple(Measure(key, "service", title, share(scope.services, has)) for key, title, has in asked)


def measures(scope: Scope) -> tuple[Measure, ...]:
    """Return what is asked of early services, data sets and roles."""
    early = [service for service in scope.services if service.tier <= 1]
    return (
        Measure("impact", "service", "Tier 0-1 services with an impact analysis", share(early, _analysed)),
        *_copies(scope),
        *_people(scope.index.roles.values(), scope.index.today),
    )


def _copies(scope: Scope) -> tuple[Measure, ...]:
    data = scope.data_sets
    two = share(data, lambda each: len(scope.copies(each)) > 1)
    return (
        Measure("two-copies", "data set", "Data sets with two copies besides production", two),
        Measure("off-site", "data set", "Data sets with a copy off-site", share(data, scope.kept_off_site)),
        Measure(
            "immutable",
            "data set",
            "Data sets with a copy their writers cannot delete",
            share(data, scope.kept_immutable),
        ),
    )


def _people(declared: Iterable[Role], today: date) -> tuple[Measure, ...]:
    roles: Sequence[Role] = list(declared)
    known = {role.name for role in roles}

    asked: tuple[tuple[str, str, Callable[[Role], object]], ...] = (
        ("alternate", "Roles with an alternate", lambda role: role.alternate in known - {role.name}),
        (
            "confirmed",
            "Roles whose contact was confirmed within 180 days",
            lambda role: recent(role.confirmed_on, today, CONFIRMED_FOR),
        ),
        ("trained", "Roles trained within a year", lambda role: recent(role.trained_on, today, TRAINED_FOR)),
    )
    return tuple(Measure(key, "role", title, share(roles, has)) for key, title, has in asked)


def _analysed(service: Service) -> bool:
    return service.bia is not None


def _backed_up(scope: Scope, service: Service) -> bool:
    return bool(service.data_sets) and all(scope.copies(data) for data in service.data_sets)


def _doubted(scope: Scope, findings: Iterable[Finding]) -> set[str]:
    """Name the services whose objectives, or whose data's, a rule says do not hold or cannot be judged."""
    subjects = [each.subject for each in findings if each.rule in OBJECTIVE_RULES]
    data = {each.name for each in subjects if each.kind == "data set"}
    return {each.name for each in subjects if each.kind == "service"} | {
        scope.index.data_service[name].name for name in data & scope.index.data_service.keys()
    }
