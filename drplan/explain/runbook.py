"""From a declaration and its signed records to what a site's runbook says. Pure: no clock, no I/O."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from drplan.audit.actions import Action
from drplan.declare import District, Service, Site
from drplan.declare.lookup import role_named
from drplan.explain.content import Figure, Runbook, ServicePage, Step, Table
from drplan.explain.drills import drill_page, whole_site
from drplan.explain.holdings import asset_table, data_set_table, repository_table
from drplan.explain.mending import action_table, concerning
from drplan.explain.network_gear import restore_packs
from drplan.explain.people import contacts, first_steps
from drplan.explain.pictures import recovery_timeline
from drplan.explain.pictures.order_picture import order_picture
from drplan.explain.signing_off import site_lines
from drplan.explain.steps import steps_of
from drplan.explain.words import TIER_TITLES, count, length, listing, moment
from drplan.plan.order import waves
from drplan.record.drill import DrillRecord
from drplan.record.signers import AllowedSigner

HOW_TO_USE = (
    "Do the first actions, then recover the services in the order shown. Tick each step off.",
    "Every step has an id that is the same on paper, on screen and in Markdown: say it on the phone.",
    "Copy commands as they stand. Each step says what a good outcome looks like and what to do otherwise.",
    "Times are those of a rehearsal or a declaration, and say which. Nothing on these pages is a guess.",
    "Passwords are not on these pages. Where one is needed, the page says where it is kept.",
)


def runbook_for(
    district: District,
    site: Site,
    records: Sequence[DrillRecord],
    signers: Mapping[str, AllowedSigner] | None = None,
    still_open: Sequence[Action] = (),
) -> Runbook:
    """Say everything one site's runbook says.

    ``records`` are the district's, oldest first; those of other sites are passed over. ``signers`` says by
    drill id whom a record is signed by, ``still_open`` are the district's open corrective actions. Raises
    ``DeclarationError`` when services depend on each other in a circle, ``UsageError`` when a name is used
    that is not declared.
    """
    own = [record for record in records if record.site == site.code]
    groups = waves(site.services)
    ordered = [service for group in groups for service in group]
    whole = whole_site(own)
    last = whole[-1] if whole else None
    steps = steps_of(ordered, district, last)
    return Runbook(
        site=site.code,
        title=f"{site.title}: recovery runbook",
        district=district.name,
        standing=standing(own),
        as_of=int(own[-1].ended.timestamp()) if own else 0,
        how_to_use=HOW_TO_USE,
        contacts=contacts(site, district),
        first_steps=first_steps(site, district),
        order=_order(groups, site) if groups else None,
        timeline=recovery_timeline(ordered, district, last) if groups else None,
        services=tuple(
            _service(service, number, steps[service.name], district) for number, service in _numbered(groups)
        ),
        assets=asset_table(site, district),
        repositories=repository_table(site, district),
        data_sets=data_set_table(site, district),
        drill=drill_page(own, signers or {}),
        sign_off=site_lines(site, district),
        gear=restore_packs(site, district, last),
        open_actions=action_table(concerning(still_open, site.code)),
    )


def standing(records: Sequence[DrillRecord]) -> str:
    """Say in one line how well proven a site is by its records, oldest first.

    Only the loss of the whole site proves it; what single hosts showed is counted beside it.
    """
    whole = whole_site(records)
    single = len(records) - len(whole)
    beside = f" {count(single, 'record')} of single hosts." if single else ""
    if not whole:
        if single:
            return f"No drill of the whole site has been recorded.{beside}"
        return "No drill has been recorded: no time on this page has been measured."
    last = whole[-1]
    drills = count(len(whole), "drill")
    return f"Last drill: {moment(last.ended)}, verdict {last.verdict.outcome}. {drills} recorded.{beside}"


def _numbered(groups: Sequence[Sequence[Service]]) -> Iterator[tuple[int, Service]]:
    for number, group in enumerate(groups, start=1):
        for service in group:
            yield number, service


def _order(groups: Sequence[Sequence[Service]], site: Site) -> Figure:
    title = f"Order of recovery, {site.title}"
    rows = tuple(
        (
            service.name,
            str(number),
            str(int(service.tier)),
            length(service.objectives.rto),
            listing(service.depends_on, "nothing"),
            listing(service.runs_on, "nothing declared"),
        )
        for number, service in _numbered(groups)
    )
    alternative = f"{title}. " + " ".join(
        f"Wave {number}: {listing(service.name for service in group)}."
        for number, group in enumerate(groups, 1)
    )
    header = ("Service", "Wave", "Tier", "RTO", "Waits for", "Runs on")
    picture = order_picture(groups, title, alternative)
    return Figure("order", picture, alternative, Table(title, header, rows))


def _service(service: Service, wave: int, steps: tuple[Step, ...], district: District) -> ServicePage:
    promised = service.objectives
    facts = (
        ("Wave", str(wave)),
        ("Tier", f"{int(service.tier)} ({TIER_TITLES[service.tier]})"),
        ("RTO", length(promised.rto)),
        ("RPO", length(promised.rpo)),
        ("Longest tolerable downtime", length(promised.mtd)),
        ("Catch-up work after that", length(promised.wrt) if promised.wrt else "none declared"),
        ("Runs on", listing(service.runs_on, "nothing declared")),
        ("Waits for", listing(service.depends_on, "nothing")),
        ("Owner", role_named(district, service.owner).title),
    )
    return ServicePage(service.name, service.title, facts, service.impact, service.workaround, steps)
