"""The steps of 5.6 to 5.10: what the recovery needed is put away, kept and learnt from.

A site's are those that its building does itself.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

from drplan.explain.content import Step
from drplan.explain.iscp.extent import MONEY, NOT_DECLARED, Extent
from drplan.explain.people import DIRECTOR
from drplan.explain.words import listing


def _site_option(extent: Extent) -> str:
    return f" --site {extent.site.code}" if extent.site else ""


def _cleaned(extent: Extent) -> Iterator[Step]:
    yield Step(
        "Remove what was put up only for the recovery: restored folders on work machines, temporary "
        "accounts, firewall rules, cables and hotspots.",
        commands=(f"drplan deploy drift{_site_option(extent)}",),
        expect="It reports no drift, and the log's list of temporary things is crossed through.",
        otherwise="It names what differs: hold it to its baseline, or have its owner keep it in writing.",
    )
    yield Step(
        "Collect the papers of the workaround. Those with names of students are kept or destroyed as the "
        "retention schedule says, and never put into an open bin.",
        expect="They are locked up, with the day on which they may be destroyed.",
        otherwise="One is missing that names students: that is a disclosure; tell the records' owner.",
    )
    if extent.site is None:
        yield Step(
            "Return what was lent: rooms, machines, lines, people. Thank the partner, and ask what it saw.",
            expect="A list of what was returned is signed by both.",
            otherwise="Something is still needed: agree until when, in writing.",
        )


def _stored(extent: Extent) -> Iterator[Step]:
    copies = {each.name: each for _, data in extent.data_sets for each in extent.copies_of(data)}
    escrow = any(each.escrow for each in copies.values())
    yield Step(
        "Bring media and printed plans back to where they are kept (appendix F), and ask who keeps a copy of "
        f"ours whether it is whole: {listing(copies, NOT_DECLARED)}.",
        commands=(f"drplan backup check{_site_option(extent)}",) if copies else (),
        expect="Each repository can be opened, and none is damaged.",
        otherwise="One is damaged or gone: fill it again from another before anything old is dropped.",
    )
    if extent.site is None:
        yield Step(
            "Change each password that was taken from an envelope, seal the new one, and have its holder see "
            "that it opens the copies."
            + ("" if escrow else f" A second place of passwords is {NOT_DECLARED}: choose one now."),
            commands=("drplan backup escrow --holder ROLE",) if escrow else (),
            expect="Each holder's envelope opens every repository, and a record says so.",
            otherwise="An envelope is old: make a new one the same day. It is the last way in.",
        )


def _backed_up(extent: Extent) -> Iterator[Step]:
    yield Step(
        "Make a recovery point of everything that came back, before its users change it.",
        commands=(f"drplan backup run{_site_option(extent)}", f"drplan backup status{_site_option(extent)}"),
        expect="Every data set has a recovery point from after the recovery, in each of its copies.",
        otherwise="One is suspect: it came back damaged, or much is missing. Look before it is accepted.",
    )
    yield Step(
        "Drop no old recovery point until the event is closed: they are the way back, and may be evidence.",
        expect="Nobody runs drplan backup retain before 5.10.",
        otherwise="It ran: write down when, and what its record says was dropped.",
    )


def _documented(extent: Extent) -> Iterator[Step]:
    if extent.site:
        yield Step(
            "Give the log, the papers' counts and the signed lists to who leads the recovery.",
            expect="They are handed over the day the building opens.",
            otherwise="The log has holes: each role writes its own times down the same day.",
        )
        return
    yield Step(
        "Put together: the paper log, the signed records, who decided what, tickets and answers of vendors, "
        "what was bought, and hours worked.",
        commands=("drplan evidence list", "drplan evidence verify"),
        expect="Every record verifies, and each service in scope has one.",
        otherwise="A service has no record: its times come from the log, and say so.",
    )
    yield Step(
        f"{extent.called(MONEY)} keeps receipts and hours apart from those of other days: insurer, state and "
        "federal aid ask for them by event.",
        expect="A sum for each service and each payer.",
        otherwise="A receipt is missing: the role that bought writes down what, when and why.",
    )
    yield Step(
        "Talk it through with everyone who had a part, within two weeks: what was slower than promised, "
        "which step was wrong, who could not be reached. No blame: what is mended is the plan.",
        expect="Each finding has an owner and a day.",
        otherwise="Nobody has time: the next drill finds the same.",
    )


def _ended(extent: Extent) -> Iterator[Step]:
    if extent.site:
        yield Step(
            "Print new papers in place of those used, and put them where appendix D says.",
            expect="Each paper lies in its place, with today's day on it.",
            otherwise="The service it is printed from is not accepted: print from the last good day, and "
            "say so.",
        )
        return
    yield Step(
        f"{extent.called(DIRECTOR)} puts the plan out of force: says so to everyone it was brought into "
        "force to, and writes the time down.",
        expect="Nobody works by the plan any more, and each workaround has ended.",
        otherwise="Something is still down: the plan stays in force for that alone, by name.",
    )
    yield Step(
        "Change the declaration where it was wrong, write the pages anew, have them approved and handed out.",
        commands=("drplan validate", "drplan runbook build"),
        expect="The plan that is approved is the one on disk, and every role has it.",
        otherwise="It is not approved: the old one is no longer right, and no new one is in force. Say so.",
    )
    yield Step(
        "Drill again what fell short.",
        commands=("drplan drill plan --service SERVICE",),
        expect="A drill outside every freeze of the school year is on the calendar, with who leads it.",
        otherwise="Until a drill passes, the service counts as failing.",
    )


DEACTIVATION: Mapping[str, Callable[[Extent], Iterator[Step]]] = {
    "5.6": _cleaned,
    "5.7": _stored,
    "5.8": _backed_up,
    "5.9": _documented,
    "5.10": _ended,
}
"""What makes the steps of each part of deactivation, in order."""
