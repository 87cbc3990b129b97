"""OpenLDAP's own configuration and its directories, asked and changed by root over its socket: no password.

``ldapi:///`` with SASL EXTERNAL tells the server who asks by the socket itself.
"""

from __future__ import annotations

import base64
import re
from collections.abc import Mapping, Sequence
from shlex import quote

from pyinfra import host, logger
from pyinfra.api import FactBase, StringCommand, operation
from pyinfra.operations import systemd

from deploys.steps import DIFFERS, FILES, Modes, Steps

ROOT = "gidNumber=0+uidNumber=0,cn=peercred,cn=external,cn=auth"
"""How root is called over the socket."""

Entries = Mapping[str, Mapping[str, Sequence[str]]]
"""By DN; each attribute's values, without the numbers that the server gives them."""

CONFIGURATION = "/etc/ldap/slapd.d"

_INDICES = (
    "objectClass eq",
    "cn,sn,givenName,mail eq,sub",
    "uid,uidNumber,gidNumber,memberUid,member eq",
    "entryUUID,entryCSN eq",
)

_CLASSES = {"dc": ("dcObject", "organization"), "o": ("organization",), "ou": ("organizationalUnit",)}
"""What the entry at a directory's suffix is, by the attribute that names it."""

_ASK = "ldapsearch -Q -LLL -o ldif-wrap=no -Y EXTERNAL -H ldapi:///"


class Configuration(FactBase[Entries]):
    """The server's own configuration, schema left out; empty while it does not run."""

    default = dict

    def command(self) -> str:
        """Ask for it. A server that runs and does not answer is an error, not an unconfigured one."""
        wanted = "(|(objectClass=olcGlobal)(objectClass=olcModuleList)(objectClass=olcDatabaseConfig))"
        return f"if systemctl is-active --quiet slapd; then {_ASK} -b cn=config {quote(wanted)} '*'; fi"

    def process(self, output: list[str]) -> Entries:
        """Read LDIF (RFC 2849)."""
        return read_ldif(output)


class Suffixes(FactBase[list[str]]):
    """Those of the suffixes that an entry stands at."""

    default = list

    def command(self, suffixes: list[str]) -> str:
        """Ask for each; one without an entry (code 32) is not named."""
        asked = " ".join(
            f"{_ASK} -b {quote(suffix)} -s base 1.1 >/dev/null 2>&1; code=$?;"
            f" [ $code -ne 0 ] || echo {quote(suffix)}; [ $code -eq 0 ] || [ $code -eq 32 ] || exit $code;"
            for suffix in suffixes
        )
        return f"if systemctl is-active --quiet slapd; then {asked} fi"

    def process(self, output: list[str]) -> list[str]:
        """Return one a line."""
        return list(output)


def read_ldif(lines: Sequence[str]) -> Entries:
    """Return what unwrapped LDIF holds; values lose the ``{3}`` before them."""
    entries: dict[str, dict[str, list[str]]] = {}
    entry: dict[str, list[str]] = {}
    for line in lines:
        attribute, _, value = line.partition(":")
        if value.startswith(":"):
            value = base64.b64decode(value[1:]).decode(errors="replace")
        if attribute == "dn":
            entry = entries.setdefault(value.strip(), {})
        elif value:
            entry.setdefault(attribute, []).append(re.sub(r"^\{-?\d+\}", "", value.strip()))
    return entries


def normal(dn: str) -> str:
    """Return a DN as two of the same are compared."""
    return re.sub(r"\s*([,=])\s*", r"\1", dn).lower()


def database_of(entries: Entries, suffix: str) -> str | None:
    """Return the DN of the database that holds a suffix."""
    for dn, entry in entries.items():
        if any(normal(each) == normal(suffix) for each in entry.get("olcSuffix", ())):
            return dn
    return None


@operation()
def configured() -> Steps:
    """Make the server's configuration where there is none at all; one that is there is never replaced."""
    there = host.get_fact(Modes, paths=[f"{CONFIGURATION}/cn=config.ldif", "/etc/ldap/slapd.conf"])
    if there:
        return
    logger.info(DIFFERS, f"{CONFIGURATION} holds no configuration")
    # Half a configuration, of a run that was cut off, is put aside: mv refuses where nothing is.
    yield StringCommand(
        f"mv -T {CONFIGURATION} {CONFIGURATION}.aside.$(date +%s) 2>/dev/null;"
        f" install -d -o openldap -g openldap -m 750 {CONFIGURATION} /run/slapd"
        f" && runuser -u openldap -- slapadd -n 0 -F {CONFIGURATION}"
        f" && runuser -u openldap -- slaptest -Q -u -F {CONFIGURATION}"
        f" || {{ rm -rf {CONFIGURATION}; exit 1; }}",
        _stdin=(FILES / "slapd.ldif").read_text(),
    )


