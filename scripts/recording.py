"""The pictures of the README: real commands on a real terminal, real pages in a real browser.

``sudo .venv/bin/python -m scripts.recording`` rehearses the example's high school in a lab of its own, in a
copy of this checkout, and writes ``docs/pictures``: SVG of what a terminal showed, PNG of what a browser
showed, and ``made.json``, which says when and of which commit. It takes about four minutes. Beside what
``make demo`` needs it wants tmux and Chromium.
``--only NAME …`` makes some of them; ``validate`` and ``board`` need
neither root nor a lab.
"""

from __future__ import annotations

import argparse
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from scripts.demo import STORY
from scripts.recording_page import Shot, shoot
from scripts.recording_terminal import Terminal, picture

ROOT = Path(__file__).resolve().parents[1]
PICTURES = ROOT / "docs" / "pictures"
STOOD_STILL = "2026-11-22"
"""The day at which the example stands still."""

CHANGES = (
    ('policy="every-four-hours"', 'policy="nightly"'),
    ('    probes=(HttpProbe(url="http://198.18.20.12/canary.html", contains="the canary sings"),),\n', ""),
)
"""What a reviewer ought to stop: the gradebook backed up less often, the classroom no longer looked at."""

COMMAND = (sys.executable, "-m", "drplan")


@dataclass(frozen=True)
class Scene:
    """A command on a terminal: what is done before it, and which lines are left out of its picture."""

    name: str
    title: str
    words: str
    before: Callable[[Path], None] = lambda _folder: None
    left_out: str = ""
    columns: int = 100


def careless(folder: Path) -> None:
    """Make the changes to the high school that a reviewer ought to stop."""
    school = folder / "inventories" / "hs.py"
    text = school.read_text()
    for now, then in CHANGES:
        if now not in text:
            raise SystemExit(f"recording stops: inventories/hs.py has no {now.strip()}")
        text = text.replace(now, then, 1)
    school.write_text(text)


def careful(folder: Path) -> None:
    """Put the high school as it was."""
    shutil.copy(ROOT / "inventories" / "hs.py", folder / "inventories" / "hs.py")


def other_hand(folder: Path) -> None:
    """Change a server by hand, as somebody in a hurry does: root may log in again."""
    careful(folder)
    state = Path(os.environ["DRPLAN_STATE"])
    settings = "/etc/ssh/sshd_config.d/*drplan*.conf"
    change = f"sudo sed -i 's/^PermitRootLogin .*/PermitRootLogin yes/' {settings}"
    namespace = f"drplan.{os.environ['DRPLAN_LAB_NAME']}-lab"
    login = ("ssh", "-F", str(state / "lab" / "ssh_config"), "hs-db1", change)
    subprocess.run(("ip", "netns", "exec", namespace, *login), check=True)


VALIDATE = Scene(
    "validate", "A promise that no backup keeps", f"validate --site hs --as-of {STOOD_STILL}", careless
)
PLAN = Scene("plan", "Somebody changed a server by hand", "deploy plan --site hs --kind server", other_hand)
DRILL = Scene(
    "drill",
    "A school is lost and brought back",
    "drill run --site hs --despite-freeze recording",
    careful,
    left_out=r"^  \S+ +(see-|destroy|blank|deploy|restore|probe|fill|start|check)",
)
BOARD = ("report", "board", "--as-of", STOOD_STILL, "--format", "html", "--to")
SHOTS = (
    Shot("runbook", Path("runbooks/hs/runbook.html"), 860, 1003),
    Shot("board", Path("board.html"), 860, 868),
)
NAMES = (VALIDATE.name, PLAN.name, DRILL.name, *(shot.name for shot in SHOTS))


def drplan(folder: Path, words: Sequence[str], *, fine: Sequence[int] = (0,)) -> None:
    """Run a command that is in no picture; what it says goes to the screen."""
    done = subprocess.run((*COMMAND, *words), cwd=folder, check=False).returncode
    if done not in fine:
        raise SystemExit(f"recording stops: drplan {' '.join(words)} ended with {done}")


