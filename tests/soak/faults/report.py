"""The table that a soak ends with."""


def table(tally, seed, minutes, wrote):
    """Return the lines: what was done, what came of it, what is broken and how to run it again."""
    lines = ["", f"faults: {sum(tally.faults.values())}"]
    lines += [f"  {kind:<22}{count:>5}" for kind, count in sorted(tally.faults.items())]
    lines += [f"commands: {sum(tally.commands.values())}"]
    lines += [f"  {name:<22}{count:>5}" for name, count in sorted(tally.commands.items())]
    rows = (
        ("did all of it", tally.succeeded),
        ("failed, as they should", tally.fell_short),
        ("killed", tally.killed),
        ("recovery points made", tally.points),
        ("read back and compared", tally.compared),
        ("restored by drplan", tally.restored),
        ("proven by drills", tally.drills_proven),
        ("hosts brought back", tally.hosts_back),
        ("invariants broken", len(tally.broken)),
    )
    lines += [f"{name:<24}{count:>5}" for name, count in rows]
    lines += [f"written meanwhile: {wrote}"]
    for where, broken in tally.broken:
        lines.append(f"BROKEN {broken.invariant}: {broken.seen}")
        lines.append(f"  in round {where}; again: make soak-faults minutes={minutes:g} seed={seed}")
    lines.append(f"seed {seed}: {'broken' if tally.broken else 'every invariant held'}")
    return lines
