"""What the hosts of a lab start from."""

from ipaddress import IPv4Address

import pytest

from drplan.adapters.lab import image
from drplan.adapters.lab.pool import Recipe, recipes
from drplan.declare import Server, Software
from drplan.errors import LabError


def server(name, *baselines, version=None):
    software = Software(name="Debian", version=version) if version else None
    return Server(
        name=name, address=IPv4Address("198.18.20.9"), owner="it", baselines=baselines, software=software
    )


def test_servers_of_one_release_share_an_image_with_what_any_of_them_installs():
    made = recipes([server("a", "web"), server("b", "database-postgres", version="12")])
    assert made["a"] == made["b"]
    assert {"nginx-light", "postgresql", "unattended-upgrades"} <= set(made["a"].packages)


def test_each_release_has_an_image_of_its_own():
    made = recipes([server("a", "web"), server("b", version="13")])
    assert (made["a"].suite, made["b"].suite) == ("bookworm", "trixie")
    assert "nginx-light" not in made["b"].packages


def test_what_a_lab_host_cannot_run_is_refused_by_name():
    with pytest.raises(LabError, match="old runs Debian 9"):
        recipes([server("old", version="9")])


def test_a_recipe_is_the_same_however_its_servers_are_listed():
    two = [server("a", "web"), server("b", "database-postgres")]
    assert recipes(two)["a"] == recipes(two[::-1])["a"] != Recipe()


@pytest.mark.parametrize("there", [True, False])
def test_the_image_is_checked_with_debians_keyring_where_the_machine_has_one(monkeypatch, tmp_path, there):
    keyring = tmp_path / "debian-archive-keyring.gpg"
    if there:
        keyring.touch()
    monkeypatch.setattr(image, "_KEYRING", keyring)
    monkeypatch.setattr(image, "require", str)
    assert (f"--keyring={keyring}" in image._mmdebstrap(tmp_path, Recipe())) is there
