"""The controls as data: what is wrong in a file is named with the file."""

import re

import pytest

from drplan.adapters.hosts.controls import read_controls
from drplan.errors import DeclarationError


def written(folder, **files):
    (folder / "controls").mkdir()
    for name, text in files.items():
        (folder / "controls" / f"{name}.toml").write_text(text)
    return folder


def test_a_control_belongs_to_the_baseline_its_file_is_named_for(tmp_path):
    controls = read_controls(written(tmp_path, dns_dhcp='[zone]\ndoes = "Zones"\nnist = "SC-20"\n'))
    assert controls["zone"].baseline == "dns-dhcp"
    assert controls["zone"].name == "Zones (SC-20)"
    assert controls["zone"].level == "essential"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('[zone]\ndoes = "Zones"\nlevel = "hard"\n', "zone: level is 'hard', not one of essential, strict"),
        ('[zone]\ndoes = "Zones"\nsis = "1.1"\n', "zone: got an unexpected keyword argument 'sis'"),
        ('[zone]\nnist = "SC-20"\n', "zone: missing 1 required positional argument: 'does'"),
        ("zone = 1\n", "zone: "),
        ("[zone\n", "at line 1"),
    ],
)
def test_what_is_wrong_is_named_with_its_file(tmp_path, text, said):
    with pytest.raises(DeclarationError, match=re.escape(said)) as wrong:
        read_controls(written(tmp_path, tried=text))
    assert "tried.toml" in wrong.value.message


def test_an_id_that_two_baselines_give_is_refused(tmp_path):
    text = '[zone]\ndoes = "Zones"\n'
    with pytest.raises(DeclarationError, match="zone is given by one too"):
        read_controls(written(tmp_path, one=text, two=text))
