"""Office suites that somebody looks at: what they are held to, and what the district does without."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

from drplan.declare import GoogleWorkspace, Microsoft365, PolicyWaiver
from drplan.posture import CATALOGUES, nearest
from drplan.validate.days import ago
from drplan.validate.finding import Flaw
from drplan.validate.index import Index
from drplan.validate.registry import RULES

_SEASON = timedelta(days=92)
_SOURCE = "CISA SCuBA secure configuration baselines, ScubaGear v1.8.0 and ScubaGoggles v1.0.1"


def _suites(index: Index) -> Iterator[GoogleWorkspace | Microsoft365]:
    return (each for each in index.assets.values() if isinstance(each, GoogleWorkspace | Microsoft365))


@RULES.add(
    "DRP155",
    "An office suite is held to no policy",
    severity="warning",
    why="Mail, files and sign-in stand as they came or as somebody once set them, and nobody would see.",
    source=f"{_SOURCE}; CIS Controls v8.1, safeguard 4.1",
    fix="declare what it is held to, as in holds=('GWS.COMMONCONTROLS', 'GWS.GMAIL') or holds=('MS.AAD',)",
)
def suite_held_to_nothing(index: Index) -> Iterator[Flaw]:
    """Look at every Google Workspace and Microsoft 365 tenant."""
    for suite in _suites(index):
        if not suite.holds:
            yield Flaw(index.asset(suite.name), f"{suite.domain} is held to none of CISA's SCuBA policies")


@RULES.add(
    "DRP156",
    "A policy's waiver has run out",
    severity="error",
    why="What was to be borne for a while is borne for ever, and the policy counts again.",
    source=f"NIST SP 800-53 Rev. 5, CA-5 and RA-7; {_SOURCE}",
    fix="set the tenant right and remove the waiver, or have it approved again until a later day",
)
def policy_waiver_ran_out(index: Index) -> Iterator[Flaw]:
    """Count the last day as live."""
    for suite, waiver in _waivers(index):
        if waiver.until < index.today:
            said = f"the waiver of {waiver.policy} ended on {ago(waiver.until, index.today)}"
            yield Flaw(index.asset(suite.name), said)


@RULES.add(
    "DRP157",
    "A tenant names a policy that its catalogue does not have",
    severity="error",
    why="It is never asked for: nobody is held to it, and a waiver for it bears nothing.",
    source=_SOURCE,
    fix="name a product, a group or a policy of drplan's catalogue, with the policy's version",
)
def unknown_policy(index: Index) -> Iterator[Flaw]:
    """Compare with the release of the catalogue that drplan carries."""
    for suite in _suites(index):
        catalogue = CATALOGUES[suite.kind]
        for name in (*suite.holds, *(each.policy for each in suite.waives)):
            if not catalogue.under(name):
                near = nearest(catalogue, name)
                meant = f"; nearest is {near}" if near else ""
                said = f"{name} stands for nothing in release {catalogue.release}{meant}"
                yield Flaw(index.asset(suite.name), said)


@RULES.add(
    "DRP158",
    "A policy is waived that the tenant is not held to",
    severity="warning",
    why="It would hide the policy from the day on that somebody declares it, which nobody has approved.",
    source=f"NIST SP 800-53 Rev. 5, CA-5 and RA-7; {_SOURCE}",
    fix="remove the waiver, or hold the tenant to the policy",
)
def waives_what_is_not_held(index: Index) -> Iterator[Flaw]:
    """Leave to DRP157 what no catalogue has."""
    for suite, waiver in _waivers(index):
        catalogue = CATALOGUES[suite.kind]
        held = {each.id for each in catalogue.held(suite.holds)}
        if waiver.policy in catalogue.by_id and waiver.policy not in held:
            yield Flaw(index.asset(suite.name), f"waives {waiver.policy}, which it is not held to")


@RULES.add(
    "DRP159",
    "An office suite is assessed less often than each quarter",
    severity="warning",
    why="A setting that was changed, by mistake or by a thief, stays unseen for longer than a season.",
    source="NIST SP 800-53 Rev. 5, CA-7 and CM-6; CIS Controls v8.1, safeguard 4.1",
    fix="assess it monthly, and declare results_within accordingly (31 days without one)",
)
def assessed_too_seldom(index: Index) -> Iterator[Flaw]:
    """Ask only of tenants that are held to something."""
    for suite in _suites(index):
        if suite.holds and suite.results_within > _SEASON:
            days = suite.results_within.days
            yield Flaw(index.asset(suite.name), f"results may be {days} days old, and 92 are a quarter")


def _waivers(index: Index) -> Iterator[tuple[GoogleWorkspace | Microsoft365, PolicyWaiver]]:
    return ((suite, waiver) for suite in _suites(index) for waiver in suite.waives)
