"""The machine one works from, and the copies: what is looked at before anything is restored."""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterator
from urllib.parse import urlsplit

from drplan.declare import AwsAccount, District, Repository, Secret, Site
from drplan.declare.lookup import policy_named, repository_named, role_named
from drplan.explain.content import Step
from drplan.explain.probe_words import probe_commands
from drplan.explain.words import listing

_PROGRAM = re.compile("[a-z][a-z0-9_-]*")
_PORTS = {"http": 80, "https": 443, "sftp": 22}


def desk_steps(site: Site, district: District) -> Iterator[Step]:
    """Yield the steps without ids; raises ``UsageError`` for an undeclared name."""
    yield Step(
        "Sit down at a machine that was not lost and that holds a clone of this repository: the folder with "
        "inventories, deploys and runbooks in it. Open a shell (bash) in that folder, and stay in it: all "
        "commands of this page are typed there. One that begins with ssh is carried out by the host whose "
        "address follows.",
        commands=("drplan doctor", shlex.join(["command", "-v", *_programs(site, district)])),
        expect='The first: each line begins with "there"; what is marked (lab) may be missing, it is for '
        "rehearsals. The second prints a path for each program that this page types.",
        otherwise='"command not found": type source .venv/bin/activate and try again; no .venv there: make '
        "setup, which needs the Internet. Any other line names what is missing and what brings it. A program "
        "without a path: apt-get install it (aws: awscli, dig: dnsutils, nc: netcat-openbsd). No such "
        "machine is left: git clone the repository from any copy of it onto a laptop with Debian.",
        action="desk",
        subject=site.code,
    )
    copies = copies_of(site, district)
    if copies:
        yield _copies(copies, site)
        yield _points(site)


def _programs(site: Site, district: District) -> list[str]:
    """Return what has to be on the machine one works from, drplan's own tools aside."""
    looks = [probe_commands(each, district) for service in site.services for each in service.probes]
    typed = [line.split(maxsplit=1)[0] for lines in looks for line in lines]
    cloud = ["aws"] if any(isinstance(asset, AwsAccount) for asset in site.assets) else []
    return list(dict.fromkeys(word for word in ("ssh", "nc", *typed, *cloud) if _PROGRAM.fullmatch(word)))


def copies_of(site: Site, district: District) -> list[Repository]:
    """Return the repositories that hold copies of a site's data, each once, in the order they are asked."""
    policies = [policy_named(district, d.policy) for service in site.services for d in service.data_sets]
    names = dict.fromkeys(copy for policy in policies for copy in policy.copies)
    return [repository_named(district, name) for name in names]


def _copies(copies: list[Repository], site: Site) -> Step:
    knocks = [knock for copy in copies if (knock := _knock(copy))]
    looks = [look for copy in copies if (look := _at_hand(copy))]
    return Step(
        f"See that the copies answer ({listing(copy.name for copy in copies)}), and that what opens them is "
        "at hand in this shell.",
        commands=(*knocks, *looks),
        expect="nc says of each copy that it is open or that it succeeded. The other lines print nothing.",
        otherwise='"is missing": type read -rs NAME && export NAME with that name, Enter, then what is kept '
        "under it (it is not shown), Enter. The tables of copies on this page say where a password lies, and "
        "who opens that. A copy does not answer: go on while another one does, drplan asks them in turn. "
        "None answers: find the cable, switch or line between here and there first.",
        action="copies",
        subject=site.code,
    )


def _knock(copy: Repository) -> str:
    """Return what tries a copy's door; empty where its location names no host."""
    scheme, _, rest = copy.location.partition(":")
    try:
        found = urlsplit(rest if scheme in ("rest", "s3") else copy.location)
        host, port = found.hostname, found.port or _PORTS.get(found.scheme)
    except ValueError:
        return ""
    return shlex.join(["nc", "-zvw5", host, str(port)]) if host and port else ""


def _at_hand(copy: Repository) -> str:
    """Return what names the secrets that are missing, and shows none."""
    secrets = [each for each in (copy.password, copy.user, copy.user_secret, copy.ca_certificate) if each]
    names = dict.fromkeys(each.reference[0] for each in secrets if each.kind == "env")
    said = "do printenv $each > /dev/null || echo $each is missing; done"
    every = f"for each in {' '.join(map(shlex.quote, names))}; {said}"
    rest = dict.fromkeys(_missing(each) for each in secrets if each.kind != "env")
    return "; ".join([*([every] if names else []), *rest])


def _missing(secret: Secret) -> str:
    look = ("test", "-r") if secret.kind == "file" else ()
    said = shlex.quote(f"{secret.reference[0]} is missing")
    return f"{shlex.join([*look, *secret.reference])} > /dev/null || echo {said}"


def escrow_of(copy: Repository, district: District) -> str:
    """Say where a copy's password lies beside the place it is read from, and who opens that."""
    return listing(
        (
            f"{each.place}: {role_named(district, each.holder).title}, "
            f"{role_named(district, each.holder).phone}, seen {each.confirmed_on}"
            for each in copy.escrow
        ),
        "nowhere else: no escrow is declared",
    )


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
