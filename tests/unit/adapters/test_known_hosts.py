"""The project's own known_hosts: one machine, one key, everything else left as it is."""

import subprocess
from ipaddress import IPv4Address

from drplan import NetworkDevice, Server
from drplan.adapters.access import Access
from drplan.adapters.hosts.request import ssh_data
from drplan.adapters.known_hosts import Pinned, holds, read_pinned, write_pinned
from drplan.adapters.network.login import login_settings
from drplan.adapters.ssh import ssh_argv
from drplan.plan.trust import HostKey

OLD, NEW = HostKey("ssh-ed25519", "AAAAold="), HostKey("ssh-ed25519", "AAAAnew=")


def test_a_new_key_takes_the_place_of_every_line_that_shares_a_name(tmp_path):
    file = tmp_path / "known_hosts"
    file.write_text("# ours\n10.0.0.5,db1 ssh-rsa AAAA1\n10.0.0.6 ssh-rsa AAAA2\n@revoked * ssh-rsa AAAA3")
    write_pinned(file, Pinned(("10.0.0.5",), NEW))
    assert file.read_text() == (
        "# ours\n10.0.0.6 ssh-rsa AAAA2\n@revoked * ssh-rsa AAAA3\n10.0.0.5 ssh-ed25519 AAAAnew=\n"
    )
    assert [path.name for path in tmp_path.iterdir()] == ["known_hosts"]
    assert file.stat().st_mode & 0o777 == 0o644


def test_a_machine_is_held_under_each_of_its_names_and_no_other(tmp_path):
    file = tmp_path / "known_hosts"
    write_pinned(file, Pinned(("[10.0.0.5]:2222", "10.0.0.5"), OLD))
    assert holds(file, "10.0.0.5")
    assert not holds(file, "10.0.0")
    assert not holds(tmp_path / "absent", "10.0.0.5")
    assert [pinned.key for pinned in read_pinned(file)] == [OLD]


def test_openssh_reads_what_was_written(tmp_path):
    subprocess.run(["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", tmp_path / "key"], check=True)
    kind, blob, *_ = (tmp_path / "key.pub").read_text().split()
    write_pinned(tmp_path / "known_hosts", Pinned(("[10.0.0.5]:2222", "10.0.0.5"), HostKey(kind, blob)))
    argv = ["ssh-keygen", "-l", "-F", "[10.0.0.5]:2222", "-f", tmp_path / "known_hosts"]
    found = subprocess.run(argv, capture_output=True, text=True, check=True).stdout
    assert HostKey(kind, blob).fingerprint() in found


def believed(access, address):
    """Return the file of host keys that each client is told of."""
    told = {"name": "a", "address": IPv4Address(address), "owner": "admin"}
    server, device = Server(**told), NetworkDevice(**told, platform="frr")
    settings = login_settings(device, access)
    options = [word for word in ssh_argv(access, server, ["true"]) if word.startswith("UserKnownHosts")]
    return (
        ssh_data(access, server).get("ssh_known_hosts_file"),
        settings["alt_key_file"] if not settings["system_host_keys"] else None,
        options[0].partition("=")[2].strip('"') if options else None,
    )


def test_every_client_believes_this_file_of_the_machines_in_it_and_else_the_operators_own(tmp_path):
    file = str(tmp_path / "known_hosts")
    write_pinned(tmp_path / "known_hosts", Pinned(("10.0.0.5",), OLD))
    assert believed(Access(pinned=file), "10.0.0.5") == (file, file, file)
    assert believed(Access(pinned=file), "10.0.0.6") == (None, None, None)
    lab = Access(pinned=file, known_hosts="/lab/known_hosts")
    assert believed(lab, "10.0.0.5") == ("/lab/known_hosts",) * 3
