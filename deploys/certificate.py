"""The certificate that a server declares (``Server.certificate``), for services that show it over TLS."""

from __future__ import annotations

from dataclasses import dataclass
from shlex import quote

from pyinfra import host, logger
from pyinfra.api import FactBase, operation

from deploys.steps import DIFFERS, Modes, Steps, held_modes, installed
from deploys.units import drop_in, units_read

GROUP = "ssl-cert"
"""Debian's group of those who may read a server's private keys."""


@dataclass(frozen=True)
class Shown:
    """A certificate that is there: its chain and its key, as paths on the host."""

    chain: str
    key: str

    def proof(self, user: str) -> str:
        """Return a command that fails unless the user reads both, and they are a pair that still runs."""
        proven = (
            f"openssl x509 -in {self.chain} -noout -checkend 0 >/dev/null"
            f" || {{ echo {self.chain} has run out or is no certificate >&2; exit 1; }};"
            f' test "$(openssl x509 -in {self.chain} -noout -pubkey)"'
            f' = "$(openssl pkey -in {self.key} -pubout)"'
            f" || {{ echo {self.key} is not the key to {self.chain} >&2; exit 1; }}"
        )
        return f"runuser -u {user} -- sh -c {quote(proven)}"


def certificate() -> Shown | None:
    """Return what is declared and there, else nothing: the service then answers on the host itself only."""
    declared = host.data.get("certificate")
    return Shown(**declared) if declared and why_not() is None else None


def why_not() -> str | None:
    """Say why no certificate can be shown; ``None`` when one can."""
    declared = host.data.get("certificate")
    if not declared:
        return "no certificate is declared: it answers on the server itself only"
    paths = [declared["chain"], declared["key"]]
    absent = [path for path in paths if path not in host.get_fact(Modes, paths=paths)]
    # Not an error: on a host that is rebuilt the certificate may come with the data, after its baselines.
    return f"{', '.join(absent)} is not there: it answers on the server itself only" if absent else None


def waits_for_address(what: str, unit: str) -> None:
    """Have a service that answers at one address start once the host has it: else it fails at boot."""
    put = drop_in(f"{what}: starts once the host has its address (CP-10)", unit=unit, src="online.conf")
    units_read(name=f"{what}: systemd knows", units=[unit], after=(put,))


class Groups(FactBase[list[str]]):
    """The groups of a user who exists."""

    default = list

    def command(self, user: str) -> str:
        """Ask."""
        return f"id -nG -- {quote(user)} 2>/dev/null || true"

    def process(self, output: list[str]) -> list[str]:
        """Return their names."""
        return " ".join(output).split()


@operation()
def key_readable(user: str, key: str) -> Steps:
    """Let a service's user read the key, and nobody else who is not in its group."""
    yield from installed._inner(packages=["ssl-cert"])  # noqa: SLF001
    yield from held_modes._inner(modes={key: ("root", GROUP, "640")})  # noqa: SLF001
    if GROUP not in host.get_fact(Groups, user=user):
        logger.info(DIFFERS, f"{user} is not in {GROUP}")
        yield f"usermod --append --groups {GROUP} {quote(user)}"
