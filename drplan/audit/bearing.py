"""Which controls a record bears on, by its kind: what a pack for one control holds.

Whether a control is met is judged elsewhere; a record that failed bears on it as well. Controls are named as
their frameworks name them: NIST SP 800-53 rev. 5 (``CP-4``), CIS Controls 8.1 (``11.5``), NIST CSF 2.0
(``RC.RP-05``).
"""

from __future__ import annotations

from collections.abc import Mapping

from drplan.record.approval import Act, ApprovalRecord
from drplan.record.kept import SignedRecord

_OF_KIND: Mapping[str, frozenset[str]] = {
    "drill": frozenset({"CP-4", "CP-10", "11.5", "PR.DS-11", "RC.RP-03", "RC.RP-05", "RC.RP-06"}),
    "deploy": frozenset({"CM-3", "CM-6", "SI-2"}),
    "check": frozenset({"CP-9", "CP-9(1)"}),
    "escrow": frozenset({"CP-9", "CP-9(8)"}),
    "exercise": frozenset({"CP-3", "CP-4", "ID.IM-02"}),
    "posture": frozenset({"CA-7", "CM-6"}),
}

_OF_ACT: Mapping[Act, frozenset[str]] = {
    "review": frozenset({"CP-4", "ID.IM-02"}),
    "plan approval": frozenset({"CP-2"}),
    "leadership review": frozenset({"CP-4"}),
    "distribution": frozenset({"CP-2"}),
    "assignment": frozenset({"CP-4", "ID.IM-02"}),
}

CONTROLS = frozenset().union(*_OF_KIND.values(), *_OF_ACT.values())
"""Every control that some record bears on."""


def controls_of(record: SignedRecord) -> frozenset[str]:
    """Return the controls that a record is evidence for, whatever it says of them."""
    if isinstance(record, ApprovalRecord):
        return _OF_ACT[record.act]
    return _OF_KIND[record.noun]