class AtBoot(FactBase[bool]):
    """Whether the server starts at boot: Debian 12 has a script for it, which is in no list of units."""

    default = bool

    def command(self) -> str:
        """Ask."""
        return "systemctl is-enabled slapd 2>/dev/null || true"

    def process(self, output: list[str]) -> bool:
        """Judge the last word."""
        return output[-1:] == ["enabled"]


@operation()
def runs() -> Steps:
    """Have the server run, now and at boot."""
    yield from systemd.service._inner(service="slapd", running=True)  # noqa: SLF001
    if not host.get_fact(AtBoot):
        logger.info(DIFFERS, "slapd does not start at boot")
        yield "systemctl enable slapd"


@operation()
def module_loaded(module: str) -> Steps:
    """Have the server load a module."""
    entries = host.get_fact(Configuration)
    loads = [each for entry in entries.values() for each in entry.get("olcModuleLoad", ())]
    if not {module, f"{module}.la", f"{module}.so"} & set(loads):
        logger.info(DIFFERS, f"module {module} is not loaded")
        yield modify("cn=module{0},cn=config", {"olcModuleLoad": [module]}, how="add")


@operation()
def settings(dn: str, wanted: Mapping[str, Sequence[str]]) -> Steps:
    """Hold attributes of one entry of the configuration, whole and in order; no value takes one away."""
    entry = host.get_fact(Configuration).get(dn, {})
    others = {key: values for key, values in wanted.items() if list(entry.get(key, ())) != list(values)}
    if others:
        for key, values in others.items():
            logger.info(DIFFERS, f"{dn}: {key} is {_said(entry.get(key, ()))}, not {_said(values)}")
        yield modify(dn, others)


@operation()
def access_held(suffix: str, rules: Sequence[str]) -> Steps:
    """Hold who may read and write a directory."""
    entries = host.get_fact(Configuration)
    dn = database_of(entries, suffix) or f"the database of {suffix}"
    yield from settings._inner(dn=dn, wanted={"olcAccess": rules})  # noqa: SLF001


@operation()
def directory_exists(suffix: str) -> Steps:
    """Make the place of a directory, and the entry at its suffix, where they are absent."""
    if database_of(host.get_fact(Configuration), suffix) is None:
        logger.info(DIFFERS, f"no database holds {suffix}")
        folder = f"/var/lib/ldap/{re.sub('[^a-z0-9]+', '-', normal(suffix))}"
        yield f"install -d -o openldap -g openldap -m 700 {folder}"
        yield add(_database(suffix, folder))
    if suffix not in host.get_fact(Suffixes, suffixes=[suffix]):
        logger.info(DIFFERS, f"no entry stands at {suffix}")
        yield add(_top(suffix))


def _database(suffix: str, folder: str) -> str:
    indices = "".join(f"olcDbIndex: {index}\n" for index in _INDICES)
    return (
        "dn: olcDatabase=mdb,cn=config\nobjectClass: olcDatabaseConfig\nobjectClass: olcMdbConfig\n"
        f"olcDatabase: mdb\nolcDbDirectory: {folder}\nolcSuffix: {suffix}\nolcRootDN: {ROOT}\n"
        f"olcDbMaxSize: {16 << 30}\n{indices}"
    )


def _top(suffix: str) -> str:
    attribute, _, value = suffix.split(",", 1)[0].partition("=")
    attribute, value = attribute.strip().lower(), value.strip()
    classes = "".join(f"objectClass: {each}\n" for each in _CLASSES.get(attribute, ("extensibleObject",)))
    organization = f"o: {value}\n" if attribute == "dc" else ""
    return f"dn: {suffix}\n{classes}{attribute}: {value}\n{organization}"


def modify(dn: str, values: Mapping[str, Sequence[str]], how: str = "replace") -> StringCommand:
    """Return a command that changes one entry, all of it or nothing."""
    parts = "-\n".join(
        f"{how}: {key}\n" + "".join(f"{key}: {value}\n" for value in many) for key, many in values.items()
    )
    return StringCommand(
        "ldapmodify -Q -Y EXTERNAL -H ldapi:///", _stdin=f"dn: {dn}\nchangetype: modify\n{parts}"
    )


def add(entry: str) -> StringCommand:
    """Return a command that adds an entry; one that is there already is not touched, and an error."""
    return StringCommand("ldapadd -Q -Y EXTERNAL -H ldapi:///", _stdin=entry)


def _said(values: Sequence[str]) -> str:
    return " | ".join(values) or "nothing"
