"""What lies printed where, for the day on which a service is gone.

A paper is declared with the place, the duty that keeps it, and the day it was last printed. What stands on it
is not here: lists with names are printed from the service itself, and lie locked.
"""

from datetime import date, timedelta

from drplan import Paper

AUGUST = date(2026, 8, 13)
QUARTER = date(2026, 11, 2)
THIS_MONTH = date(2026, 11, 9)
THIS_MONDAY = date(2026, 11, 16)

WEEK, MONTH, YEAR = timedelta(days=7), timedelta(days=35), timedelta(days=365)

OFFICES = "in the red cabinet of each main office, locked"

network = (
    Paper(
        title="Drawing of the data room",
        place="inside the door of the data room; a second one in the director's red folder",
        keeper="network-administrator",
        renewed_on=QUARTER,
        use=(
            "Find the rack and the port on the drawing before a cable is pulled",
            "Write on the drawing what was changed; the network administrator enters it afterwards",
        ),
    ),
)

switching = (
    Paper(
        title="Photograph and port list of the closet",
        place="inside the door of each closet",
        keeper="network-administrator",
        renewed_on=QUARTER,
        use=(
            "Cable the spare switch port by port as the photograph shows",
            "Write on the list what was changed; the network administrator enters it afterwards",
        ),
    ),
)

vault = (
    Paper(
        title="Sealed envelopes with the shares of the key",
        place="the superintendent's safe and the bank box of the business office",
        keeper="superintendent",
        renewed_on=AUGUST,
        renew_within=YEAR,
        use=(
            "Two holders open an envelope each, and write down the day, the hour and why",
            "Change what was in an opened envelope and seal a new one within a week",
        ),
    ),
)

directory = (
    Paper(
        title="Envelope with each building's local administrator account",
        place="in the safe of each main office",
        keeper="systems-administrator",
        renewed_on=QUARTER,
        use=(
            "The principal opens it and one person signs in; write down who, where and when",
            "Change the account and seal a new envelope when the directory is back",
        ),
    ),
)

phones = (
    Paper(
        title="Card of numbers: copper line, radios, mobile telephones of the duties",
        place="beside the copper telephone in each main office and on each radio's charger",
        keeper="facilities-director",
        renewed_on=QUARTER,
        use=(
            "Call 911 from the copper line or a mobile telephone; say the building and the room",
            "Give a radio to each classroom wing and try it at once",
            "Write each emergency call down with its hour; facilities keeps the list",
        ),
    ),
)

notification = (
    Paper(
        title="Telephone tree of staff, and the county's radio and web desk",
        place=f"{OFFICES}; a second one with the communications officer",
        keeper="communications-officer",
        renewed_on=THIS_MONTH,
        renew_within=MONTH,
        use=(
            "The communications officer reads the text to the heads of the tree; each calls the next two",
            "Ask the county's desk to put the same text on the air and on its page",
            "Write down when each branch reported back; send the same text when the system is back",
        ),
    ),
)

health = (
    Paper(
        title="Health action plans and this week's medication list",
        place="sealed binder in the nurse's locked cabinet of each health office",
        keeper="health-services",
        renewed_on=THIS_MONDAY,
        renew_within=WEEK,
        use=(
            "The nurse opens the binder and writes down the day and the hour",
            "Give and write each dose on the list; two sign for controlled medicine",
            "The nurse alone tells a teacher what that teacher must know",
            "Enter the doses from the list when the records are back, compare, sign, and seal a new binder",
        ),
    ),
)

doors = (
    Paper(
        title="Key register and list of doors to be watched",
        place="key cabinet of each building's custodian",
        keeper="facilities-director",
        renewed_on=QUARTER,
        use=(
            "Sign each key out with the hour and the door",
            "Put an adult at each main door with the day's list of visitors",
            "Count the keys back in; badges that were revoked meanwhile are taken off first",
        ),
    ),
)

student_internet = (
    Paper(
        title="Two days of lessons without the Internet",
        place="substitute folder of each classroom",
        keeper="curriculum-director",
        renewed_on=QUARTER,
        use=("Teach from the folder", "Note what was taught; put a new set into the folder afterwards"),
    ),
)

buses = (
    Paper(
        title="Bus sheets: stops, riders, and who may meet them",
        place="locked box of each bus; the whole set in the dispatcher's cabinet",
        keeper="transportation-director",
        renewed_on=QUARTER,
        renew_within=MONTH,
        use=(
            "Drivers check riders off the sheet at each stop, on and off",
            "The dispatcher takes changes by radio and writes them on the set",
            "Enter the changes when the routes are back, and print the sheets again",
        ),
    ),
)

students = (
    Paper(
        title="Roster by homeroom, with attendance sheets",
        place=OFFICES,
        keeper="registrar",
        renewed_on=THIS_MONTH,
        renew_within=MONTH,
        use=(
            "Hand a sheet to each homeroom before the first bell",
            "Teachers mark who is absent and late, sign, and give the sheet to the runner",
            "The office calls home from the sheets; keep them in the cabinet at night",
            "The registrar has them entered when the system is back, compares the counts, and signs",
        ),
    ),
    Paper(
        title="Emergency contacts and custody papers",
        place=OFFICES,
        keeper="registrar",
        renewed_on=THIS_MONTH,
        renew_within=MONTH,
        use=(
            "Open it to reach a family or to see who may take a child, and for nothing else",
            "Ask for a photo identification; write down who took the child and when",
            "Write changes on the slip at the front; the registrar enters them afterwards",
        ),
    ),
    Paper(
        title="Enrollment and withdrawal form",
        place=OFFICES,
        keeper="registrar",
        renewed_on=AUGUST,
        renew_within=YEAR,
        use=("Fill in a form with the family and copy its papers", "Enter the forms in the order of dates"),
    ),
)

mail = (
    Paper(
        title="Note to families, blank, in English and Spanish",
        place="beside the copier of each main office, 30 a classroom",
        keeper="communications-officer",
        renewed_on=AUGUST,
        renew_within=YEAR,
        use=(
            "Copy in the words that the communications officer gives, and nothing else",
            "Send the notes home with the last lesson; keep one with the day's papers",
        ),
    ),
)

payroll = (
    Paper(
        title="Last payroll's totals, the bank's form to repeat it, and a book of cheques",
        place="safe of the business office",
        keeper="business-manager",
        renewed_on=date(2026, 11, 13),
        renew_within=MONTH,
        use=(
            "The business manager and the superintendent sign the bank's form to repeat the last payroll",
            "Write a cheque for whoever is new since then; list each with its number",
            "Enter the cheques when payroll is back, and settle the differences with the next pay",
        ),
    ),
    Paper(
        title="Purchase order pad",
        place="safe of the business office",
        keeper="business-manager",
        renewed_on=AUGUST,
        renew_within=YEAR,
        use=("Two sign each order", "Enter the orders by their numbers afterwards"),
    ),
)
