"""Records of students and children, where others hold them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from drplan.declare import DataSet, Partner
from drplan.validate.finding import Flaw, Subject
from drplan.validate.index import Index
from drplan.validate.keeping import in_force, keeper, kept, kind_of
from drplan.validate.registry import RULES
from drplan.validate.units import listed


@RULES.add(
    "DRP090",
    "Student records are with a vendor without a FERPA agreement in force",
    severity="error",
    why="Without it the vendor is no school official, and handing it the records breaks the law.",
    source="34 CFR 99.31(a)(1)(i)(B) (FERPA); NIST SP 800-53 Rev. 5, SA-9",
    fix="sign a FERPA agreement with the vendor and declare it, or take the records back",
)
def no_ferpa_agreement(index: Index) -> Iterator[Flaw]:
    """Look at services that a vendor hosts and that hold student records."""
    for name, service in index.services.items():
        vendor = index.vendors.get(service.vendor or "")
        records = [data.name for data in service.data_sets if data.privacy == "student-records"]
        if vendor is not None and records and not in_force(vendor.agreements, ("ferpa",), index.today):
            yield Flaw(
                index.service(name),
                f"has student records ({listed(records)}) with vendor {vendor.name},"
                f" and no FERPA agreement is in force on {index.today}",
            )


@RULES.add(
    "DRP091",
    "A copy of student or staff records is not encrypted",
    severity="error",
    why="A lost tape or a stolen disk is then a breach of every record on it.",
    source="NIST SP 800-53 Rev. 5, CP-9(8) and SC-28; CIS Controls v8.1, safeguard 3.11",
    fix="encrypt the copy, or take the repository out of the policies of those data sets",
)
def not_encrypted(index: Index) -> Iterator[Flaw]:
    """Look at what repositories with ``encrypted`` false keep."""
    records: defaultdict[str, list[str]] = defaultdict(list)
    for data, copies in kept(index):
        for copy in copies:
            if data.privacy in ("student-records", "staff-records") and not copy.encrypted:
                records[copy.name].append(data.name)
    for name, held in records.items():
        yield Flaw(
            Subject("repository", name), f"keeps records of students or staff unencrypted ({listed(held)})"
        )


@RULES.add(
    "DRP092",
    "Children's data is with a vendor without a written retention",
    severity="error",
    why="Data of children under 13 may not be kept for ever; a time must be written down.",
    source="16 CFR 312.10 (COPPA, amended 2025); NIST SP 800-53 Rev. 5, SI-12",
    fix="sign a COPPA agreement with kept_for, or declare the data set's kept_for",
)
def vendor_without_retention(index: Index) -> Iterator[Flaw]:
    """Accept a COPPA agreement in force that says ``kept_for``, or the data set's own ``kept_for``."""
    for name, data in _unlimited(index):
        vendor = index.vendors.get(index.data_service[name].vendor or "")
        if vendor is None:
            continue
        agreements = in_force(vendor.agreements, ("coppa",), index.today)
        if all(each.kept_for is None for each in agreements):
            yield Flaw(
                index.data_set(data.name),
                f"holds data of children under 13 with vendor {vendor.name},"
                f" and no COPPA agreement in force on {index.today} says for how long",
            )


@RULES.add(
    "DRP095",
    "A copy of student records is kept by a vendor without a FERPA agreement",
    severity="error",
    why="A copy is a disclosure like any other; only an agreement makes the keeper answer for it.",
    source="34 CFR 99.31(a)(1)(i)(B) (FERPA); NIST SP 800-53 Rev. 5, SA-9 and CP-6",
    fix="sign a FERPA agreement with the vendor (mutual-aid with a partner), or keep the copy elsewhere",
)
def copy_without_agreement(index: Index) -> Iterator[Flaw]:
    """Accept ``ferpa`` of a vendor, ``ferpa`` or ``mutual-aid`` of a partner, in force today."""
    records: defaultdict[str, list[str]] = defaultdict(list)
    for data, copies in kept(index):
        for copy in copies:
            if data.privacy == "student-records":
                records[copy.name].append(data.name)
    for name, held in records.items():
        outsider = keeper(index, index.repositories[name])
        kinds = ("ferpa", "mutual-aid") if isinstance(outsider, Partner) else ("ferpa",)
        if outsider is not None and not in_force(outsider.agreements, kinds, index.today):
            yield Flaw(
                Subject("repository", name),
                f"keeps student records ({listed(held)}) with {kind_of(outsider)} {outsider.name},"
                f" and no {' or '.join(kinds)} agreement is in force on {index.today}",
            )


@RULES.add(
    "DRP096",
    "The district's own data of children is kept without an end",
    severity="warning",
    why="What is not needed any more can still be stolen, and parents will ask how long it is kept.",
    source="16 CFR 312.10 (COPPA, amended 2025); NIST SP 800-53 Rev. 5, SI-12; CIS Controls v8.1, 3.4",
    fix="declare the data set's kept_for, and drop what is older",
)
def kept_without_end(index: Index) -> Iterator[Flaw]:
    """Look at what no known vendor hosts; DRP092 speaks for the rest."""
    for name, _ in _unlimited(index):
        if index.data_service[name].vendor not in index.vendors:
            yield Flaw(index.data_set(name), "holds data of children under 13 and does not say for how long")


def _unlimited(index: Index) -> Iterator[tuple[str, DataSet]]:
    for name, data in index.data_sets.items():
        if data.under_13 and data.kept_for is None:
            yield name, data
