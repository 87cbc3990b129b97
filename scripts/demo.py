"""The main job, from a declaration to signed evidence, on the example district and this one machine.

Each step is a drplan command that an operator could type; it is printed before it runs. As root a whole
high school is raised, lost and brought back. Without root only the cloud account is, and the demo ends
with 3: done in part. The lab is taken down at the end; ``DRPLAN_DEMO_KEEP=1`` leaves it up to explore.
"""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass

from scripts.setup_owner import give_back
from scripts.setup_words import ROOT

DRPLAN = str(ROOT / ".venv" / "bin" / "drplan")
WELL, FALLS_SHORT, NOT_DONE, IN_PART = 0, 1, 2, 3


@dataclass(frozen=True)
class Step:
    """One command, what it is for, and the exit codes that mean the story goes on."""

    why: str
    words: tuple[str, ...]
    fine: tuple[int, ...] = (WELL,)


def step(why: str, words: str, *fine: int) -> Step:
    """Build a step from a command line as it is typed."""
    return Step(why, tuple(words.split()), fine or (WELL,))


VALIDATE = "validate --as-of 2026-11-22"  # the day at which the example stands still
# The school year keeps some days free of drills; this one is of no real school.
DRILL = "drill run --site hs --despite-freeze demo"
KEY = step("Make the key that signs evidence (once).", "evidence keygen --if-missing")
RAISE = step("Raise the high school: hosts, routers, a cloud.", "lab up --site hs")

STORY = (
    step("Does the plan hold together?", VALIDATE),
    KEY,
    RAISE,
    step("The building's router first: the cloud is behind it.", "deploy apply --site hs --kind network"),
    step("What would change on servers and in the account?", "deploy plan --site hs --no-diff"),
    step("Change it.", "deploy apply --site hs"),
    step("A second run changes nothing.", "deploy apply --site hs"),
    step("A school's data: files, gradebook, transcripts.", "lab fill --site hs"),
    step("Make the repositories.", "backup init --site hs"),
    step("A recovery point of everything, on site and off site.", "backup run --site hs"),
    step("From now on servers do that by themselves: when?", "backup install --site hs"),
    step("Which way back?", "drill plan --site hs --on 2026-11-22"),
    step(
        "It burned down tonight: when are we teaching again?",
        DRILL,
        WELL,
        FALLS_SHORT,
        IN_PART,
    ),
    step("Write the pages, with the measured times.", "runbook build"),
    step("Does the evidence hold?", "evidence verify"),
    step("One line for the board's minutes, so that none of it can go unseen.", "evidence heads"),
)

STORY_WITHOUT_ROOT = (
    step("Does the plan hold together?", VALIDATE),
    KEY,
    step("Raise what needs no root: the cloud and the repositories.", "lab up --site hs", WELL, IN_PART),
    step("Hold the account to its baseline.", "deploy apply --site hs --kind aws"),
    step("Transcripts in the account's bucket.", "lab fill --site hs", WELL, IN_PART),
    step("Make the repositories.", "backup init --site hs"),
    step("A recovery point of the transcripts.", "backup run --data-set hs-transcripts-bucket"),
    step("A thief in the account: the transcripts are lost and brought back.", DRILL, IN_PART),
    step("Write the pages, with what was and was not tried.", "runbook build"),
    step("Does the evidence hold?", "evidence verify"),
    step("One line for the board's minutes, so that none of it can go unseen.", "evidence heads"),
)


def run(chosen: Step) -> int:
    """Print a step, run it, return its exit code."""
    print(f"\n\033[1m{chosen.why}\033[0m\n$ drplan {' '.join(chosen.words)}", flush=True)
    return subprocess.run((DRPLAN, *chosen.words), cwd=ROOT, check=False).returncode


def tell(story: Sequence[Step]) -> tuple[int, bool]:
    """Run the steps until one ends in a way that stops the story.

    Returns the worst of their codes, and whether the story was told to its end.
    """
    worst = WELL
    for chosen in story:
        code = run(chosen)
        if code not in chosen.fine:
            print(f"\nthe demo stops here: this step ended with {code}", flush=True)
            return code, False
        worst = max(worst, code)
    return worst, True


def main() -> int:
    """Tell the story from a clean lab and leave none behind, whatever happens."""
    begun = time.monotonic()
    rooted = os.geteuid() == 0
    clean = step("Clear away what an interrupted run left.", "lab down")
    run(clean)
    left = WELL
    try:
        code, ended = tell(STORY if rooted else STORY_WITHOUT_ROOT)
    finally:
        if os.environ.get("DRPLAN_DEMO_KEEP") != "1":
            left = run(step("Take the lab down.", "lab down"))
        give_back(*(ROOT / name for name in ("runbooks", "drplan", "inventories", "deploys", "scripts")))
    if not rooted:
        print("\nnot tried: hosts and routers, which need root. Run `sudo make demo` for the whole school.")
    if not rooted and ended and code == IN_PART:
        print("Done in part, so it ends with 3. make calls every code but 0 an error; nothing failed.")
    if ended:
        print("\nThe pages: runbooks/hs/runbook.html (also .md and .pdf). The evidence: runbooks/evidence.")
        print("The line after `verify:` above checks it with nothing but OpenSSH and coreutils.")
    minutes, seconds = divmod(round(time.monotonic() - begun), 60)
    print(f"It took {minutes} min {seconds:02d} s. DRPLAN_DEMO_KEEP=1 leaves the lab up to explore.")
    if left != WELL:
        print("error: some of the lab is still on this machine, as said above", flush=True)
        return NOT_DONE
    return code


if __name__ == "__main__":
    sys.exit(main())
