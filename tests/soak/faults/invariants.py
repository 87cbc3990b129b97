"""What must hold after every round: each check is a function of what was seen, and returns what is broken.

Each has been seen to fail: ``tests/unit/soak/test_fault_invariants.py`` tells each a lie.
"""

import re
from dataclasses import dataclass, field

DESIGNED = frozenset((0, 1, 2, 3))
INTERRUPTED = 130
NOTHING_LOST, NO_FALSE_PASS, NOTHING_STANDS = "nothing lost", "no false pass", "nothing stands still"
NO_LEFTOVERS, EVIDENCE, NO_SECRET = "no leftovers", "evidence", "no secret"
NAMES = (NOTHING_LOST, NO_FALSE_PASS, NOTHING_STANDS, NO_LEFTOVERS, EVIDENCE, NO_SECRET)


@dataclass(frozen=True)
class Broken:
    """An invariant that did not hold, and what was seen instead."""

    invariant: str
    seen: str


@dataclass(frozen=True)
class Compared:
    """A recovery point of one copy, read back by restic alone and held against the oracle.

    ``differences``: nothing, when it is what was there; ``error``: it could not be read back.
    """

    copy: str
    snapshot: str
    differences: tuple[str, ...] = ()
    error: str = ""

    @property
    def true(self):
        return not self.error and not self.differences


@dataclass
class Reported:
    """One data set's recovery points of one backup that drplan reported as made, by copy."""

    data_set: str
    made: float
    copies: list[Compared] = field(default_factory=list)


def nothing_lost(reported):
    """What was reported as made comes back from a copy, and no copy brings back another truth."""
    broken = []
    for each in reported:
        if not any(compared.true for compared in each.copies):
            why = "; ".join(f"{c.copy} {c.snapshot[:8]}: {c.error or c.differences[0]}" for c in each.copies)
            broken.append(
                Broken(NOTHING_LOST, f"{each.data_set} of {each.made} comes back from no copy: {why}")
            )
        for compared in each.copies:
            if compared.differences:
                said = (
                    f"{each.data_set} {compared.snapshot[:8]} in {compared.copy}: {compared.differences[0]}"
                )
                broken.append(Broken(NOTHING_LOST, f"reported as good, and is not what was there: {said}"))
    return broken


def kept_unharmed(reported, harmed):
    """What was reported as made in a copy comes back from that copy alone, unless it was harmed since.

    ``harmed``: a copy to the moment at which the last harm to it was mended.
    """
    return [
        Broken(NOTHING_LOST, f"{each.data_set} {c.snapshot[:8]} does not come back from {c.copy}: {c.error}")
        for each in reported
        for c in each.copies
        if c.error and each.made > harmed.get(c.copy, 0)
    ]


def healed(tries, most):
    """The backup after a fault succeeded by itself, within so many tries. ``tries``: their exit codes."""
    if tries and tries[-1] == 0 and len(tries) <= most:
        return []
    return [Broken(NOTHING_LOST, f"no backup came through after the fault had healed: exit codes {tries}")]


def proven_is_true(proven):
    """What a drill proved is what was there. ``proven``: (words, ``Compared``) of each pass."""
    return [
        Broken(NO_FALSE_PASS, f"{words} passed: {compared.error or compared.differences[0]}")
        for words, compared in proven
        if not compared.true
    ]


def exit_is_designed(words, code, *, killed=False, stopped=False):
    """The exit code is one of the design's, or what the signal makes of it that the soak itself sent."""
    if code is None or code in DESIGNED or (killed and code < 0) or (stopped and code == INTERRUPTED):
        return []
    return [Broken(NO_FALSE_PASS, f"{words} ended with {code}")]


def zero_means_all(words, code, *, hindered, unproven):
    """Zero is never said when the fault made a part impossible, or when the answer names what failed."""
    if code != 0 or not (hindered or unproven):
        return []
    why = "while the fault lasted all the time" if hindered else f"although it says: {unproven}"
    return [Broken(NO_FALSE_PASS, f"{words} ended with 0 {why}")]


def ended(words, code, bound):
    """The command came to its end within its bound."""
    return [] if code is not None else [Broken(NOTHING_STANDS, f"{words} did not end within {bound:.0f} s")]


def names_it(words, code, said, names):
    """What failed all the time is named in what the operator reads."""
    if code == 0 or not names or any(name in said for name in names):
        return []
    return [Broken(NOTHING_STANDS, f"{words} ended with {code} and names none of {', '.join(names)}")]


def stops_in_time(words, seconds, bound):
    """A command that was asked to stop has ended within the bound. ``seconds``: how long it took then."""
    if seconds <= bound:
        return []
    return [Broken(NOTHING_STANDS, f"{words} went on for {seconds:.0f} s after it was asked to stop")]


def damage_is_told(truth, told):
    """A check names what is damaged, all of it and nothing else. Both are names; ``told`` may be ``None``."""
    if told is None:
        return []
    unsaid, unreal = sorted({*truth} - {*told}), sorted({*told} - {*truth})
    broken = [Broken(NO_FALSE_PASS, f"the check does not name {', '.join(unsaid[:3])}")] if unsaid else []
    if unreal:
        broken.append(
            Broken(NO_FALSE_PASS, f"the check calls damaged what is whole: {', '.join(unreal[:3])}")
        )
    return broken


def mended(codes):
    """A mended copy passes its check, at the latest the second time: the first may name what went."""
    if 0 in codes[:2]:
        return []
    return [Broken(NOTHING_LOST, f"a mended copy does not pass its check: exit codes {codes}")]


def comes_back(words, codes, most, wrong):
    """A lost host is brought back within so many tries, and is as it was: ``wrong`` says what is not."""
    if codes[-1] != 0 or len(codes) > most:
        return [Broken(NOTHING_LOST, f"{words} did not come through: exit codes {codes}")]
    return [Broken(NO_FALSE_PASS, f"{words} ended with 0: {line}") for line in wrong[:1]]


def no_crash(words, said):
    """An operator sees one clear line, never Python's own."""
    if "Traceback (most recent call last)" not in said:
        return []
    return [Broken(NOTHING_STANDS, f"{words} shows a traceback: {said.strip().splitlines()[-1]}")]


def no_leftovers(before, after):
    """Nothing is there that was not there before. Both: ``{kind of thing: names}``."""
    return [
        Broken(NO_LEFTOVERS, f"{kind}: {', '.join(more[:5])}")
        for kind, names in sorted(after.items())
        if (more := sorted({*names} - {*before.get(kind, ())}))
    ]


def evidence_holds(code, said):
    """``drplan evidence verify`` ended with 0."""
    return (
        [] if code == 0 else [Broken(EVIDENCE, f"evidence verify ended with {code}: {said.strip()[-300:]}")]
    )


def drills_are_kept(finished, kept):
    """Every drill that printed a verdict is in the evidence once, and nothing else is."""
    lost = sorted({*finished} - {*kept})
    return [Broken(EVIDENCE, f"drill {each} printed a verdict and left no record") for each in lost]


def no_secret(secrets, texts):
    """No secret's value is in any text. ``secrets``: name to value; ``texts``: where to what."""
    broken = []
    for name, value in secrets.items():
        whole = re.compile(re.escape(value))
        broken += [Broken(NO_SECRET, f"{name} is in {where}") for where, text in texts if whole.search(text)]
    return broken
