"""Copies that survive what production does not."""

from __future__ import annotations

from collections.abc import Iterator

from drplan.validate.finding import Flaw
from drplan.validate.index import Index
from drplan.validate.keeping import kept, out_of_reach
from drplan.validate.registry import RULES

_ENOUGH = 2


@RULES.add(
    "DRP010",
    "A data set has fewer than two copies",
    severity="error",
    why="With production that makes fewer than three: one damaged repository leaves nothing to restore.",
    source="CISA, Data Backup Options (2012), rule 3-2-1; NIST SP 800-34 Rev. 1, section 3.4.2",
    fix="name a second repository in the policy's copies",
)
def too_few_copies(index: Index) -> Iterator[Flaw]:
    """Count different repositories, not entries."""
    for data, copies in kept(index):
        if len(copies) < _ENOUGH:
            yield Flaw(index.data_set(data.name), f"is kept only in {copies[0].name} (policy {data.policy})")


@RULES.add(
    "DRP011",
    "A data set has no copy at another site",
    severity="error",
    why="Fire, water or theft at one site takes the data and every copy of it.",
    source="NIST SP 800-53 Rev. 5, CP-6; CISA, Data Backup Options (2012), rule 3-2-1",
    fix="name a repository at another site in the policy's copies",
)
def no_copy_elsewhere(index: Index) -> Iterator[Flaw]:
    """Look at all data but student records, for which DRP012 speaks."""
    return _all_in_one_place(index, student_records=False)


@RULES.add(
    "DRP012",
    "Student records have no copy at another site",
    severity="error",
    why="Permanent student records cannot be made again; their loss lasts for the students' lives.",
    source="NIST SP 800-53 Rev. 5, CP-6; CIS Controls v8.1, safeguard 11.4",
    fix="name a repository at another site in the policy's copies",
)
def student_records_in_one_place(index: Index) -> Iterator[Flaw]:
    """Look at data sets whose privacy is ``student-records``."""
    return _all_in_one_place(index, student_records=True)


@RULES.add(
    "DRP013",
    "A data set has no copy that its writers cannot delete",
    severity="error",
    why="Ransomware works with the credentials it finds on the host, and deletes the backups first.",
    source="CISA #StopRansomware Guide (2023); CIS Controls v8.1, safeguard 11.3",
    fix="make one of the policy's repositories append_only or isolated, or give it immutable_days",
)
def no_copy_out_of_reach(index: Index) -> Iterator[Flaw]:
    """One copy at least is append-only, isolated, or immutable for some days."""
    for data, copies in kept(index):
        if not any(map(out_of_reach, copies)):
            names = ", ".join(copy.name for copy in copies)
            yield Flaw(
                index.data_set(data.name), f"can be deleted from every copy by who writes it ({names})"
            )


def _all_in_one_place(index: Index, *, student_records: bool) -> Iterator[Flaw]:
    for data, copies in kept(index):
        home = index.data_site(data)
        if (data.privacy == "student-records") is student_records and all(
            copy.site == home for copy in copies
        ):
            names = ", ".join(copy.name for copy in copies)
            yield Flaw(index.data_set(data.name), f"lives at site {home}, and so does every copy ({names})")
