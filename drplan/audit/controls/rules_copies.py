"""Rules about copies: where they lie, who cannot delete them, whether they were read, and other sites."""

from __future__ import annotations

from collections.abc import Sequence

from drplan.audit.controls.case import Case
from drplan.audit.controls.found import Found, fails, holds, together, unshown
from drplan.audit.controls.proofs import proven
from drplan.audit.controls.registry import RULES
from drplan.declare import DataSet, Link, Repository, Site
from drplan.record.integrity import CheckRecord, RepositoryRecord
from drplan.validate.keeping import in_force

_CHECK = "drplan backup check"
_KINDS = ("support", "mutual-aid")


def _newest_check(case: Case, name: str) -> tuple[CheckRecord, RepositoryRecord] | None:
    """Return production's newest check that speaks of a repository."""
    for record in case.checks:
        for each in record.repositories if record.verb == "check" else ():
            if each.name == name:
                return record, each
    return None


def _read(case: Case, name: str, within_days: int) -> Found:
    seen = _newest_check(case, name)
    if seen is None:
        return unshown(f"{name}: no check of production's repository is on record; {_CHECK}")
    record, each = seen
    if case.old(record) > within_days:
        why = f"{name}: last checked {case.old(record)} days ago, {within_days} allowed; {_CHECK}"
        return fails(why, case.ref(record))
    if each.verdict.outcome == "fail":
        return fails(f"{name}: {'; '.join(each.verdict.because)}", case.ref(record))
    if each.verdict.outcome != "pass":
        why = f"its last check shows nothing ({'; '.join(each.verdict.because)}); {_CHECK}"
        return unshown(f"{name}: {why}", case.ref(record))
    return holds(f"{name}: checked on {record.ended.date()}, and sound", case.ref(record))


@RULES.add("repositories-checked", "each repository was opened and checked within so many days, and is sound")
def repositories_checked(case: Case, *, within_days: int) -> Found:
    """Take production's checks only: a lab has repositories of its own."""
    return together(
        (_read(case, name, within_days) for name in case.repositories),
        otherwise="no policy of a data set uses a repository",
        summary=f"each of {len(case.repositories)} repositories is sound, seen within {within_days} days",
    )


@RULES.add("backups-came", "new recovery points arrived in each repository within so many days")
def backups_came(case: Case, *, within_days: int) -> Found:
    """Look at what checks saw arrive since the check before; of each repository, not of each data set."""
    return together(
        (_came(case, name, within_days) for name in case.repositories),
        otherwise="no policy of a data set uses a repository",
        summary=f"recovery points arrived in each of {len(case.repositories)} repositories"
        f" within {within_days} days",
    )


def _came(case: Case, name: str, within_days: int) -> Found:
    recent = [
        (record, each)
        for record in case.checks
        for each in record.repositories
        if each.name == name and each.repository_id is not None and case.old(record) <= within_days
    ]
    if not recent:
        return unshown(f"{name}: nobody looked for {within_days} days; {_CHECK}")
    for record, each in recent:
        if each.came:
            return holds(f"{name}: recovery points arrived by {record.ended.date()}", case.ref(record))
    return fails(f"{name}: no recovery point arrived within {within_days} days", case.ref(recent[0][0]))


@RULES.add("copy-elsewhere", "each data set has a copy at another site, and that copy was checked")
def copy_elsewhere(case: Case, *, within_days: int) -> Found:
    """Ask of one copy at least that it lies elsewhere, is there, and is sound."""
    return together(
        (_one_of(case, data, _elsewhere(case, data), within_days) for data in case.data_sets),
        otherwise="no data set is declared",
        summary=f"each of {len(case.data_sets)} data sets has a copy elsewhere that was checked",
    )


@RULES.add(
    "copy-isolated", "each data set has a copy nobody here can delete while it is kept, and it was checked"
)
def copy_isolated(case: Case, *, within_days: int) -> Found:
    """Take an isolated copy, or one whose lock lasts as long as everything in it is kept."""
    return together(
        (_isolated(case, data, within_days) for data in case.data_sets),
        otherwise="no data set is declared",
        summary=f"each of {len(case.data_sets)} data sets has an isolated copy that was checked",
    )


def _isolated(case: Case, data: DataSet, within_days: int) -> Found:
    kept = next((each.retention for each in case.district.policies if each.name == data.policy), None)
    copies = case.copies(data)
    held = [each for each in copies if each.isolated]
    if kept is not None and kept.within is not None:
        held += [each for each in copies if each.immutable_days > kept.within.days and each not in held]
    locks = [each.immutable_days for each in copies if each.immutable_days]
    if not held and locks and kept is not None and kept.within is not None:
        return fails(
            f"{data.name}: locked for {max(locks)} days, kept for {kept.within.days}; none is isolated"
        )
    if not held:
        return fails(f"{data.name}: no copy is isolated, or locked for longer than it is kept")
    return _one_of(case, data, held, within_days)


