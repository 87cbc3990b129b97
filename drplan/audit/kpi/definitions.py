"""The indicators that a district is led by, in the order in which they are shown."""

from __future__ import annotations

from drplan.audit.kpi import from_copies, from_drills, from_people
from drplan.audit.kpi.model import Definition

_REAL = (
    "Scratch drills from production's copies and recoveries in earnest. A lab's drill adds nothing and takes"
    " nothing away."
)
_DECLARED = "No record: this is as declared. What it was on earlier days, nothing tells."
_CHECKS = "Production's repository checks. A lab's repositories are others."

DEFINITIONS: tuple[Definition, ...] = (
    Definition(
        id="services-proven",
        title="Services proven",
        means="How much of what schools use was seen to come back, and still would.",
        counts="Services whose standing is proven, by all services declared.",
        records=_REAL,
        unit="share",
        better="higher",
        field="drills.proven_for_days",
        standard="NIST SP 800-53 Rev. 5, CP-4",
        reads=from_drills.services_proven,
    ),
    Definition(
        id="services-rehearsed",
        title="Services proven or rehearsed",
        means="How much came back at least in a rehearsal, if not from the real copies.",
        counts="Services whose standing is proven by any drill, by all services declared.",
        records="All drills: a lab's, scratch drills and recoveries in earnest.",
        unit="share",
        better="higher",
        field="drills.proven_for_days",
        reads=from_drills.services_rehearsed,
        real=False,
    ),
    Definition(
        id="foundation-proven",
        title="Foundation, safety, pay and records proven",
        means="Whether what all else rests on, and what cannot wait, was seen to come back this year.",
        counts="Services of tiers 0 and 1 proven within 365 days, by all services of these tiers.",
        records=_REAL,
        unit="share",
        better="higher",
        standard="NIST SP 800-53 Rev. 5, CP-4; ISO 22301:2019, 8.5",
        reads=from_drills.early_proven,
    ),
    Definition(
        id="rto-met",
        title="Back in time (RTO met)",
        means="Whether schools would have what they need as soon as was promised.",
        counts="Services back within the RTO declared now, at full size too where that was worked out, by"
        " services that their newest drill of the last 365 days shows anything of.",
        records=_REAL,
        unit="share",
        better="higher",
        field="objectives.rto",
        standard="NIST SP 800-53 Rev. 5, CP-10",
        reads=from_drills.rto_met,
    ),
    Definition(
        id="rpo-met",
        title="Little enough lost (RPO met)",
        means="Whether no more work would be lost than was promised.",
        counts="Data sets that came back and were not older than the RPO declared now, by data sets that"
        " their newest restore of the last 365 days shows anything of.",
        records=_REAL,
        unit="share",
        better="higher",
        field="objectives.rpo",
        standard="NIST SP 800-53 Rev. 5, CP-9",
        reads=from_drills.rpo_met,
    ),
    Definition(
        id="recovery-time",
        title="Time to come back, in times the RTO",
        means="How much room is left between what was promised and what was measured.",
        counts="The median, over the services that their newest drill of the last 365 days shows anything of,"
        " of RTA divided by the RTO declared now. What did not come back counts as longer than any.",
        records=_REAL,
        unit="times",
        better="lower",
        field="objectives.rto",
        reads=from_drills.recovery_time,
    ),
    Definition(
        id="data-restored",
        title="Data brought back",
        means="Whether the copies are worth anything: data was brought back from them, whole.",
        counts="Data sets whose newest restore came back whole within 365 days, by all data sets declared.",
        records=_REAL,
        unit="share",
        better="higher",
        standard="CIS Controls 8.1, 11.5",
        reads=from_drills.data_restored,
    ),
    Definition(
        id="copies-locked",
        title="Data with a copy that an intruder cannot delete",
        means="Whether something would be left after a break-in by ransomware.",
        counts="Data sets with a copy declared isolated or immutable that a check of the last 92 days found"
        " sound, by all data sets declared.",
        records=_CHECKS,
        unit="share",
        better="higher",
        standard="CIS Controls 8.1, 11.4; 3-2-1-1-0",
        reads=from_copies.copies_locked,
    ),
    Definition(
        id="repositories-read",
        title="Places of copies read whole in time",
        means="Whether damage to the copies would have been noticed.",
        counts="Repositories that their newest check found sound and every pack of which was read within"
        " their own time, by all repositories that policies use.",
        records=_CHECKS,
        unit="share",
        better="higher",
        field="checked_within",
        standard="NIST SP 800-53 Rev. 5, CP-9(1)",
        reads=from_copies.repositories_read,
    ),
    Definition(
        id="actions-overdue",
        title="Corrective actions overdue",
        means="Whether what was found is being mended.",
        counts="Corrective actions that are open and whose day is over.",
        records="All records, a lab's drills among them: what fails there fails in earnest.",
        unit="count",
        better="lower",
        field="drills.mend_within_days",
        standard="NIST SP 800-53 Rev. 5, CA-5",
        reads=from_people.actions_overdue,
        real=False,
    ),
    Definition(
        id="days-to-mend",
        title="Days to mend",
        means="How long a known weakness stays open.",
        counts="The median of the days from failure to mending, of corrective actions mended within 365 days"
        " and of open ones, which count with the days so far. The target is"
        " the median of the days that the same actions were given.",
        records="All records, a lab's drills among them: what fails there fails in earnest.",
        unit="days",
        better="lower",
        field="drills.mend_within_days",
        standard="NIST SP 800-53 Rev. 5, CA-5",
        reads=from_people.days_to_mend,
        real=False,
    ),
    Definition(
        id="roles-ready",
        title="Roles ready",
        means="Whether somebody answers when called, and somebody else when not.",
        counts="Roles with an alternate and confirmed within 365 days, by all roles declared.",
        records=_DECLARED,
        unit="share",
        better="higher",
        standard="NIST SP 800-53 Rev. 5, CP-2",
        reads=from_people.roles_ready,
        history=False,
    ),
    Definition(
        id="exercises-held",
        title="Exercises held as planned",
        means="Whether people practise what they would have to do.",
        counts="Planned days of the last 365 with an exercise, or a drill as that exercise, on record within"
        " 30 days of the day, by planned days whose 30 days are over or that were held.",
        records="Exercises in which people took part, and drills of exercises.",
        unit="share",
        better="higher",
        field="exercises.dates",
        standard="NIST SP 800-84; NIST SP 800-53 Rev. 5, CP-3",
        reads=from_people.exercises_held,
        real=False,
    ),
    Definition(
        id="plan-approved",
        title="Days since the plan was approved",
        means="Whether those who answer for the plan know the one in force.",
        counts="Days since the newest approval of the plan that is in force, known by its hash.",
        records="Records of plan approvals. Which plan was in force on earlier days, nothing tells.",
        unit="days",
        better="lower",
        standard="NIST SP 800-53 Rev. 5, CP-2",
        reads=from_people.plan_approved,
        history=False,
    ),
    Definition(
        id="papers-renewed",
        title="Papers for the time without computers renewed",
        means="Whether teachers, nurses and drivers would find paper that is current.",
        counts="Papers printed again within their own time, by all papers declared.",
        records=_DECLARED,
        unit="share",
        better="higher",
        field="papers.renew_within",
        reads=from_people.papers_renewed,
        history=False,
    ),
)
"""Every indicator; each id once."""
