"""What a setup without root comes to: said in its first second, before minutes go into Python packages."""

from __future__ import annotations

import shutil

from scripts import setup_debian, setup_python, setup_restic
from scripts.setup_words import SetupFailed, is_root, say


def foresee() -> None:
    """Say what is not tried without root; raises ``SetupFailed`` for all that nothing goes on without."""
    setup_restic.refuse_without_apt()
    if is_root():
        return
    say("not root: the lab's hosts and routers are not tried (sudo make demo does); all else goes on")
    needed = {**setup_python.needed(), **setup_restic.needed(), **setup_debian.needed_without_lab()}
    if not needed:
        return
    install = f"sudo apt-get update && sudo apt-get install --no-install-recommends {' '.join(needed)}"
    if not shutil.which("apt-get"):
        install = "install what brings that on this machine"
    raise SetupFailed(
        f"nothing goes on without {'; '.join(f'{package} ({why})' for package, why in needed.items())}",
        next_step=f"{install}, then the same command again",
    )
