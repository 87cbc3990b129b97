"""What a lab's servers and devices have for themselves of the machine's mounts, by the real ``unshare``."""

import os
import subprocess

import pytest

from drplan.adapters.lab.tools import own_mounts

SCRIPT = """
set -e
mount --make-rshared /
mount -t tmpfs stick "$1"
stick=$1
shift
"$@" sleep 60 &
until [ "$(readlink /proc/$!/exe)" = "$(readlink -f "$(command -v sleep)")" ]; do sleep 0.02; done
grep -c " $stick " /proc/$!/mountinfo || true
umount "$stick"
grep -c " $stick " /proc/$!/mountinfo || true
kill $!
"""


@pytest.mark.skipif(os.geteuid() != 0, reason="not tried: it mounts, as root")
def test_a_disk_that_is_taken_out_while_a_lab_is_up_is_in_use_no_more(tmp_path):
    argv = ("unshare", "--mount", "sh", "-c", SCRIPT, "sh", str(tmp_path), *own_mounts())
    done = subprocess.run(argv, capture_output=True, text=True, check=True, timeout=60)
    assert done.stdout.split() == ["1", "0"]
