"""Random faults over continuous backup and drill: nothing lost, no false pass, no leftovers.

``DRPLAN_SOAK_MINUTES`` (an hour, unless told) and ``DRPLAN_SOAK_SEED``; docs/soak.md says what is done.
"""

import os
import subprocess
import sys

import pytest

from tests.e2e.command import ROOT

pytestmark = pytest.mark.lab


@pytest.mark.skipif(os.geteuid() != 0, reason="not tried: lab hosts, mounts and namespaces need root")
def test_an_hour_of_random_faults_loses_nothing_passes_nothing_false_and_leaves_nothing():
    words = ["--minutes", os.environ.get("DRPLAN_SOAK_MINUTES", "60")]
    if seed := os.environ.get("DRPLAN_SOAK_SEED"):
        words += ["--seed", seed]
    done = subprocess.run(
        (sys.executable, "-m", "tests.soak.faults", *words),
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )
    sys.stdout.write(done.stdout)
    assert done.returncode == 0, done.stdout
