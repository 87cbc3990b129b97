"""Lines that a person types to ask a server over the network. No secret is in them, or in a process list."""

from __future__ import annotations

import shlex
from ipaddress import IPv4Address

from drplan.declare import DhcpProbe, DnsProbe, HttpProbe, LdapProbe, PortProbe, RadiusProbe, Secret
from drplan.declare.network_probes import NetworkProbe
from drplan.explain.words import without_password


def secret_word(secret: Secret) -> str:
    """Return the word of a shell that stands for a secret; given to ``printf``, which is no process."""
    if secret.kind == "env":
        return f'"${{{secret.reference[0]}}}"'
    command = shlex.join(["cat", *secret.reference] if secret.kind == "file" else secret.reference)
    return f'"$({command})"'


def _fed(secret: Secret) -> str:
    """Return the word that stands for a file with the secret in it."""
    return (
        shlex.quote(secret.reference[0]) if secret.kind == "file" else f"<(printf %s {secret_word(secret)})"
    )


def ask_server(probe: NetworkProbe, address: IPv4Address) -> str:
    """Build the line that asks the server at ``address`` what the probe asks it."""
    match probe:
        case LdapProbe():
            return _ask_ldap(probe, address)
        case DnsProbe():
            port = () if probe.port == 53 else ("-p", str(probe.port))  # noqa: PLR2004 -- what dig asks
            return shlex.join(["dig", "+short", f"@{address}", *port, probe.name, probe.record])
        case DhcpProbe():
            return _ask_dhcp(probe, address)
        case RadiusProbe():
            return _ask_radius(probe, address)
        case PortProbe():
            return shlex.join(["nc", "-zvw5", str(address), str(probe.port)])


def fetch(probe: HttpProbe) -> str:
    """Build the line that fetches a page."""
    trust = f" --cacert {_fed(probe.ca_certificate)}" if probe.ca_certificate else ""
    url = shlex.quote(without_password(probe.url))
    if probe.status != 200:  # noqa: PLR2004 -- what -f takes for granted
        return f"curl -sS{trust} -w '\\n%{{http_code}}\\n' {url}"
    return f"curl -fsS{trust} {url} | {shlex.join(['grep', '-F', '-e', probe.contains])}"


def _ask_ldap(probe: LdapProbe, address: IPv4Address) -> str:
    """Build the line that searches a directory; the password is asked for."""
    trust = f"LDAPTLS_CACERT={_fed(probe.ca_certificate)} " if probe.ca_certificate else ""
    scheme = "ldaps" if probe.security == "ldaps" else "ldap"
    port = f":{probe.port}" if probe.port else ""
    words = ["ldapsearch", "-x", "-LLL", "-H", f"{scheme}://{probe.certified_as or address}{port}"]
    words += ["-ZZ"] if probe.security == "starttls" else []
    words += ["-D", probe.user, "-W"] if probe.user else []
    words += ["-b", probe.base, probe.filter, probe.attribute or "1.1"]
    return trust + shlex.join(words)


def _ask_dhcp(probe: DhcpProbe, address: IPv4Address) -> str:
    """Build the line that asks for an address and takes none (perfdhcp of Kea, or nmap)."""
    if probe.relay is not None:
        return shlex.join(
            ["sudo", "perfdhcp", "-4", "-i", "-n1", "-r1", "-l", str(probe.relay), str(address)]
        )
    return shlex.join(["sudo", "nmap", "--script", "broadcast-dhcp-discover", "-e", probe.interface or ""])


def _ask_radius(probe: RadiusProbe, address: IPv4Address) -> str:
    """Build the line of bash that logs in; ``printf`` is no process, so nobody reads the words in a list."""
    pairs = ['User-Name = "%s"', 'User-Password = "%s"', "Message-Authenticator = 0x00"]
    pairs += [f"Packet-Src-IP-Address = {probe.source}"] if probe.source else []
    form = "".join(rf"{pair}\n" for pair in pairs)
    given = f"{secret_word(probe.user)} {secret_word(probe.password)}"
    return (
        f"printf '{form}' {given} | radclient -x -r1 -t5 -S {_fed(probe.secret)} {address}:{probe.port} auth"
    )
