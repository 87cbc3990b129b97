"""Tests that raise real hosts: one after another, and said to be not tried where they cannot run."""

import os
import signal
from typing import Any

import pytest
from hypothesis import HealthCheck, settings

from tests.moto_account import moto, moto_account  # noqa: F401 - fixtures of all tests

LAB_FOLDER = "tests/e2e/"
BESIDE = (
    "test_backup_faults.py",
    "test_controller_backups.py",
    "test_device_backups.py",
    "test_discovery.py",
    "test_drill_loopback.py",
    "test_drill_tampered.py",
    "test_drill_healthy.py",
    "test_drill_killed.py",
    "test_evidence.py",
    "test_network_baselines.py",
    "test_network_drill.py",
    "test_pages.py",
    "test_pages_accessible.py",
)
"""End-to-end tests with folders of their own, and no lab or one of its own name: any worker may have them."""

SIDE_LABS = ("test_roles.py", "test_probes.py", "test_sources.py")
"""Tests that raise labs of other names, which stand beside the high school's: one worker has them all."""

if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
    # Shells start what they put into the background so, and tests press Ctrl-C.
    signal.signal(signal.SIGINT, signal.default_int_handler)

# A busy machine is no fault of a rule's: no test is timed.
settings.register_profile("untimed", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("untimed")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Skip lab tests without root; refuse one outside the folder that a single worker runs."""
    without_root = pytest.mark.skip(reason="not tried: the lab needs root")
    for item in items:
        if not item.get_closest_marker("lab"):
            continue
        if not item.nodeid.startswith((LAB_FOLDER, "tests/soak/")):
            raise pytest.UsageError(f"{item.nodeid}: a lab test belongs into {LAB_FOLDER}")
        if os.geteuid() != 0:
            item.add_marker(without_root)


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_auto_num_workers(config: pytest.Config) -> int:
    """Have one worker more than there are cores: the lab's tests wait for hosts half of their time."""
    return len(os.sched_getaffinity(0)) + 1


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> Any:
    """Give the end-to-end tests to one worker, first, and those with labs of other names to another.

    ``--dist loadgroup`` would say the same, but xdist 3.8 does not group anything under pytest 9.2.
    """
    from xdist.scheduler import LoadScopeScheduling  # type: ignore[import-untyped]

    class OneLab(LoadScopeScheduling):  # type: ignore[misc]
        def _split_scope(self, nodeid: str) -> str:
            file = nodeid.split("::", maxsplit=1)[0]
            if file.removeprefix(LAB_FOLDER) in BESIDE:
                return file
            if file.removeprefix(LAB_FOLDER) in SIDE_LABS:
                return f"{LAB_FOLDER} beside"
            return LAB_FOLDER if nodeid.startswith(LAB_FOLDER) else nodeid

    return OneLab(config, log)
