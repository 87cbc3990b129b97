"""The project's own known_hosts: one machine, one key, everything else left as it is."""

import subprocess

from drplan.adapters.known_hosts import Pinned, holds, read_pinned, write_pinned
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
