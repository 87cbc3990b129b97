"""What a site has and where its copies are, as tables."""

from __future__ import annotations

from drplan.declare import District, Repository, Site
from drplan.declare.lookup import policy_named, reached_at, repository_named, role_named
from drplan.explain.content import Table
from drplan.explain.desk_steps import escrow_of
from drplan.explain.words import length, listing, without_password


def asset_table(site: Site, district: District) -> Table:
    """List the site's assets and which services each carries; raises ``UsageError``."""
    rows = []
    for asset in site.assets:
        where = f"account {asset.account_id}, {asset.region}" if asset.kind == "aws" else reached_at(asset)
        users = [service.name for service in site.services if asset.name in service.runs_on]
        rows.append(
            (
                asset.name,
                asset.kind,
                where,
                role_named(district, asset.owner).title,
                listing(asset.baselines),
                listing(users),
            )
        )
    header = ("Asset", "Kind", "Reached at", "Owner", "Baselines", "Carries")
    return Table(f"Assets of {site.title}", header, tuple(rows))


def data_set_table(site: Site, district: District) -> Table:
    """List the site's data sets; raises ``UsageError`` for an undeclared policy."""
    rows = []
    for service in site.services:
        for data in service.data_sets:
            policy = policy_named(district, data.policy)
            every = f"every {length(policy.cadence)}"
            rows.append(
                (data.name, service.name, data.source.kind, data.privacy, every, listing(policy.copies))
            )
    header = ("Data set", "Service", "Kind", "Holds", "Recovery point", "Copies, nearest first")
    return Table(f"Data sets of {site.title}", header, tuple(rows))


def repository_table(site: Site, district: District) -> Table:
    """List where the site's copies are; raises ``UsageError`` for an undeclared name."""
    policies = [policy_named(district, d.policy) for service in site.services for d in service.data_sets]
    names = dict.fromkeys(copy for policy in policies for copy in policy.copies)
    copies = [repository_named(district, name) for name in names]
    rows = tuple((*_repository(copy), escrow_of(copy, district)) for copy in copies)
    header = (
        "Repository",
        "Location",
        "Site",
        "Media",
        "Cannot be deleted",
        "Password is in",
        "It also lies",
    )
    return Table("Where the copies are", header, rows)


def _repository(repository: Repository) -> tuple[str, ...]:
    kept = [f"for {repository.immutable_days} d"] if repository.immutable_days else []
    kept += ["append only"] if repository.append_only else []
    return (
        repository.name,
        without_password(repository.location),
        repository.site,
        repository.media,
        listing(kept, "not declared"),
        repository.password.describe(),
    )
