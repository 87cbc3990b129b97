"""Who brings a copy back after an attack, and who plays the thief in a lab."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

from drplan.wiring.folders import state_folder

if TYPE_CHECKING:
    from collections.abc import Iterator

    from drplan.act.unhide_rehearsal import Rehearsal
    from drplan.adapters.aws.unhide import BucketUnhider
    from drplan.declare import District
    from drplan.ports import Progress


def unhider() -> BucketUnhider:
    """Return what takes delete markers away, with the pruning credential."""
    from drplan import wiring
    from drplan.adapters.aws.unhide import BucketUnhider

    return BucketUnhider(wiring.enter(), wiring.secrets())


@contextmanager
def unhide_rehearsal(district: District, progress: Progress) -> Iterator[Rehearsal]:
    """Yield what rehearses an attack in the lab; raises ``UsageError`` in production.

    What is restored lies in a folder of its own, which is gone afterwards.
    """
    import tempfile
    from pathlib import Path

    from drplan import wiring
    from drplan.act.unhide_rehearsal import Rehearsal
    from drplan.adapters.thief import LabThief
    from drplan.adapters.tools import find_restic

    state = state_folder()
    thief = LabThief(wiring.enter(), wiring.secrets(), restic=find_restic(state), state=state)
    scratch = state / "scratch"
    scratch.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="unhide-", dir=scratch) as folder:
        yield Rehearsal(
            district,
            wiring.vault(district),
            wiring.inspector(),
            unhider(),
            thief,
            wiring.clock(),
            progress,
            Path(folder),
        )
