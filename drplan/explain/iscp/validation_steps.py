"""The steps of 5.1 to 5.5: what came back is seen to be right, and said to be.

A site's are those that its building does itself.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

from drplan.declare import Site
from drplan.explain.content import Step
from drplan.explain.iscp.extent import SPEAKER, SUPERINTENDENT, Extent
from drplan.explain.people import DIRECTOR
from drplan.explain.words import count


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


VALIDATION: Mapping[str, Callable[[Extent], Iterator[Step]]] = {
    "5.1": _concurrent,
    "5.2": _data,
    "5.3": _function,
    "5.4": _declared,
    "5.5": _told,
}
"""What makes the steps of each part of validation, in order."""
