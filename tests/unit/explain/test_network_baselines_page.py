"""``docs/network-baselines.md`` says what the controls and the baselines say."""

from pathlib import Path
from typing import Any

import pytest

from drplan.errors import DeclarationError
from tests.network_baselines import DEPLOYS, MANAGEMENT, ROLES, wanted
from tests.network_controls import control_of, read_network_controls

PAGE = (Path(__file__).parents[3] / "docs" / "network-baselines.md").read_text()
CONTROLS = read_network_controls(DEPLOYS)
ROUTED: dict[str, Any] = {"routing": ("198.18.20.0/24",)}


def held_by(platform: str, control: str) -> str:
    """Return the cell of one control and platform."""
    found = {
        role: feature
        for role in ROLES[platform]
        for feature in wanted(platform, role, management=MANAGEMENT, **(ROUTED if platform == "frr" else {}))
        if control_of(feature.name) == control
    }
    if not found:
        return ""
    if all(feature.left_out for feature in found.values()):
        return "left out"
    return "every role" if len(found) == len(ROLES[platform]) else ", ".join(found)


def test_every_control_has_its_row():
    for name, control in CONTROLS.items():
        assert f"| `{name}` | {control.does} | {control.cis} | {control.nist} |\n" in PAGE


@pytest.mark.parametrize("control", list(CONTROLS))
def test_what_is_held_where_is_what_the_baselines_hold(control):
    cells = " | ".join(held_by(platform, control) for platform in ROLES)
    assert f"| `{control}` | {cells} |\n" in PAGE


@pytest.mark.parametrize(("text", "says"), [("[x]\ndoes = 1\n", "x: "), ("[x", "controls.toml")])
def test_controls_that_cannot_be_read_name_their_file(tmp_path, text, says):
    (tmp_path / "network").mkdir()
    (tmp_path / "network" / "controls.toml").write_text(text)
    with pytest.raises(DeclarationError, match=says):
        read_network_controls(tmp_path)
