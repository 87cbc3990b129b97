"""From a clean machine to the first service that is back."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from drplan.declare import District, Repository, Service
from drplan.explain.content import Step
from drplan.explain.document import Block, Facts, Heading, Paragraph, Steps
from drplan.explain.packet.sealed import Machine
from drplan.explain.packet.shown import variable
from drplan.explain.steps import steps_of
from drplan.explain.words import listing

_NAMED = ("python", "drplan", "restic", "ssh")


def machine(district: District, found: Machine) -> Iterator[Block]:
    """Yield what a machine needs, and the steps that bring it there."""
    yield Heading(2, "Make a clean machine ready", "machine")
    yield Facts(tuple(_pinned(found)))
    yield Steps(tuple(_steps(district, found)))


def first_service(district: District, order: Sequence[Sequence[Service]]) -> Iterator[Block]:
    """Yield the steps of the first service in the order; raises ``UsageError`` for an undeclared name."""
    yield Heading(2, "The first service back", "first")
    if not order:
        yield Paragraph("No service is declared.")
        return
    first = order[0][0]
    yield Paragraph(
        f"{first.title} ({first.name}) comes first: others wait for it. Its runbook says more; these are its "
        "steps. Go on with the order above, each by its site's runbook."
    )
    yield Steps(steps_of([first], district, None)[first.name])


def _pinned(found: Machine) -> Iterator[tuple[str, str]]:
    there = {name: found.versions[name] for name in _NAMED if name in found.versions}
    yield "Printed with", listing(f"{name} {version}" for name, version in there.items())
    yield "SHA-256 of requirements.lock", found.lock_sha256 or "no such file beside the inventory"
    yield "What it pins", "every Python package, typst and pyinfra among them, by its own SHA-256"
    yield "SHA-256 of that restic program", found.restic_sha256 or "restic was not there"
    yield "Python", "the system's own, 3.11 or newer: apt checks its signature"


def _steps(district: District, found: Machine) -> Iterator[Step]:
    yield from _made_ready(found)
    for each in district.repositories:
        yield from _opened(each)
    yield Step(
        "See which recovery points there are and how old.",
        "copies.status",
        ("drplan backup status",),
        "Every data set is listed with a recovery point.",
        "A copy that does not answer: ask its keeper, and use the next one.",
    )


def _made_ready(found: Machine) -> Iterator[Step]:
    yield Step(
        "Take a Debian 12 or newer that was installed from a medium you trust, on a network that the "
        "attack, if there was one, does not reach. Install what drplan stands on.",
        "clean-machine.install",
        ("sudo apt-get install python3-venv git openssh-client make",),
        "It ends without an error.",
        "No package comes: use another mirror or network, or a machine that already has them.",
    )
    yield Step(
        "Put a copy of this district's repository there: from the stick in the envelope, or a clone on "
        "anybody's machine. Work from its top folder. Compare it with this packet.",
        "clean-machine.compare",
        ("sha256sum requirements.lock",),
        f"It prints {found.lock_sha256}." if found.lock_sha256 else "",
        "Another number: this copy is newer or was changed. Find out which before you install from it.",
    )
    yield Step(
        "Bring the Python packages, each checked by its pinned hash, and restic, checked by Debian's "
        "signature.",
        "clean-machine.setup",
        ("make setup", ". .venv/bin/activate", "drplan doctor"),
        "It ends without an error, and every tool that is not the lab's is there.",
        "A hash that does not match is no accident: do not go on. Without a network, copy .venv and "
        ".drplan/tools from the stick.",
    )
    yield Step(
        "See that the signed records are whole, and compare their heads with those in this packet.",
        "clean-machine.verify",
        ("drplan evidence verify", "drplan evidence heads"),
        "Every record verifies. A chain may have grown since; it still holds the head that stands here. "
        "Deploys are each machine's own: a clean one has none of them, and so another ledger head.",
        "A record that does not verify: take another copy of the repository.",
    )


def _opened(each: Repository) -> Iterator[Step]:
    names = [variable(secret) for secret in (each.password, each.user, each.user_secret)]
    there = [name for name in names if name]
    if names[0]:
        yield Step(
            f"Open the escrow of repository {each.name}. {_typed(there)} Nothing is shown, and nothing stays "
            "in the shell's history.",
            f"{each.name}.open",
            tuple(f"read -rs {name} && export {name}" for name in there),
            "Each waits for one line and prints nothing.",
            "The envelope is gone or empty: the next holder in the table has another one.",
        )


def _typed(variables: Sequence[str]) -> str:
    if len(variables) == 1:
        return "Type its password."
    return "Type its password at the first line, and at the others the user and the secret of its server."
