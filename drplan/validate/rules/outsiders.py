"""Copies that vendors and other districts keep."""

from __future__ import annotations

from collections.abc import Iterator

from drplan.declare import Partner
from drplan.validate.finding import Flaw, Subject
from drplan.validate.index import Index
from drplan.validate.keeping import in_force, keeper, kind_of
from drplan.validate.registry import RULES

_NEAR = 10
_ANY = ("ferpa", "coppa", "support", "mutual-aid")


@RULES.add(
    "DRP054",
    "A partner or vendor keeps a copy without an agreement in force",
    severity="error",
    why="Nobody is bound to keep the copy, to guard it, or to hand it back on the worst day.",
    source="NIST SP 800-53 Rev. 5, SA-9 and CP-6; NIST SP 800-34 Rev. 1, section 3.4.3",
    fix="sign an agreement and declare it; with a partner mutual-aid, and off-site-copy in its gives",
)
def kept_without_agreement(index: Index) -> Iterator[Flaw]:
    """Ask a partner for ``mutual-aid`` and ``off-site-copy``, a vendor for any agreement, in force today."""
    for name, repository in index.repositories.items():
        outsider = keeper(index, repository)
        if outsider is None:
            continue
        kinds = ("mutual-aid",) if isinstance(outsider, Partner) else _ANY
        who = f"{kind_of(outsider)} {outsider.name}"
        if not in_force(outsider.agreements, kinds, index.today):
            what = "mutual-aid agreement" if isinstance(outsider, Partner) else "agreement"
            yield Flaw(
                Subject("repository", name),
                f"is kept by {who}, with which no {what} is in force on {index.today}",
            )
        if isinstance(outsider, Partner) and "off-site-copy" not in outsider.gives:
            yield Flaw(Subject("repository", name), f"is kept by {who}, which does not give off-site-copy")


@RULES.add(
    "DRP055",
    "All copies outside the district are within 10 km",
    severity="warning",
    why="A flood, a storm or a power cut takes neighbours together.",
    source="NIST SP 800-53 Rev. 5, CP-6(1); NIST SP 800-34 Rev. 1, section 3.4.3",
    fix="keep one more copy with somebody farther away",
)
def all_near(index: Index) -> Iterator[Flaw]:
    """Look at each policy's copies with partners; a vendor counts as far, a site of the district as near."""
    for name, policy in index.policies.items():
        copies = (index.repositories[each] for each in sorted(set(policy.copies) & index.repositories.keys()))
        outside = [each for each in (keeper(index, copy) for copy in copies) if each is not None]
        near = [each for each in outside if isinstance(each, Partner) and each.kilometers < _NEAR]
        if near and len(near) == len(outside):
            who = ", ".join(f"{each.name} ({each.kilometers} km)" for each in near)
            yield Flaw(Subject("policy", name), f"has copies outside the district only with {who}")
