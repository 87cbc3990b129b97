"""What a runbook prints for each kind of probe: lines that a person can type, with no secret in them."""

import shlex
import subprocess
from ipaddress import IPv4Address

import pytest

from drplan.declare import (
    CommandProbe,
    DhcpProbe,
    DnsProbe,
    HttpProbe,
    LdapProbe,
    PortProbe,
    Probe,
    RadiusProbe,
    Refused,
    Secret,
    SqlProbe,
)
from drplan.explain.probe_lines import ask_server
from drplan.explain.probe_words import probe_commands, probe_expectation, probe_title

CA = Secret.file("/etc/ssl/district ca.pem")
PAT = LdapProbe(
    server="hs-db1",
    ca_certificate=CA,
    user="uid=pat,dc=x",
    password=Secret.env("PAT"),
    base="dc=x",
    filter="(uid=p*)",
    attribute="cn",
    value="Pat",
)
RADIUS = RadiusProbe(
    server="hs-db1",
    source=IPv4Address("198.18.20.9"),
    secret=Secret.file("/root/radius"),
    user=Secret.env("RADIUS_USER"),
    password=Secret.command("pass", "show", "radius user"),
)
WWW = DnsProbe(server="hs-db1", name="www.x.example", answers=("192.0.2.1", "192.0.2.2"))
OFFER = DhcpProbe(server="hs-db1", relay="198.18.20.9", network="198.18.20.0/24")
SHUT = Refused(probe=PortProbe(server="hs-db1", port=389), beside=PortProbe(server="hs-db1", port=636))
STAFF = Refused(
    probe=CommandProbe(server="hs-file1", argv=("smbclient", "//x/staff"), contains="blocks"),
    beside=CommandProbe(server="hs-file1", argv=("smbclient", "//x/pupils"), contains="blocks"),
    says="ACCESS_DENIED",
)

SHOWN: dict[str, tuple[Probe, tuple[str, ...], str]] = {
    "directory": (
        PAT,
        (
            (
                "LDAPTLS_CACERT='/etc/ssl/district ca.pem' ldapsearch -x -LLL -H ldaps://198.18.20.11"
                " -D uid=pat,dc=x -W -b dc=x '(uid=p*)' cn"
            ),
        ),
        "It prints an entry with the line cn: Pat",
    ),
    "entries": (
        LdapProbe(
            server="hs-db1", security="starttls", port=1389, certified_as="dir.x", base="dc=x", at_most=9
        ),
        ("ldapsearch -x -LLL -H ldap://dir.x:1389 -ZZ -b dc=x '(objectClass=*)' 1.1",),
        "It prints 1 to 9 lines that begin with dn:.",
    ),
    "names": (
        WWW,
        ("dig +short @198.18.20.11 www.x.example A",),
        "It prints 192.0.2.1, 192.0.2.2, after the other name where this one is an alias.",
    ),
    "relay": (
        OFFER,
        ("sudo perfdhcp -4 -i -n1 -r1 -l 198.18.20.9 198.18.20.11",),
        "An offer is received; its address is in 198.18.20.0/24.",
    ),
    "broadcast": (
        DhcpProbe(server="hs-db1", interface="eth1", network="198.18.20.0/24"),
        ("sudo nmap --script broadcast-dhcp-discover -e eth1",),
        "An offer is received; its address is in 198.18.20.0/24.",
    ),
    "port": (
        SHUT,
        ("nc -zvw5 198.18.20.11 636", "nc -zvw5 198.18.20.11 389"),
        (
            "The first is let in. It says that the connection succeeded, or that the port is open. The second"
            " gets no connection. If the first fails, the second shows nothing."
        ),
    ),
    "share": (
        STAFF,
        ("ssh 198.18.20.12 'sudo smbclient //x/pupils'", "ssh 198.18.20.12 'sudo smbclient //x/staff'"),
        (
            "The first is let in. What it prints holds: blocks The second fails, and prints: ACCESS_DENIED"
            " If the first fails, the second shows nothing."
        ),
    ),
    "rows": (
        SqlProbe(server="hs-db1", engine="mariadb", database="meals", query="select 1", at_least=7),
        ("ssh 198.18.20.11 \"sudo mariadb -BN -D meals -e 'select 1'\"",),
        "It prints 7 or a higher number.",
    ),
    "checksum": (
        SqlProbe(server="hs-db1", database="meals", query="table x", sha256="0" * 64),
        ("ssh 198.18.20.11 \"sudo -u postgres psql -At -d meals -c 'table x'\" | sha256sum",),
        "It prints exactly: " + "0" * 64,
    ),
    "status": (
        HttpProbe(url="https://x.example/a", contains="log in", status=401, ca_certificate=CA),
        ("curl -sS --cacert '/etc/ssl/district ca.pem' -w '\\n%{http_code}\\n' https://x.example/a",),
        "It prints a line that holds: log in, and a last line with the status 401",
    ),
}


@pytest.mark.parametrize("name", SHOWN)
def test_a_person_can_type_what_a_probe_asks_and_knows_what_to_expect(district, name):
    probe, commands, expected = SHOWN[name]
    assert probe_commands(probe, district) == commands
    assert probe_expectation(probe) == expected
    assert probe_title(probe).endswith(".")


def test_a_login_at_radius_is_typed_without_a_secret_in_any_process(tmp_path):
    line = ask_server(RADIUS, IPv4Address("198.18.20.11"))
    (tmp_path / "radclient").write_text('#!/bin/sh\necho "$@"\ncat\n')
    (tmp_path / "pass").write_text("#!/bin/sh\necho 'right 100%'\n")
    for program in ("radclient", "pass"):
        (tmp_path / program).chmod(0o755)
    done = subprocess.run(
        ["bash", "-c", line],
        env={"PATH": f"{tmp_path}:/usr/bin:/bin", "RADIUS_USER": "pat o'hara"},
        capture_output=True,
        text=True,
        check=True,
        timeout=20,
    )
    given, *request = done.stdout.splitlines()
    assert given == "-x -r1 -t5 -S /root/radius 198.18.20.11:1812 auth"
    assert request == [
        'User-Name = "pat o\'hara"',
        'User-Password = "right 100%"',
        "Message-Authenticator = 0x00",
        "Packet-Src-IP-Address = 198.18.20.9",
    ]


def test_every_word_of_a_hostile_probe_stays_one_word():
    nasty = "x'; rm -rf / #"
    probe = PAT.model_copy(update={"base": nasty, "filter": "(cn=$(id))", "user": nasty})
    words = shlex.split(ask_server(probe, IPv4Address("198.18.20.11")))
    assert words.count(nasty) == 2
    assert "(cn=$(id))" in words


def test_a_refusal_is_told_by_what_is_refused():
    expected = {
        "Access-Reject": Refused(probe=RADIUS, beside=PAT),
        "status 401 or 403": Refused(
            probe=HttpProbe(url="http://x/a", contains="a"), beside=HttpProbe(url="http://x/b", contains="b")
        ),
        "refused, or finds nothing": Refused(probe=PAT, beside=RADIUS),
        "prints no answer": Refused(probe=WWW, beside=PAT),
    }
    for words, probe in expected.items():
        assert words in probe_expectation(probe)
        assert probe_title(probe).startswith("See who is let in: ")
    assert "env RADIUS_USER and command pass show radius user" in probe_title(RADIUS)
