"""Secrets that one intruder cannot use for everything."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from drplan.declare import NetworkDevice, Secret, Server
from drplan.declare.base import Declared
from drplan.declare.data import source_asset
from drplan.validate.finding import Flaw, Subject
from drplan.validate.index import Index
from drplan.validate.plain_text import written_down
from drplan.validate.registry import RULES
from drplan.validate.units import listed

_HAVE_THEIR_OWN = frozenset({"assets", "services", "data_sets"})


@RULES.add(
    "DRP070",
    "A secret stands in plain text",
    severity="error",
    why="Whoever reads the repository, a log or a process list has it, and git never forgets it.",
    source="NIST SP 800-53 Rev. 5, IA-5(7); CIS Controls v8.1, safeguard 3.11",
    fix="change it, keep the new one outside, and refer to it by Secret.env, Secret.file or Secret.command",
)
def plain_text(index: Index) -> Iterator[Flaw]:
    """Look at every text that is declared, and say what sort of secret is where, never the secret."""
    for subject, thing in _things(index):
        for field, sort in written_down(thing, _HAVE_THEIR_OWN):
            yield Flaw(subject, f"{field} holds {sort}")


def _things(index: Index) -> Iterator[tuple[Subject, Declared]]:
    district = Subject("district", index.name)
    yield from ((district, thing) for thing in (*index.calendars, *index.waivers, *index.notify))
    yield from ((Subject("site", code, code), site) for code, site in index.sites.items())
    yield from ((index.asset(name), asset) for name, asset in index.assets.items())
    yield from ((index.service(name), service) for name, service in index.services.items())
    yield from ((index.data_set(name), data) for name, data in index.data_sets.items())
    yield from ((Subject("role", name), each) for name, each in index.roles.items())
    yield from ((Subject("repository", name), each) for name, each in index.repositories.items())
    yield from ((Subject("policy", name), each) for name, each in index.policies.items())
    yield from ((Subject("vendor", name), each) for name, each in index.vendors.items())
    yield from ((Subject("partner", name), each) for name, each in index.partners.items())
    yield from ((Subject("scenario", name), each) for name, each in index.scenarios.items())
    yield from ((Subject("exercise", name), each) for name, each in index.exercises.items())


@RULES.add(
    "DRP071",
    "Production and backup share an administrator's secret",
    severity="error",
    why="Whoever takes over production deletes the backups with the same secret.",
    source="CISA #StopRansomware Guide (2023); NIST SP 800-53 Rev. 5, AC-6; CIS Controls v8.1, 11.3",
    fix="give the repository's storage an administrator's secret of its own",
)
def shared_with_backup(index: Index) -> Iterator[Flaw]:
    """Compare each repository's ``admin`` and ``prune_secret`` with every asset's, and with its writers'."""
    opens: defaultdict[Secret, list[str]] = defaultdict(list)
    storage = _only_storage(index)
    for name, asset in index.assets.items():
        if asset.admin is not None and name not in storage:
            opens[asset.admin].append(name)
    writers = {each.user_secret for each in index.repositories.values()} - {None}
    for name, each in index.repositories.items():
        if each.admin is not None and each.admin in opens:
            yield Flaw(
                Subject("repository", name), f"is administered with the secret of {listed(opens[each.admin])}"
            )
        if each.admin in writers:
            yield Flaw(
                Subject("repository", name), "is administered with the secret that writers log in with"
            )
        if each.prune_secret is not None and each.prune_secret in opens:
            yield Flaw(
                Subject("repository", name),
                f"is pruned with the secret of {listed(opens[each.prune_secret])}",
            )
        if each.prune_secret in writers:
            yield Flaw(Subject("repository", name), "is pruned with the secret that writers log in with")


def _only_storage(index: Index) -> set[str]:
    """Return the assets that repositories lie on, but those that hold data of other than backup services."""
    hosts = {each.host for each in index.repositories.values() if each.host is not None}
    return hosts - {
        source_asset(data.source)
        for name, data in index.data_sets.items()
        if index.data_service[name].function != "backup"
    }


@RULES.add(
    "DRP072",
    "Administrators log in with a password",
    severity="warning",
    why="A password is guessed, reused and phished; a key is not.",
    source="NIST SP 800-53 Rev. 5, IA-5 and IA-2; CIS Controls v8.1, safeguard 6.5",
    fix="set up keys, turn password login off, and declare login as key",
)
def password_login(index: Index) -> Iterator[Flaw]:
    """Look at the ``login`` of servers and network devices."""
    for name, asset in _administered(index):
        if asset.login == "password":
            yield Flaw(index.asset(name), "lets its administrators log in with a password")


@RULES.add(
    "DRP078",
    "One administrator's secret opens assets at several sites",
    severity="warning",
    why="What is stolen in the smallest school opens the data room too.",
    source="NIST SP 800-53 Rev. 5, AC-6 and IA-5; CIS Controls v8.1, safeguard 5.2",
    fix="give each site an administrator's secret of its own",
)
def opens_several_sites(index: Index) -> Iterator[Flaw]:
    """Report each shared secret once, at the first asset by name that it opens."""
    opens: defaultdict[Secret, list[str]] = defaultdict(list)
    for name, asset in _administered(index):
        if asset.admin is not None:
            opens[asset.admin].append(name)
    for names in opens.values():
        sites = {index.asset_site[name] for name in names}
        if len(sites) > 1:
            yield Flaw(
                index.asset(names[0]),
                f"shares its administrator's secret with {listed(names[1:])}, at sites {listed(sites)}",
            )


def _administered(index: Index) -> Iterator[tuple[str, Server | NetworkDevice]]:
    yield from index.servers.items()
    yield from index.devices.items()
