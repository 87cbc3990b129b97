"""A lab's own keys, passwords and certificates."""

import ssl
import stat
import subprocess
from datetime import UTC, datetime
from ipaddress import IPv4Address, IPv4Network

from drplan.adapters.lab.keys import answers, certificate, host_words, keep, ssh_key
from drplan.declare import HostSecret, Repository, Secret, Server, Site


def test_a_kept_file_is_its_owners_alone_even_when_it_was_open_before(tmp_path):
    path = tmp_path / "below" / "secret"
    path.parent.mkdir()
    path.write_text("old")
    path.chmod(0o644)
    keep(path, "new")
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert path.read_text() == "new"


def test_an_ssh_key_is_made_once_and_openssh_reads_it(tmp_path):
    line = ssh_key(tmp_path / "key", "lab")
    assert ssh_key(tmp_path / "key", "lab") == line
    derived = subprocess.run(
        ["ssh-keygen", "-y", "-f", tmp_path / "key"], capture_output=True, text=True, check=True
    ).stdout
    assert derived.split()[:2] == line.split()[:2]


def test_a_server_certificate_is_trusted_through_its_authority_for_its_addresses(tmp_path):
    made = certificate([IPv4Address("198.18.20.5")], datetime.now(UTC))
    for name, text in (("ca", made.authority), ("crt", made.server)):
        (tmp_path / name).write_text(text)
    check = ["openssl", "verify", "-CAfile", tmp_path / "ca", "-verify_ip"]
    assert (
        subprocess.run([*check, "198.18.20.5", tmp_path / "crt"], capture_output=True, check=False).returncode
        == 0
    )
    assert (
        subprocess.run([*check, "198.18.20.6", tmp_path / "crt"], capture_output=True, check=False).returncode
        != 0
    )
    assert ssl.PEM_cert_to_DER_cert(made.server)
    assert "PRIVATE" not in repr(made)


def test_only_secrets_read_from_the_environment_are_answered_and_never_twice_the_same():
    repository = Repository(
        name="onsite",
        location="rest:https://10.0.0.5:8000/drplan/",
        site="hs",
        media="disk",
        password=Secret.env("PASSWORD"),
        user=Secret.file("/etc/user"),
        user_secret=Secret.env("USER_SECRET"),
        ca_certificate=Secret.env("CA"),
    )
    first, second = answers(repository, "drplan", "PEM"), answers(repository, "drplan", "PEM")
    assert first.keys() == {"PASSWORD", "USER_SECRET", "CA"}
    assert first["CA"] == "PEM"
    assert first["PASSWORD"] != first["USER_SECRET"]
    assert first["PASSWORD"] != second["PASSWORD"]


def test_a_labs_servers_get_a_fresh_word_for_each_variable_they_have_a_secret_from():
    held = (
        HostSecret(name="radius", secret=Secret.env("RADIUS")),
        HostSecret(name="filed", secret=Secret.file("/etc/word")),
    )
    address = IPv4Address("10.0.0.5")
    site = Site(
        code="hs",
        title="hs",
        kind="high-school",
        students=1,
        contact="admin",
        networks=(IPv4Network("10.0.0.0/24"),),
        assets=(Server(name="a", address=address, owner="admin", secrets=held),),
    )
    first, second = host_words(site), host_words(site)
    assert list(first) == ["RADIUS"]
    assert len(first["RADIUS"]) > 20
    assert first != second
