import stat

import pytest

from drplan.adapters.access import Access, access_file, enter, read_access, write_access
from drplan.errors import LabError


def test_without_a_lab_production_is_meant(tmp_path):
    assert read_access(tmp_path).where == "production"


def test_what_a_lab_wrote_is_read_back_whole(tmp_path):
    access = Access(where="lab", site="hs", environment={"A": "b"}, locations={"x": "y"})
    write_access(tmp_path, access)
    assert read_access(tmp_path) == access


def test_access_is_for_its_owner_alone(tmp_path):
    write_access(tmp_path, Access(where="lab"))
    assert stat.S_IMODE(access_file(tmp_path).stat().st_mode) == 0o600


@pytest.mark.parametrize("content", ["", "{", "[]", '{"where": "lab", "unknown": 1}'])
def test_a_lab_that_cannot_be_read_never_means_production(tmp_path, content):
    write_access(tmp_path, Access(where="lab"))
    access_file(tmp_path).write_text(content)
    with pytest.raises(LabError, match="a lab is up"):
        read_access(tmp_path)


def test_a_lab_whose_network_is_gone_is_not_entered(tmp_path):
    with pytest.raises(LabError, match="network is gone"):
        enter(Access(where="lab", namespace=str(tmp_path / "gone")))
