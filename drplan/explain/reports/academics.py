"""What teaching loses while a service is down, what teachers do meanwhile, and when more is promised."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from drplan.declare.calendar import Period
from drplan.declare.season import objectives_during
from drplan.declare.services import Harm, Paper, Service
from drplan.explain.content import Table
from drplan.explain.document import Block, Bullets, Document, Heading, Paragraph
from drplan.explain.language import Language
from drplan.explain.reports.dashboard_services import state_words, titles_of
from drplan.explain.reports.frame import laid_out
from drplan.explain.reports.matter import Matter
from drplan.explain.reports.registry import REPORTS
from drplan.explain.words import length

_HARMS: tuple[Harm, ...] = ("severe", "major", "minor")
_TEACHES = frozenset(
    {
        "learning",
        "testing",
        "student-information",
        "device-management",
        "student-internet",
        "library",
        "print",
    }
)
_RESTS = {"drill": "no drills", "deploy": "no changes", "backup": "backups rest"}


@REPORTS.add("academics", "What teaching loses while computers are down, and when.", editions=("restricted",))
def academics(matter: Matter, say: Language) -> Document:
    """Make the page for those who answer for teaching."""
    return laid_out(matter, say("What teaching loses when computers fail"), _blocks(matter, say))


def _blocks(matter: Matter, say: Language) -> Iterator[Block]:
    chosen = _teaching(matter)
    if not chosen:
        yield Paragraph(say("No service is declared whose loss would harm teaching."))
    else:
        yield Paragraph(
            say(
                "Times are promised, not measured. Whether a service was seen to come back stands beside it."
                " What is lost and what people do meanwhile is in the district's own words."
            )
        )
        yield Heading(2, say("What teaching loses"), "loses")
        yield _loses(matter, chosen, say)
        yield Heading(2, say("What teachers do meanwhile"), "meanwhile")
        titles = titles_of(matter)
        for each in chosen:
            yield Heading(3, titles[each.name], f"meanwhile.{each.name}")
            yield from _meanwhile(matter, each, titles[each.name], say)
    yield Heading(2, say("When more is promised"), "calendar")
    yield _tightened(matter, chosen, say) or Paragraph(
        say("No time of this school year changes what is promised to teaching.")
    )
    yield Heading(2, say("When nothing is rehearsed or changed"), "freezes")
    yield _freezes(matter, say) or Paragraph(say("No such time is declared from this day on."))


def _teaching(matter: Matter) -> tuple[Service, ...]:
    """Return what teaching needs: rated as harmful to it, or for it by its function; worst first."""
    wanted = [each for each in matter.case.services if _harm(each) != "none" or each.function in _TEACHES]
    order = (*_HARMS, "none")
    return tuple(sorted(wanted, key=lambda each: (order.index(_harm(each)), int(each.tier), each.title)))


def _harm(service: Service) -> Harm:
    return service.bia.teaching if service.bia else "none"


def _loses(matter: Matter, chosen: Sequence[Service], say: Language) -> Table:
    titles = titles_of(matter)
    states = {each.service: state_words(matter, each, say) for each in matter.standings}
    rows = tuple(
        (
            titles[each.name],
            each.impact,
            say(_harm(each)) if each.bia else say("not rated"),
            length(each.objectives.rto),
            states[each.name],
        )
        for each in chosen
    )
    header = (
        say("Service"),
        say("While it is down"),
        say("Harm to teaching"),
        say("Promised back within"),
        say("State"),
    )
    return Table(say("What teaching loses"), header, rows)


def _meanwhile(matter: Matter, service: Service, title: str, say: Language) -> Iterator[Block]:
    yield Paragraph(service.workaround)
    if service.papers:
        yield _papers(matter, service.papers, title, say)
    for paper in service.papers:
        if paper.use:
            yield Paragraph(say("How to work with it: {paper}", paper=paper.title))
            yield Bullets(paper.use)


def _papers(matter: Matter, papers: Sequence[Paper], title: str, say: Language) -> Table:
    roles = {each.name: each.title for each in matter.district.roles}
    rows = tuple(
        (each.title, each.place, roles.get(each.keeper, each.keeper), _renewed(matter, each, say))
        for each in papers
    )
    return Table(
        say("Papers for {service}", service=title),
        (say("Paper"), say("Where it lies"), say("Who keeps it"), say("Printed")),
        rows,
    )


def _renewed(matter: Matter, paper: Paper, say: Language) -> str:
    if paper.renewed_on is None or paper.renewed_on > matter.day:
        return say("no day is declared")
    day = say.day(paper.renewed_on)
    if matter.day > paper.renewed_on + paper.renew_within:
        return say("{day}: to be printed again", day=day)
    return day


def _periods(matter: Matter) -> list[Period]:
    """Return the periods of the school year that runs, and of those to come."""
    years = (year for year in matter.district.calendars if year.last >= matter.day)
    found = (each for year in years for each in year.periods)
    return sorted(found, key=lambda each: (each.first, each.last, each.name))


def _tightened(matter: Matter, chosen: Sequence[Service], say: Language) -> Table | None:
    """Return what each period of the school year changes of which promise, in the order of the year."""
    titles = titles_of(matter)
    rows = tuple(
        (
            say(
                "{period}, {first} to {last}",
                period=period.title,
                first=say.day(period.first),
                last=say.day(period.last),
            ),
            titles[each.name],
            *_changed(each, period, say),
        )
        for period in _periods(matter)
        for each in chosen
        if any(change.during == period.kind for change in each.during)
    )
    header = (say("When"), say("Service"), say("Back within"), say("Loses at most"), say("Tier"))
    return Table(say("What the school year changes"), header, rows) if rows else None


def _changed(service: Service, period: Period, say: Language) -> tuple[str, str, str]:
    then, usual = objectives_during(service, period.kind), service.objectives
    tier = next((each.tier for each in service.during if each.during == period.kind), None)
    return (
        _beside(length(then.rto), length(usual.rto), say),
        _beside(length(then.rpo), length(usual.rpo), say),
        _beside(str(int(service.tier if tier is None else tier)), str(int(service.tier)), say),
    )


def _beside(then: str, usual: str, say: Language) -> str:
    return then if then == usual else say("{then}, else {usual}", then=then, usual=usual)


def _freezes(matter: Matter, say: Language) -> Table | None:
    rows = tuple(
        (
            each.title,
            say.day(each.first),
            say.day(each.last),
            ", ".join(say(_RESTS[what]) for what in each.freezes),
        )
        for each in _periods(matter)
        if each.freezes and each.last >= matter.day
    )
    header = (say("When"), say("From"), say("To"), say("What rests"))
    return Table(say("When nothing is rehearsed or changed"), header, rows) if rows else None
