"""What is wrong with a fragment is said with its name."""

import pytest

from deploys.network.shared.fragments import Fragment, all_but, features
from drplan.errors import DeclarationError
from tests.network_baselines import device, held


@pytest.mark.parametrize(
    ("fragment", "says"),
    [
        ("ntp server {{ nobody }}\n", "'nobody' is undefined"),
        ("{% for %}\n", "Expected"),
        ("hostname {{ device.role_ }}\n", "no attribute 'role_'"),
        ("serial {{ device.serial }}\n", "None cannot be typed"),
    ],
)
def test_a_fragment_that_cannot_be_rendered_is_named(tmp_path, fragment, says):
    (tmp_path / "made.j2").write_text(fragment)
    with pytest.raises(DeclarationError, match=rf"hs-sw1: .*/made\.j2: .*{says}"):
        features(held(device("cisco-ios", "closet"), None), tmp_path, (Fragment("made"),))


def test_a_fragment_of_ones_own_gets_what_is_declared(tmp_path):
    (tmp_path / "made.j2").write_text("hostname {{ device.name }}\n\n\nsite {{ site.code }}   \n")
    (feature,) = features(held(device("cisco-ios", "closet"), None), tmp_path, (Fragment("made"),))
    assert feature.text == "hostname hs-sw1\nsite hs\n"


def test_spares_leave_alone_all_lines_but_those_named():
    import re

    (pattern,) = all_but("shutdown", "no shutdown")
    assert re.match(pattern, "description x")
    assert not re.match(pattern, "shutdown")
    assert re.match(all_but()[0], "shutdown")
