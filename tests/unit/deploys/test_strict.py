"""What level strict composes from what it finds: PAM's profiles, the table of file systems, sshd's main file.

The deploy files run in the worker on this machine, each printing what it made.
"""

import json
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[3]
UNIX = """Name: Unix authentication
Default: yes
Priority: 256
Auth-Type: Primary
Auth:
\t[success=end default=ignore]\tpam_unix.so nullok try_first_pass
Auth-Initial:
\t[success=end default=ignore]\tpam_unix.so nullok
"""


@pytest.fixture
def made(tmp_path):
    """Return what a Python expression over deploy modules comes to, seen in the worker."""

    def ask(imports, expression):
        out = tmp_path / "made.json"
        file = tmp_path / "tried.py"
        file.write_text(f"import json\n{imports}\nopen({str(out)!r}, 'w').write(json.dumps({expression}))\n")
        host = {"name": "@local", "files": [str(file)], "data": {}}
        done = subprocess.run(
            [sys.executable, "-m", "drplan.adapters.hosts.worker"],
            input=json.dumps({"dry": True, "root": str(ROOT), "hosts": [host]}),
            capture_output=True,
            text=True,
            timeout=60,
            check=True,
        )
        assert not [each for each in json.loads(done.stdout)["operations"] if each["outcome"] == "error"]
        return json.loads(out.read_text())

    return ask


def test_debians_profile_loses_empty_passwords_and_nothing_else(made):
    text = made("from deploys.pam import without_empty_passwords", f"without_empty_passwords({UNIX!r})")
    assert "nullok" not in text
    assert text.count("pam_unix.so") == 2
    assert "Priority: 257\nConflicts: unix\n" in text
    assert "[success=end default=ignore]\tpam_unix.so try_first_pass\n" in text


LINES = {
    "UUID=1 /tmp ext4 defaults 0 2": "UUID=1 /tmp ext4 defaults,nosuid,nodev,noexec 0 2",
    "UUID=1 /home ext4 rw,nosuid 0 2": "UUID=1 /home ext4 rw,nosuid,nodev 0 2",
    "UUID=1  /tmp  ext4  nodev,nosuid,noexec  0 2": "UUID=1  /tmp  ext4  nodev,nosuid,noexec  0 2",
    "# /tmp was on /dev/sda5 during installation": "# /tmp was on /dev/sda5 during installation",
    "UUID=1 / ext4 errors=remount-ro 0 1": "UUID=1 / ext4 errors=remount-ro 0 1",
}


def test_a_table_of_file_systems_gains_options_and_loses_nothing(made):
    expression = f"[mounts._with_options(line, mounts.POINTS) for line in {list(LINES)!r}]"
    assert made("from deploys.hardening import mounts", expression) == list(LINES.values())


def test_of_two_file_systems_on_one_point_the_last_counts(made):
    mounted = [
        "none /tmp tmpfs rw,nosuid,nodev,noexec 0 0",
        "none /tmp tmpfs rw,nodev 0 0",
        "none /var/tmp tmpfs rw,nosuid,nodev,noexec 0 0",
    ]
    lacking = made("from deploys.hardening import mounts", f"mounts._lacking({mounted!r}, mounts.POINTS)")
    assert lacking == {"/tmp": "nosuid,noexec"}


def test_sshds_main_file_says_each_setting_once_as_sshd_takes_it(made):
    settings = "# a remark\nMaxAuthTries 3\nDenyUsers postgres\nMaxAuthTries 6\nLogLevel VERBOSE\n"
    said = made("from deploys.hardening import access", f"access._once({settings!r})")
    assert said == "MaxAuthTries 3\nLogLevel VERBOSE"
