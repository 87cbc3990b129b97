"""A link in a folder that somebody sent reads no file of this machine."""

import pytest

from drplan.adapters.imports.ansible import read_ansible
from drplan.errors import DeclarationError


@pytest.mark.parametrize("name", ["hosts.ini", "host_vars/hs-db1", "group_vars/all/more.yml"])
def test_a_link_out_of_the_folder_is_refused(tmp_path, name):
    sent, own = tmp_path / "sent", tmp_path / "secret"
    own.write_text("site: not-for-you\n")
    (sent / name).parent.mkdir(parents=True)
    (sent / "site.ini").write_text("hs-db1 ansible_host=198.18.0.11\n")
    (sent / name).symlink_to(own)
    with pytest.raises(DeclarationError, match="is a link that leads out of its folder") as refused:
        read_ansible(sent)
    assert "not-for-you" not in str(refused.value)


def test_a_link_within_the_folder_is_read(tmp_path):
    (tmp_path / "hosts.ini").write_text("hs-db1 ansible_host=198.18.0.11\n")
    (tmp_path / "host_vars").mkdir()
    (tmp_path / "host_vars" / "hs-db1").symlink_to(tmp_path / "host_vars" / "vars.yml")
    (tmp_path / "host_vars" / "vars.yml").write_text("room: B12\n")
    (found,) = read_ansible(tmp_path).assets
    assert found.room == "B12"
