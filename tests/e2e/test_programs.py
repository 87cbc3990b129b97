"""Programs of a recovery on a real host: steps that are run, probes that look."""

import pytest

from drplan.adapters.probes import Prober
from drplan.adapters.programs_there import ProgramsThere
from drplan.declare import CommandProbe
from drplan.errors import UsageError

pytestmark = pytest.mark.lab


def test_a_program_runs_as_root_on_the_named_server_and_its_exit_code_comes_back(lab_hs):
    there = ProgramsThere(lab_hs.district, lab_hs.access)
    assert there.run("hs-file1", ("test", "-r", "/etc/shadow"), seconds=20) == 0
    assert there.run("hs-file1", ("sh", "-c", "exit 7"), seconds=20) == 7
    with pytest.raises(UsageError, match="no server is named 'hs-file9'"):
        there.run("hs-file9", ("true",), seconds=20)


@pytest.mark.parametrize(
    ("argv", "contains", "healthy", "says"),
    [
        (("hostname",), "hs-file1", True, "prints what it should"),
        (("hostname",), "hs-db1", False, "does not print what it should"),
        (("sh", "-c", "hostname; exit 3"), "hs-file1", False, "sh on hs-file1 ended with 3"),
    ],
)
def test_a_command_probe_wants_both_a_good_end_and_the_right_words(lab_hs, argv, contains, healthy, says):
    probe = CommandProbe(server="hs-file1", argv=argv, contains=contains)
    seen = Prober(lab_hs.district, lab_hs.access).look(probe)
    assert seen.healthy is healthy
    assert says in seen.detail
