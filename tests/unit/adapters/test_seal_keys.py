"""Whose signature on a manifest is believed."""

from pathlib import Path

from drplan.adapters.access import Access
from drplan.adapters.inventory import load_district
from drplan.adapters.keys import NAME, KeyFile
from drplan.adapters.lab.reach import known_host
from drplan.adapters.seal_keys import SealKeys
from drplan.declare import DeviceConfig, Paths
from drplan.declare.lookup import data_sets, server_named

ROOT = Path(__file__).parents[3]
DISTRICT = load_district(ROOT / "inventories")
ED25519 = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIE0yXCGcX2ZJtxTkEO+FTRp7hsj8NSGWrDJEWmjp6A1L"


FOLDERS = next(each.source for each in data_sets(DISTRICT) if isinstance(each.source, Paths))
DEVICE = next(each.source for each in data_sets(DISTRICT) if isinstance(each.source, DeviceConfig))
ADDRESS = str(server_named(DISTRICT, FOLDERS.server).address)


def test_a_host_is_believed_by_the_key_that_its_connections_are_checked_by(tmp_path):
    known = tmp_path / "known_hosts"
    line = known_host(FOLDERS.server, ADDRESS, f"{ED25519} x")
    known.write_text(f"{line}198.51.100.1 ssh-ed25519 AAAAother\n{ADDRESS} ssh-rsa AAAArsa\n")
    keys = SealKeys(DISTRICT, Access(where="lab", known_hosts=str(known)), tmp_path)
    assert keys.signers(FOLDERS) == [ED25519]


def test_a_host_that_is_not_known_has_no_key_to_be_believed_by(tmp_path):
    assert SealKeys(DISTRICT, Access(), tmp_path).signers(FOLDERS) == []


def test_what_is_read_here_is_signed_and_checked_by_the_evidence_key_while_there_is_one(tmp_path):
    keys = SealKeys(DISTRICT, Access(), tmp_path / "keys")
    assert (keys.own(), keys.signers(DEVICE)) == (None, [])
    made = KeyFile.create(tmp_path / "keys", "evidence@example.org")
    assert keys.own() == str(made.path)
    assert made.allowed_signer().endswith(keys.signers(DEVICE)[0])


def test_a_key_that_was_handed_over_is_still_believed_for_what_it_signed_unless_it_was_stolen(tmp_path):
    keys = SealKeys(DISTRICT, Access(), tmp_path)
    for name, believed in (("until", 2), ("compromised", 2)):
        old = KeyFile.create(tmp_path, "evidence@example.org")
        old.path.rename(tmp_path / f"{NAME}.{name}-20261122T120000Z")
        now = KeyFile.create(tmp_path, "evidence@example.org")
        assert len(keys.signers(DEVICE)) == believed
        assert (_public(old) in keys.signers(DEVICE)) is (name == "until")
        assert keys.signers(DEVICE)[0] == _public(now)
        now.path.unlink()


def _public(key):
    return " ".join(key.allowed_signer().split()[-2:])