def _elsewhere(case: Case, data: DataSet) -> list[Repository]:
    return [each for each in case.copies(data) if case.elsewhere(data, each)]


def _one_of(case: Case, data: DataSet, copies: Sequence[Repository], within_days: int) -> Found:
    """Find one of these copies checked and sound; the best of what there is says why not."""
    if not copies:
        return fails(f"{data.name}: no such copy is declared")
    found = [_read(case, each.name, within_days) for each in copies]
    for outcome in ("pass", "fail"):
        for each in found:
            if each.verdict.outcome == outcome:
                return each
    return found[0]


@RULES.add(
    "copies-3-2-1-1-0",
    "three copies, two media, one elsewhere, one undeletable, no error in the last restore",
)
def copies_3_2_1_1_0(case: Case, *, within_days: int, where: Sequence[str]) -> Found:
    """Count production as one copy. Its medium is not declared: the copies must be on two by themselves."""
    newest = case.newest_proofs((each.name for each in case.data_sets), where)

    parts = (
        part
        for data in case.data_sets
        for part in (_counted(case, data), proven(case, data.name, newest.get(data.name), within_days))
    )
    return together(
        parts,
        otherwise="no data set is declared",
        summary=f"each of {len(case.data_sets)} data sets has its copies, and its last restore had no error",
    )


def _counted(case: Case, data: DataSet) -> Found:
    copies = case.copies(data)
    wrong = [
        word
        for word, there in (
            ("fewer than three copies", len(copies) + 1 >= 3),  # noqa: PLR2004 - the rule's own number
            ("one medium", len({each.media for each in copies}) > 1),
            ("none elsewhere", bool(_elsewhere(case, data))),
            ("none isolated or locked", any(each.isolated or each.immutable_days for each in copies)),
        )
        if not there
    ]
    if wrong:
        return fails(f"{data.name}: {', '.join(wrong)}")
    return holds(f"{data.name}: its copies are as they should be, as declared")


@RULES.add("passwords-escrowed", "each repository was opened with a password from escrow within so many days")
def passwords_escrowed(case: Case, *, within_days: int) -> Found:
    """Take production's records of opened escrows."""
    opened = {
        each.repository: (record, each)
        for record in case.ledger.escrows
        if record.where == "production" and record.ended.date() <= case.day
        for each in record.repositories
    }

    def seen(name: str) -> Found:
        if name not in opened:
            return unshown(f"{name}: no opened escrow is on record; drplan backup escrow")
        record, each = opened[name]
        if case.old(record) > within_days:
            return fails(f"{name}: its escrow was last opened {case.old(record)} days ago", case.ref(record))
        if each.verdict.outcome == "no-evidence":
            why = f"{'; '.join(each.verdict.because)}; drplan backup escrow"
            return unshown(f"{name}: {why}", case.ref(record))
        if each.verdict.outcome != "pass":
            return fails(f"{name}: {'; '.join(each.verdict.because)}", case.ref(record))
        return holds(f"{name}: opened from escrow on {record.ended.date()}", case.ref(record))

    return together(
        (seen(name) for name in case.repositories),
        otherwise="no policy of a data set uses a repository",
        summary=f"each of {len(case.repositories)} repositories was opened from escrow in {within_days} days",
    )


@RULES.add("other-rooms", "a partner gives rooms, by an agreement in force")
def other_rooms(case: Case) -> Found:
    """Look for mutual aid with rooms."""
    givers = [each for each in case.district.partners if "rooms" in each.gives]
    if not givers:
        return fails("no partner is declared to give rooms")
    held = [each for each in givers if in_force(each.agreements, ("mutual-aid",), case.day)]
    if not held:
        return fails(f"no agreement about rooms is in force on {case.day}")
    return holds(f"as declared, {', '.join(each.name for each in held)} gives rooms by an agreement in force")


@RULES.add("second-line", "two providers' lines lead to the Internet, each by an agreement in force")
def second_line(case: Case) -> Found:
    """Count providers of the whole district: sites reach either over its own links."""
    lines = {link.provider for site in case.district.sites for link in _outward(site) if link.provider}
    bound = [
        each.name
        for each in case.district.vendors
        if each.name in lines and in_force(each.agreements, _KINDS, case.day)
    ]
    if len(bound) > 1:
        return holds(f"as declared, {' and '.join(bound)} lead to the Internet by agreements in force")
    return fails(
        f"{len(lines)} providers lead to the Internet, {len(bound)} of them by an agreement in force"
    )


def _outward(site: Site) -> list[Link]:
    return [link for link in site.links if link.to == "internet"]
