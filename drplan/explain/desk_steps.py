"""The machine one works from, and the copies: what is looked at before anything is restored."""

from __future__ import annotations

import shlex
from collections.abc import Iterator
from urllib.parse import urlsplit

from drplan.declare import District, Repository, Secret, Site
from drplan.declare.lookup import policy_named, repository_named, role_named
from drplan.explain.content import Step
from drplan.explain.words import listing

_PORTS = {"http": 80, "https": 443, "sftp": 22}


def desk_steps(site: Site, district: District) -> Iterator[Step]:
    """Yield the steps without ids; raises ``UsageError`` for an undeclared name."""
    yield Step(
        "Sit down at a machine that was not lost and that holds a clone of this repository: the folder with "
        "inventories, deploys and runbooks in it. Open a shell (bash) in that folder, and stay in it: all "
        "commands of this page are typed there. One that begins with ssh is carried out by the host whose "
        "address follows.",
        commands=("drplan doctor",),
        expect='Each line begins with "there". What has (lab) behind it may be missing: it is for rehearsals.',
        otherwise='"command not found": type . .venv/bin/activate and try again; no .venv there: make setup, '
        "which needs the Internet. Any other line names what is missing and the command that brings it. No "
        "such machine is left: git clone the repository from any copy of it onto a laptop with Debian.",
        action="desk",
        subject=site.code,
    )
    copies = copies_of(site, district)
    if copies:
        yield _copies(copies, site, district)
        yield _points(site)


def copies_of(site: Site, district: District) -> list[Repository]:
    """Return the repositories that hold copies of a site's data, each once, in the order they are asked."""
    policies = [policy_named(district, d.policy) for service in site.services for d in service.data_sets]
    names = dict.fromkeys(copy for policy in policies for copy in policy.copies)
    return [repository_named(district, name) for name in names]


def _copies(copies: list[Repository], site: Site, district: District) -> Step:
    return Step(
        "See that the copies answer and that what opens them is at hand, one line a copy: "
        f"{listing(copy.name for copy in copies)}.",
        commands=tuple(_asked(copy) for copy in copies),
        expect="Each prints one line with the word open or succeeded, or nothing, and no line that ends in "
        '"is missing".',
        otherwise="A name is missing: type read -rs NAME && export NAME, then what is kept under it, then "
        f"Enter. {' '.join(_kept_where(copy, district) for copy in copies)} A copy does not answer: go on "
        "without it while another one does, and pass it over nowhere by hand: drplan asks the next by itself. "
        "None answers: look for the cable, the switch and the line between here and there first.",
        action="copies",
        subject=site.code,
    )


def _asked(copy: Repository) -> str:
    needed = [copy.password, copy.user, copy.user_secret, copy.ca_certificate]
    looks = [_knock(copy), *(_at_hand(secret) for secret in needed if secret)]
    return "; ".join(look for look in dict.fromkeys(looks) if look)


def _knock(copy: Repository) -> str:
    """Return what tries a copy's door; empty where its location names no host."""
    scheme, _, rest = copy.location.partition(":")
    found = urlsplit(rest if scheme in ("rest", "s3") else copy.location)
    try:
        host, port = found.hostname, found.port or _PORTS.get(found.scheme)
    except ValueError:
        return ""
    return shlex.join(["nc", "-zvw5", host, str(port)]) if host and port else ""


def _at_hand(secret: Secret) -> str:
    """Return what says that a secret is missing, and never shows one."""
    said = f"echo {shlex.quote(f'{secret.reference[-1]} is missing')}"
    match secret.kind:
        case "env":
            return f"{shlex.join(['printenv', *secret.reference])} > /dev/null || {said}"
        case "file":
            return f"{shlex.join(['test', '-r', *secret.reference])} || {said}"
        case _:
            return f"{shlex.join(secret.reference)} > /dev/null || {said}"


def _kept_where(copy: Repository, district: District) -> str:
    places = [
        f"{each.place} ({role_named(district, each.holder).title}, {role_named(district, each.holder).phone})"
        for each in copy.escrow
    ]
    handed = f"{copy.password_service} hands it out" if copy.password_service else "no service hands it out"
    escrow = f"without that it lies here: {listing(places)}" if places else "no escrow of it is declared"
    beside = [each.reference[-1] for each in (copy.user, copy.user_secret) if each]
    rest = f" What its server is asked with ({listing(beside)}) has no escrow of its own." if beside else ""
    return f"The password of {copy.name} ({copy.password.describe()}): {handed}; {escrow}.{rest}"


def _points(site: Site) -> Step:
    return Step(
        "See which recovery points there are and how old.",
        commands=(f"drplan backup status --site {site.code}",),
        expect="Every data set below is listed with a recovery point. It may say that one is late: nothing "
        "is backed up while its host is down.",
        otherwise="A data set without one cannot be restored from that copy: tell whoever decides. A copy "
        "that cannot be asked is named with the reason.",
        action="points",
        subject=site.code,
    )
