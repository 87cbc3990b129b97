"""Which data goes to which copies: what a map of copies is drawn from."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from drplan.declare import BackupPolicy, DataSet, District, Repository, Site

_MEDIA_OF = {
    "s3-bucket": "object-storage",
    **dict.fromkeys(("tenant-export", "dynamo-table", "rds-instance", "secret-names"), "cloud"),
}
"""What sources lie on that lie on no disk of the district's."""


@dataclass(frozen=True)
class Flow:
    """The data sets of one site that one policy keeps, and the repositories that hold them."""

    site: Site
    policy: BackupPolicy
    data_sets: tuple[DataSet, ...]
    repositories: tuple[Repository, ...]


def flows(district: District, sites: Sequence[Site]) -> list[Flow]:
    """Return them in declared order. A policy or repository that nothing declares is left out."""
    policies = {each.name: each for each in district.policies}
    repositories = {each.name: each for each in district.repositories}
    found = []
    for site in sites:
        kept: dict[str, list[DataSet]] = {}
        for service in site.services:
            for data in service.data_sets:
                kept.setdefault(data.policy, []).append(data)
        for name, data_sets in kept.items():
            if name in policies:
                policy = policies[name]
                copies = tuple(repositories[copy] for copy in policy.copies if copy in repositories)
                found.append(Flow(site, policy, tuple(data_sets), copies))
    return found


def off_site(repository: Repository, site: Site) -> bool:
    """Say whether a copy lies in another place than the data."""
    return repository.site != site.code


def safe_from_deletion(repository: Repository) -> bool:
    """Say whether an administrator of the district cannot delete it: it is immutable or isolated."""
    return repository.immutable_days > 0 or repository.isolated


def production_medium(data: DataSet) -> str:
    """Return what production lies on: a bucket on object storage, a tenant in the cloud, else disk."""
    return _MEDIA_OF.get(data.source.kind, "disk")


def rule_of_copies(flow: Flow) -> tuple[tuple[str, bool], ...]:
    """Judge 3-2-1-1 of a flow as it is declared; the 0, no error in the last restore, only a drill can show.

    CISA, Data Backup Options (2012), and the extension with a copy that nobody can delete and no error.
    """
    media = [
        {production_medium(data), *(r.media.casefold() for r in flow.repositories)} for data in flow.data_sets
    ]
    return (
        ("3 copies", len(flow.repositories) + 1 >= 3),  # noqa: PLR2004
        ("2 media", all(len(each) >= 2 for each in media)),  # noqa: PLR2004
        ("1 off site", any(off_site(each, flow.site) for each in flow.repositories)),
        ("1 not deletable", any(map(safe_from_deletion, flow.repositories))),
    )
