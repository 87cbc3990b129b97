"""The first hour after somebody broke in."""

from __future__ import annotations

from collections.abc import Iterator

from drplan.declare import GoogleWorkspace, Microsoft365
from drplan.declare.lookup import assets
from drplan.explain.content import Step
from drplan.explain.scenarios.first_common import decide, insurer_step
from drplan.explain.scenarios.matter import Matter
from drplan.explain.words import listing


def ransomware(matter: Matter) -> Iterator[Step]:
    """Isolate, keep the evidence, tell those who must know, and hold the restore back."""
    yield Step(
        "Take every machine that was hit off the network: pull its cable, shut its port, turn its wireless "
        "off. Do not power it off: its memory holds evidence, and perhaps keys. Done by: "
        f"{matter.called(matter.role('network'))}.",
        expect="No link light, and the power light is on.",
        otherwise="There are too many, or one cannot be reached: cut the whole building off at its core "
        "switch.",
    )
    yield Step(
        "Cut the copies off from the network that was attacked, and log in to none of them with an account "
        "of it. Change nothing in them.",
        expect="No server reaches a copy, and no backup runs.",
        otherwise="One cannot be cut off from here: call its keeper, under Whom to call.",
    )
    yield decide(matter)
    yield insurer_step(matter)
    yield _evidence(matter)
    yield Step(
        "Report it: the desks are under Whom to call. Ask each for a number of the case, and write it down.",
    )
    yield _elsewhere()
    yield Step(
        "From a machine that was never on this network, block the accounts that were misused, every remote "
        f"way in, and every vendor's login. Done by: {matter.called(matter.role('systems'))}.",
        expect="A list of what was blocked, with times.",
        otherwise="The directory itself was taken: block at the firewall, and leave the directory off "
        "the network.",
    )
    yield Step("Restore nothing until whoever decides says so: what is restored too early is lost twice.")


def takeover(matter: Matter) -> Iterator[Step]:
    """Take the tenant back, look at what was done in it, and keep pay and people from harm."""
    held = {*matter.scenario.assets}
    tenants = [
        each
        for each in assets(matter.district)
        if isinstance(each, GoogleWorkspace | Microsoft365) and each.name in held
    ]
    named = listing((f"{each.domain} ({each.name})" for each in tenants), "the tenant")
    yield Step(
        f"Sign in to {named} with the emergency administrator, from a clean machine. End every other "
        f"session. Done by: {matter.called(matter.role('technology-director'))}.",
        expect="You are the only one who is signed in as an administrator.",
        otherwise="It does not let you in: call the maker's emergency desk, and have the papers ready that "
        "show who owns the domain.",
    )
    yield Step(
        "Before you change more, save the audit log and the list of administrators, of forwarding rules "
        "and of apps that were let in: they are evidence.",
        expect="Files on a machine that is not the tenant's.",
        otherwise="The log is gone or short: write that down, and photograph what the console shows.",
    )
    yield Step(
        "Then remove the administrators, rules and apps that nobody here made, and have all administrators "
        "choose a new password and a new second factor."
    )
    yield decide(matter)
    yield insurer_step(matter)
    yield _elsewhere()
    yield Step(
        "Hold every change of a bank account, of pay and of a bill until a call to a known number has "
        "confirmed it: false mail comes from true accounts now. Done by: "
        f"{matter.called(matter.role('business'))}."
    )
    yield Step("Report it: the desks are under Whom to call. Write each case's number down.")


def _evidence(matter: Matter) -> Step:
    return Step(
        "Keep the evidence: photograph screens as they are, leave machines on, copy the logs of firewall, "
        "directory and mail to a disk that is then unplugged, and write down who touched what. Done by: "
        f"{matter.called(matter.role('systems'))}.",
        expect="A list of what was kept, where it lies, and who had it in hand.",
        otherwise="Something had to be switched off: write down which, when, and why.",
    )


def _elsewhere() -> Step:
    """Say that what was attacked is no place to speak of it."""
    return Step(
        "Do not speak of it by the mail, chat or phones that were touched: whoever came in may be reading. "
        "Agree on another way now and write it here: ____________."
    )
