"""Where the copies are, and where what opens them is kept."""

from __future__ import annotations

from collections.abc import Iterator

from drplan.declare import District, Partner, Repository, Vendor
from drplan.declare.lookup import data_sets, policy_named
from drplan.declare.protection import Escrow
from drplan.explain.content import Table
from drplan.explain.document import Block, Heading, Paragraph
from drplan.explain.packet.shown import place, reference, role_line
from drplan.explain.words import count, listing
from drplan.record.ledger import Ledger
from drplan.record.secret_shapes import without_secrets
from drplan.validate.rules.repositories import ESCROW_CONFIRMED_FOR


def copies(district: District, ledger: Ledger) -> Iterator[Block]:
    """Yield both sections; raises ``UsageError`` for a policy that is not declared."""
    yield Heading(2, "Where the copies are", "copies")
    yield Paragraph(
        "As declared. Take the nearest one that answers; one that cannot be deleted, after an attack."
    )
    yield Table(
        "Repositories",
        ("Repository", "Location", "Kept by", "Holds", "Cannot be deleted", "Isolated"),
        tuple(_repository(each, district) for each in district.repositories),
    )
    yield Heading(2, "What opens them, and who holds it", "keys")
    yield Paragraph("No password and no key stands in this packet: only where each one lies.")
    yield Table(
        "Escrowed passwords of repositories",
        ("Repository", "Lies in", "Held by", "Confirmed on", "Due again by", "Seen to open it"),
        tuple(_escrows(district, ledger)),
    )
    yield Table(
        "What a restore is asked for, besides the location",
        ("Repository", "Password", "User and secret of its server", "Certificate"),
        tuple(_asked(each) for each in district.repositories),
    )
    yield Paragraph(
        "An escrow is declared of a repository's password alone. Where a server's user and secret are asked "
        "for too, put them into the same envelope, or have its keeper set new ones. The key that signs the "
        "evidence is not needed to restore."
    )


def _repository(each: Repository, district: District) -> tuple[str, ...]:
    held = [data for data in data_sets(district) if each.name in policy_named(district, data.policy).copies]
    kept = [f"for {each.immutable_days} days"] if each.immutable_days else []
    kept += ["append only"] if each.append_only else []
    return (
        each.name,
        f"{place(each.location)} ({each.media})",
        _keeper(each.site, district),
        count(len(held), "data set"),
        listing(kept, "not declared"),
        "yes" if each.isolated else "no",
    )


def _keeper(name: str, district: District) -> str:
    for site in district.sites:
        if site.code == name:
            return site.title
    outsiders: tuple[Vendor | Partner, ...] = (*district.partners, *district.vendors)
    for outside in outsiders:
        if outside.name == name:
            return f"{outside.title}, {outside.phone}"
    return name


def _escrows(district: District, ledger: Ledger) -> Iterator[tuple[str, ...]]:
    for each in district.repositories:
        for escrow in each.escrow:
            yield (
                each.name,
                without_secrets(escrow.place),
                role_line(district, escrow.holder),
                str(escrow.confirmed_on),
                str(escrow.confirmed_on + ESCROW_CONFIRMED_FOR),
                _opened(each.name, escrow, ledger),
            )
        if not each.escrow:
            yield each.name, "nowhere: not in escrow", "nobody", "never", "now", "no"


def _opened(repository: str, escrow: Escrow, ledger: Ledger) -> str:
    """Say when a signed record last saw what this holder keeps open the real repository."""
    for record in reversed(ledger.escrows):
        if record.where != "production" or record.holder_role != escrow.holder:
            continue
        for each in record.repositories:
            if each.repository == repository:
                return f"{each.verdict.outcome}, {record.ended:%Y-%m-%d}"
    return "no-evidence"


def _asked(each: Repository) -> tuple[str, ...]:
    server = [reference(secret) for secret in (each.user, each.user_secret) if secret]
    certificate = reference(each.ca_certificate) if each.ca_certificate else "public"
    return each.name, reference(each.password), listing(server), certificate
