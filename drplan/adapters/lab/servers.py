"""The lab's repository servers and its cloud account: real servers, told apart from hosts by having no disk.

What to run is worked out here; who starts it (a pen of the lab, or a plain user's process) is not.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from ipaddress import IPv4Address
from pathlib import Path

from drplan.adapters.lab.bucket_users import identities
from drplan.adapters.lab.doors import Door
from drplan.adapters.lab.keys import (
    Certificate,
    answers,
    certificate,
    host_words,
    keep,
    pruning_answers,
    word,
)
from drplan.adapters.lab.layout import Layout
from drplan.adapters.lab.tools import inside, require, run
from drplan.declare import AwsAccount

INNER = ("master", "filer", "volume", "admin")
"""What stands behind an S3 door, each with a port of its own and a second one 10,000 higher."""


@dataclass(frozen=True)
class Program:
    """One server to run: ``serves`` says what, for people; ``environment`` may hold secrets."""

    name: str
    serves: str
    address: IPv4Address
    port: int
    argv: tuple[str, ...]
    environment: dict[str, str] = field(default_factory=dict, repr=False)


@dataclass(frozen=True)
class Servers:
    """All servers of a lab. ``environment`` is what a client needs to use them, secrets included.

    ``maker`` is the name and the secret with which buckets are made: no command's, and no host's.
    """

    onsite: tuple[Program, ...]
    offsite: tuple[Program, ...]
    account: tuple[Program, ...]
    environment: dict[str, str] = field(repr=False)
    maker: tuple[str, str] = field(repr=False)

    @property
    def all(self) -> tuple[Program, ...]:
        """Return every program."""
        return (*self.onsite, *self.offsite, *self.account)


def prepare(folder: Path, layout: Layout) -> Servers:
    """Make passwords, certificates and folders, and say what to run."""
    made = certificate([door.address for door in layout.onsite], datetime.now(UTC)) if layout.onsite else None
    environment = host_words(layout.site)
    for door in layout.onsite:
        user = door.path.partition("/")[0]
        environment |= answers(door.repository, user, made.authority if made else None)
    for door in layout.offsite:
        environment |= answers(door.repository, f"AK{word()[:14]}", None)
        environment |= pruning_answers(door.repository)
    onsite = [onsite_program(folder, door, made, environment) for door in layout.onsite if made]
    maker = (f"AK{word()[:14]}", word())
    offsite = [offsite_program(folder, door, environment, maker) for door in layout.offsite]
    accounts = [asset for asset in layout.site.assets if isinstance(asset, AwsAccount)]
    account = [account_program(folder, each, layout.account, layout.account_port) for each in accounts[:1]]
    for each in account:
        environment |= client_environment(each, accounts[0].region)
    return Servers(tuple(onsite), tuple(_once(offsite)), tuple(account), environment, maker)


def onsite_program(folder: Path, door: Door, made: Certificate, environment: dict[str, str]) -> Program:
    """Return restic's own protocol, over TLS where restic is told whom to trust.

    Each user sees one repository, and cannot delete from it when it is append-only.
    """
    name = f"onsite-{door.repository.name}"
    keep(folder / name / "tls.crt", made.server)
    keep(folder / name / "tls.key", made.key)
    data = folder / f"onsite-{door.beside or door.repository.name}" / "data"
    data.mkdir(parents=True, exist_ok=True)
    secret = door.repository.user_secret
    return Program(
        name=name,
        serves=f"repository {door.repository.name}",
        address=door.address,
        port=door.port,
        argv=(
            *(require("rclone"), "serve", "restic", "--private-repos", "--config", ""),
            *(["--append-only"] if door.repository.append_only else []),
            *("--addr", f"{door.address}:{door.port}"),
            *(("--cert", "tls.crt", "--key", "tls.key") if door.has_tls else ()),
            str(data),
        ),
        # The environment, not an htpasswd file: a slow hash on each of a backup's requests buys nothing here.
        environment={
            "RCLONE_USER": door.path.partition("/")[0],
            "RCLONE_PASS": environment.get(secret.reference[0], "") if secret else "",
        },
    )


def offsite_program(folder: Path, door: Door, environment: dict[str, str], maker: tuple[str, str]) -> Program:
    """Return a real S3 server that honours object lock."""
    name = f"offsite-{door.repository.name}"
    (folder / name / "data").mkdir(parents=True, exist_ok=True)
    known = keep(folder / name / "identities.json", json.dumps(identities(door, environment, maker)))
    return Program(
        name=name,
        serves=f"repository {door.repository.name}",
        address=door.address,
        port=door.port,
        argv=(
            *(require("weed"), "mini", "-dir=data", f"-ip={door.address}", f"-ip.bind={door.address}"),
            *("-webdav=false", "-admin.ui=false", "-s3.port.iceberg=0", "-s3.port.lance=0"),
            *("-master.telemetry=false", "-filer.localSocket=filer.sock", "-s3.localSocket=s3.sock"),
            *(f"-s3.port={door.port}", f"-s3.config={known.name}"),
            *(f"-{part}.port={port}" for part, port in zip(INNER, door.inner, strict=False)),
        ),
    )


def account_program(folder: Path, account: AwsAccount, address: IPv4Address, port: int) -> Program:
    """Return a model of one AWS account, reached over HTTP; it starts empty."""
    (folder / f"account-{account.name}").mkdir(parents=True, exist_ok=True)
    return Program(
        name=f"account-{account.name}",
        serves=f"AWS account {account.name}",
        address=address,
        port=port,
        argv=(require("moto_server"), "-H", str(address), "-p", str(port)),
        environment={"MOTO_ACCOUNT_ID": account.account_id},
    )


def client_environment(program: Program, region: str) -> dict[str, str]:
    """Return what leads an AWS client to the lab's account and to no other."""
    return {
        "AWS_ENDPOINT_URL": f"http://{program.address}:{program.port}",
        "AWS_ACCESS_KEY_ID": f"AK{word()[:14]}",
        "AWS_SECRET_ACCESS_KEY": word(),
        "AWS_DEFAULT_REGION": region,
        "AWS_EC2_METADATA_DISABLED": "true",
    }


def lock_buckets(doors: Iterable[Door], maker: tuple[str, str], namespace: str | None) -> None:
    """Make each off-site bucket, with object lock when its repository is immutable.

    Runs where the servers are: the way there from the building exists only once the router is configured.
    """
    for door in doors:
        order = {
            "endpoint": f"http://{door.address}:{door.port}",
            "bucket": door.path.partition("/")[0],
            "days": door.repository.immutable_days,
            "user": maker[0],
            "secret": maker[1],
        }
        run(inside(namespace, [sys.executable, "-m", "drplan.adapters.aws.lock"]), stdin=json.dumps(order))


def _once(programs: list[Program]) -> list[Program]:
    """Return one program a door: two repositories may be two buckets of one server."""
    return list({(program.address, program.port): program for program in reversed(programs)}.values())
