"""Who looks at production from outside a room may be slow to leave: a drill's result does not hang on it."""

import subprocess
import sys
from types import SimpleNamespace
from typing import Any

from drplan.adapters.access import Access
from drplan.adapters.scratch import outside


def test_a_watcher_that_does_not_leave_in_time_is_ended_and_nothing_is_raised(monkeypatch):
    started = []

    def slow(*_argv, **options):
        started.append(subprocess.Popen([sys.executable, "-c", "import time; time.sleep(60)"], **options))
        return started[-1]

    monkeypatch.setattr(outside, "subprocess", SimpleNamespace(**{**vars(subprocess), "Popen": slow}))
    monkeypatch.setattr(outside, "_LEAVE_SECONDS", 0.05)
    district: Any = SimpleNamespace(model_dump=lambda **_: {})
    with outside.watching(district, Access()):
        pass
    assert started[0].returncode == -9