def rehearse(folder: Path) -> None:
    """Tell the demo's story up to the drill: raise the school, hold it, fill it, back it up."""
    for step in STORY:
        if step.words[0] == "drill":
            return
        drplan(folder, step.words, fine=step.fine)


def copied(folder: Path) -> None:
    """Put what the commands read into a folder of its own; the checkout stays as it is."""
    leave = shutil.ignore_patterns("__pycache__")
    for name in ("inventories", "deploys", "runbooks"):
        shutil.copytree(ROOT / name, folder / name, ignore=leave)


def film(scene: Scene, folder: Path) -> None:
    """Run a scene on a terminal of its own and write its picture."""
    scene.before(folder)
    with Terminal(folder, scene.columns, {"PYTHONPATH": str(ROOT)}) as terminal:
        lines = terminal.run((*COMMAND, *scene.words.split()), f"drplan {scene.words}")
    kept = without(lines, scene.left_out)
    (PICTURES / f"{scene.name}.svg").write_text(picture(kept, scene.title, scene.columns))


def without(lines: list[str], pattern: str) -> list[str]:
    """Return the lines but for those of a pattern; where some were is said, with their number."""
    plain = [re.sub(r"\x1b\[[0-9;]*m", "", line) for line in lines]
    out = [place for place, line in enumerate(plain) if pattern and re.search(pattern, line)]
    if not out:
        return lines
    kept = [line for place, line in enumerate(lines) if place not in out]
    kept.insert(out[0], f"\x1b[2m  ⋮ {len(out)} lines of progress, not shown here\x1b[0m")
    return kept


def made(names: Sequence[str]) -> None:
    """Say which pictures are of which day and commit."""
    path = PICTURES / "made.json"
    told = json.loads(path.read_text()) if path.exists() else {}
    commit = subprocess.run(
        ("git", "rev-parse", "--short=12", "HEAD"), cwd=ROOT, capture_output=True, text=True, check=True
    ).stdout.strip()
    day = str(datetime.now(UTC).date())
    told |= {name: {"made": day, "commit": commit} for name in names}
    path.write_text(json.dumps({name: told[name] for name in NAMES if name in told}, indent=2) + "\n")


def record(names: Sequence[str], folder: Path) -> None:
    """Make the named pictures, in the order of the story."""
    copied(folder)
    if VALIDATE.name in names:
        film(VALIDATE, folder)
        careful(folder)
    in_the_lab = [scene for scene in (PLAN, DRILL) if scene.name in names]
    try:
        if in_the_lab:
            rehearse(folder)
        for scene in in_the_lab:
            film(scene, folder)
    finally:
        if in_the_lab:
            drplan(folder, ("lab", "down"))
    if in_the_lab:
        drplan(folder, ("runbook", "build"))
    drplan(folder, (*BOARD, "board.html"))
    shoot([shot for shot in SHOTS if shot.name in names], folder, PICTURES)


def main() -> int:
    """Make the pictures; returns 0, or ends with what is missing."""
    parser = argparse.ArgumentParser(description="Make the pictures of the README.")
    parser.add_argument("--only", nargs="+", choices=NAMES, default=NAMES)
    names = parser.parse_args().only
    missing = [tool for tool in ("tmux", "chromium") if shutil.which(tool) is None]
    if missing:
        raise SystemExit(f"recording needs {' and '.join(missing)}: apt-get install {' '.join(missing)}")
    PICTURES.mkdir(exist_ok=True)
    os.environ["PYTHONPATH"] = str(ROOT)
    os.environ.setdefault("DRPLAN_LAB_NAME", "pictures")
    with tempfile.TemporaryDirectory(prefix="drplan-pictures-") as folder:
        os.environ.setdefault("DRPLAN_STATE", f"{folder}/state")
        keep = ROOT / ".drplan"
        for shared in ("cache", "tools"):
            place = Path(os.environ["DRPLAN_STATE"]) / shared
            place.parent.mkdir(parents=True, exist_ok=True)
            if not place.exists():
                place.symlink_to((keep / shared).resolve())
        district = Path(folder) / "district"
        district.mkdir()
        record(names, district)
    made(names)
    return 0


if __name__ == "__main__":
    sys.exit(main())
