"""Keys, passwords and certificates of one lab: made anew for each, never used elsewhere."""

from __future__ import annotations

import secrets
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from ipaddress import IPv4Address
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
)
from cryptography.x509.oid import NameOID

from drplan.declare import Repository, Secret, Server, Site

_LIFETIME = timedelta(days=30)


@dataclass(frozen=True)
class Certificate:
    """PEM texts: the authority's certificate, the server's, and the server's private key."""

    authority: str
    server: str
    key: str = field(repr=False)


def keep(path: Path, text: str, *, mode: int = 0o600) -> Path:
    """Write a file that is never, not even for a moment, open to more eyes than ``mode`` allows."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.unlink(missing_ok=True)
    path.touch(mode=mode)
    path.chmod(mode)
    path.write_text(text)
    return path


def ssh_key(path: Path, comment: str) -> str:
    """Return the public line of the Ed25519 key in ``path``, making the key when there is none."""
    public = path.with_name(path.name + ".pub")
    if not public.exists():
        private = Ed25519PrivateKey.generate()
        pem = private.private_bytes(Encoding.PEM, PrivateFormat.OpenSSH, NoEncryption()).decode()
        line = private.public_key().public_bytes(Encoding.OpenSSH, PublicFormat.OpenSSH).decode()
        keep(path, pem)
        keep(public, f"{line} {comment}\n", mode=0o644)
    return public.read_text().strip()


def _name(common: str) -> x509.Name:
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, common)])


def _build(
    subject: str, issuer: str, key: ec.EllipticCurvePrivateKey, now: datetime
) -> x509.CertificateBuilder:
    return (
        x509.CertificateBuilder()
        .subject_name(_name(subject))
        .issuer_name(_name(issuer))
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(hours=1))
        .not_valid_after(now + _LIFETIME)
    )


def certificate(addresses: Iterable[IPv4Address], now: datetime) -> Certificate:
    """Make an authority and a server certificate for these addresses, good for 30 days."""
    authority, server = ec.generate_private_key(ec.SECP256R1()), ec.generate_private_key(ec.SECP256R1())
    name = "drplan lab authority"
    above = _build(name, name, authority, now).add_extension(
        x509.BasicConstraints(ca=True, path_length=0), critical=True
    )
    below = _build("drplan lab repository", name, server, now).add_extension(
        x509.SubjectAlternativeName([x509.IPAddress(address) for address in addresses]), critical=False
    )
    return Certificate(
        authority=above.sign(authority, hashes.SHA256()).public_bytes(Encoding.PEM).decode(),
        server=below.sign(authority, hashes.SHA256()).public_bytes(Encoding.PEM).decode(),
        key=server.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()).decode(),
    )


def word() -> str:
    """Return a fresh random password."""
    return secrets.token_urlsafe(24)


def answers(repository: Repository, user: str, authority: str | None) -> dict[str, str]:
    """Return the environment variables that a repository's secrets are read from, with fresh values.

    A secret that is declared as a file or a command is not the lab's to give.
    """
    wanted: list[tuple[Secret | None, str]] = [
        (repository.password, word()),
        (repository.user, user),
        (repository.user_secret, word()),
        (repository.ca_certificate, authority or ""),
    ]
    return {secret.reference[0]: value for secret, value in wanted if secret and secret.kind == "env"}


def pruning_answers(repository: Repository) -> dict[str, str]:
    """Return the environment variables that a bucket's pruning credential is read from, with fresh values."""
    wanted = [(repository.prune_user, f"AK{word()[:14]}"), (repository.prune_secret, word())]
    return {secret.reference[0]: value for secret, value in wanted if secret and secret.kind == "env"}


def host_words(site: Site) -> dict[str, str]:
    """Return the environment variables that a site's servers have their secrets from, with fresh values."""
    servers = (asset for asset in site.assets if isinstance(asset, Server))
    wanted = (each.secret for server in servers for each in server.secrets)
    return {secret.reference[0]: word() for secret in wanted if secret.kind == "env"}
