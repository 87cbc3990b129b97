"""The steps of section 5, part by part. A site's are those that its building does itself."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

from drplan.declare import Site
from drplan.explain.content import Step
from drplan.explain.iscp.extent import MONEY, NOT_DECLARED, SPEAKER, SUPERINTENDENT, Extent
from drplan.explain.people import DIRECTOR
from drplan.explain.words import count, listing

MakesSteps = Callable[[Extent], Iterator[Step]]


def _of(extent: Extent) -> str:
    return f" --site {extent.site.code}" if extent.site else ""


def _concurrent(extent: Extent) -> Iterator[Step]:
    papers = sum(len(each.papers) for each in extent.services)
    yield Step(
        "Keep the workaround of each service going until its owner has accepted it (5.4), also while it "
        f"seems to work. Printed papers are declared: {papers or 'none'} (appendix D).",
        expect="Whatever is entered in the recovered service is on paper too.",
        otherwise="The workaround cannot be kept beside it: its owner decides which of the two counts, and "
        "from which minute on.",
    )
    yield Step(
        "See that no old instance still takes entries: two that are written to at once are two truths.",
        expect="The old one is off, cut off from the network, or read-only.",
        otherwise="Both took entries: stop both, and have the owner name the one that counts before going "
        "on.",
    )


def _data(extent: Extent) -> Iterator[Step]:
    kept = len(extent.data_sets)
    yield Step(
        f"Hold what came back of the {count(kept, 'data set')} against its manifest and its canaries, as "
        "drplan does with each restore.",
        expect="Each data set in scope ended with pass, and its record is signed.",
        otherwise='"fail" or no record: use nothing of it; take an older recovery point, or another copy.',
    )
    yield Step(
        "The owner of each service with records samples ten entries that people know: a student's class, a "
        "grade of last week, a health alert, who may pick a child up, a payment.",
        expect="All ten are as people know them, up to the moment of the recovery point.",
        otherwise="One is wrong: the service is not accepted. Write down which, and tell who decides.",
    )
    yield Step(
        "Enter what the recovery point does not hold: papers and receipts from its moment to now, oldest "
        "first, each initialed by who entered it.",
        expect="Two people count the papers and the entries, and the numbers are equal.",
        otherwise="A paper is missing: the teacher or the office is asked today, while it is remembered.",
    )


def _function(extent: Extent) -> Iterator[Step]:
    yield Step(
        "Run the probes of each service in scope again, from outside its host (appendix E).",
        expect="Each one passes, twice, ten minutes apart.",
        otherwise="It is not recovered: back to its steps, and not to its users.",
    )
    if extent.site:
        yield _rooms(extent.site)
        return
    yield Step(
        "After an attack, close the way in first: mend what was used, change every password and key that "
        "lay on what was touched, and look for administrators and rules nobody knows.",
        expect="Who decides has it in writing what the way in was, and how it was closed.",
        otherwise="It is not known: open nothing to the Internet and to no student; watch what is open.",
    )


def _rooms(site: Site) -> Step:
    if site.students:
        return Step(
            "In each wing log one student's device and one teacher's in, open a lesson, print a page, and "
            "call the office from a classroom.",
            expect="All four work, in every wing.",
            otherwise="Write the room down; the help desk mends it before the building is declared open.",
        )
    return Step(
        "In each department log one device in, open a shared file, print a page, and call a school.",
        expect="All four work, in every department.",
        otherwise="Write the room down; the help desk mends it before the building is declared open.",
    )


def _declared(extent: Extent) -> Iterator[Step]:
    if extent.site:
        yield Step(
            f"{extent.called(extent.site.contact)} says the building is open as usual when every service it "
            "needs is signed for below, and tells who leads the recovery.",
            expect="The time is in the log, and the workarounds end.",
            otherwise="A service is open: say which rooms or lessons go without it, and keep its workaround.",
        )
        return
    yield Step(
        "The owner of each service says that it is accepted, and signs in its site's plan. Nobody signs for "
        "what they restored themselves.",
        expect="Every service in scope has a signature, or stands in the list of what is still down.",
        otherwise="An owner is away, or restored it: the next in the line of succession signs (2.3).",
    )
    yield Step(
        f"{extent.called(DIRECTOR)} declares the recovery ended; {extent.called(SUPERINTENDENT)} decides "
        "whether and when schools open, on what is signed and not on what is hoped.",
        expect="Both are in the log with their time, and below with a signature.",
        otherwise="Only a part is back: open that part, and say what stays shut until when it is looked at "
        "again.",
    )


def _told(extent: Extent) -> Iterator[Step]:
    if extent.site:
        yield Step(
            "Tell the staff room by room: what is back, what is not, which papers are still handed in, and "
            "whom to call about what looks wrong.",
            expect="Each room has handed its papers in.",
            otherwise="A paper is still used: fetch it at the end of each day.",
        )
        return
    yield Step(
        f"{extent.called(SPEAKER)} tells staff first, then families, then press: what is back, what is "
        "not, what each has to do (a new password, a paper to hand in), whom to call.",
        expect="The help desk has the same text, and knows it before the first call.",
        otherwise="The text names a cause, a person or a weakness: take that out before it is sent.",
    )
    hosts = {each.vendor for each in extent.services if each.vendor}
    yield Step(
        "Tell those an agreement or a law names: each vendor that held records of ours, the insurer, the "
        "state, and, if records were seen, those they are about. Vendors that host services: "
        f"{count(len(hosts), 'vendor')} (appendix B).",
        expect="Counsel has said who is told by when; each notice is filed with its day. A disclosure of "
        "education records is written into the student's record (34 CFR 99.32).",
        otherwise="Nobody knows whether records were seen: treat them as seen until it is shown.",
    )


def _cleaned(extent: Extent) -> Iterator[Step]:
    yield Step(
        "Remove what was put up only for the recovery: restored folders on work machines, temporary "
        "accounts, firewall rules, cables and hotspots.",
        commands=(f"drplan deploy drift{_of(extent)}",),
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
        commands=(f"drplan backup check{_of(extent)}",) if copies else (),
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
        commands=(f"drplan backup run{_of(extent)}", f"drplan backup status{_of(extent)}"),
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


PARTS: Mapping[str, MakesSteps] = {
    "5.1": _concurrent,
    "5.2": _data,
    "5.3": _function,
    "5.4": _declared,
    "5.5": _told,
    "5.6": _cleaned,
    "5.7": _stored,
    "5.8": _backed_up,
    "5.9": _documented,
    "5.10": _ended,
}
"""What makes the steps of each part, in order."""
