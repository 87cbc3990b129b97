"""A school's share under a drill's screen: held against the recovery point of four weeks before."""

import re
from datetime import UTC, datetime, timedelta

from drplan.measure.screen import Past, screen
from tests.unit.adapters.school_share import ATTACKS, DOUBTED, HARMLESS, Share

START = datetime(2026, 9, 1, tzinfo=UTC)
WEEKS = 28


ENDINGS = {"document": "docx", "picture": "jpg", "text": "txt", "program": "dll"}


def named(name):
    """Give a file of the share the ending of its kind; one that was renamed keeps what it was given."""
    return re.sub(r"(document|picture|text|program)-\d+", lambda m: f"{m[0]}.{ENDINGS[m[1]]}", name)


def entries(share):
    """Return what a manifest says of a share."""
    return {
        named(name): {
            "type": "file",
            "size": file.size,
            "sha256": str(file.content),
            **({"dense": 1} if file.dense else {}),
        }
        for name, file in share.files.items()
    }


def after_weeks(seed, event, *, files=1600):
    """Return what the screen says four weeks on, with the event on the first night of them."""
    share = Share(seed, files)
    share.day(0)
    past = Past(entries(share), START, 0.01)
    event(share)
    for night in range(1, WEEKS):
        share.day(night)
    return screen(entries(share), past)


def besieged(seed, attack, *, nights=40, every=7, files=1600):
    """Return the night of the first drill that doubts, with a drill each week; ``None`` when none does."""
    share = Share(seed, files)
    kept = [entries(share)]
    for night in range(1, nights + 1):
        share.day(night)
        attack(share)
        kept.append(entries(share))
        if night % every == 0:
            past = Past(kept[max(night - WEEKS, 0)], START + timedelta(days=max(night - WEEKS, 0)), 0.01)
            if screen(kept[-1], past):
                return night
    return None


def confusion(seeds):
    """Return the lines of docs/tampering.md: of each scenario how many seeds were doubted, and when."""
    events = HARMLESS | DOUBTED
    quiet = {name: event for name, event in events.items() if not name.startswith("six weeks")}
    lines = []
    for name, event in quiet.items():
        doubted = sum(bool(after_weeks(seed, event)) for seed in seeds)
        lines.append(f"| harmless | {name} | {doubted} of {len(seeds)} |  |")
    for name, attack in ATTACKS.items():
        nights = [besieged(seed, attack) for seed in seeds]
        found = [night for night in nights if night]
        when = f"night {max(found)} at the latest" if found else "never in 40 nights"
        lines.append(f"| attack | {name} | {len(found)} of {len(seeds)} | {when} |")
    return lines
