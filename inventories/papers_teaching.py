"""What lies printed for lessons, meals, libraries and the schools' offices: see ``papers.py``."""

from datetime import date

from drplan import Paper

from .papers import AUGUST, MONTH, QUARTER, THIS_MONTH, YEAR

meals = (
    Paper(
        title="Meal tally sheets, and the roster with allergies",
        place="locked drawer at each kitchen's till",
        keeper="food-services",
        renewed_on=THIS_MONTH,
        renew_within=MONTH,
        use=(
            "Every child eats; nobody is asked for money in the line",
            "Look for the allergy mark, then mark one meal on the tally",
            "Put cash into the envelope of the line, count it with a second person, and sign",
            "Enter the tally by day and line; the claim for reimbursement rests on the sheets: keep them",
        ),
    ),
)

learning = (
    Paper(
        title="Two days of lessons on paper",
        place="substitute folder of each classroom",
        keeper="curriculum-director",
        renewed_on=QUARTER,
        use=("Teach from the folder", "Collect work on paper; enter the grades when the system is back"),
    ),
)

devices = (
    Paper(
        title="Loan sheet for spare devices",
        place="on the cart of spares in each library",
        keeper="help-desk",
        renewed_on=QUARTER,
        use=("Write the device's number and the homeroom", "Enter the loans when the system is back"),
    ),
)

testing = (
    Paper(
        title="Test schedule by room, and the state desk's procedure for interrupted sessions",
        place="test coordinator's locked cabinet in each school",
        keeper="curriculum-director",
        renewed_on=QUARTER,
        use=(
            "Stop the session, keep the room quiet, write down the minute",
            "Call the host's desk; the curriculum director sets the new day inside the window",
        ),
    ),
)

printing = (
    Paper(
        title="Card on how to print from a USB stick",
        place="at each copier",
        keeper="help-desk",
        renewed_on=AUGUST,
        renew_within=YEAR,
        use=("Use the stick that hangs at the copier, and put no list of children on it",),
    ),
)

library = (
    Paper(
        title="Loan cards",
        place="drawer of each library's desk",
        keeper="curriculum-director",
        renewed_on=AUGUST,
        renew_within=YEAR,
        use=("Write a card for each loan", "Enter the cards when the catalog is back, then shred them"),
    ),
)


def substitutes(school: str) -> tuple[Paper, ...]:
    """Return what a school's rooms teach from when their computers show nothing."""
    return (
        Paper(
            title="Substitute folder of the room, with two days of lessons",
            place="top drawer of each teacher's desk",
            keeper=f"{school}-principal",
            renewed_on=date(2026, 10, 12),
            use=("Teach from the folder", "Collect work on paper; put a new set into the folder afterwards"),
        ),
    )


gradebook = (
    Paper(
        title="Attendance sheets, one a homeroom",
        place="red folder at the counter of the main office",
        keeper="hs-principal",
        renewed_on=THIS_MONTH,
        renew_within=MONTH,
        use=(
            "Hand a sheet to each homeroom before the first bell",
            "Teachers mark who is absent and late, and sign; runners bring the sheets at 08:30 and 12:30",
            "The office calls home from the sheets and can say who is in the building",
            "The registrar compares the sheets with the gradebook when it is back, and signs",
        ),
    ),
)

transcripts = (
    Paper(
        title="Letter that a transcript will follow, on letterhead",
        place="registrar's red folder",
        keeper="registrar",
        renewed_on=AUGUST,
        renew_within=YEAR,
        use=("Sign and seal each letter; list the college and the day", "Send the transcripts by the list"),
    ),
)

of_schools = {
    "hs-files": substitutes("hs"),
    "hs-learning": substitutes("hs"),
    "ms-files": substitutes("ms"),
    "es-files": substitutes("es"),
    "hs-gradebook": gradebook,
    "hs-transcripts": transcripts,
}
"""What lies printed in the schools, by the service that it stands in for."""
