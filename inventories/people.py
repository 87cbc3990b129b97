"""Roles: who decides and who is called. Never a private person: whoever holds the duty answers its number.

The help desk calls every number in August and writes down the day; a new holder is trained within a month.
"""

from datetime import date

from drplan import Role

CALLED = date(2026, 8, 20)
STARTED = date(2024, 7, 1)
TRAINED = date(2026, 8, 12)


def duty(name: str, title: str, number: int, mailbox: str, alternate: str) -> Role:
    """Return a role that was called and trained with everybody else in August."""
    return Role(
        name=name,
        title=title,
        phone=f"555-{number:04}",
        email=f"{mailbox}@cedarvalley.example",
        alternate=alternate,
        confirmed_on=CALLED,
        assigned_on=STARTED,
        trained_on=TRAINED,
    )


def head_of_school(code: str, title: str, number: int) -> Role:
    """Return a school's principal; the superintendent stands in."""
    return duty(f"{code}-principal", title, number, f"{code}-office", "superintendent")


roles = (
    Role(
        name="technology-director",
        title="Director of Technology",
        phone="555-0100",
        email="technology@cedarvalley.example",
        alternate="systems-administrator",
        # New since July: the call and the training are the holder's own, not the predecessor's.
        confirmed_on=date(2026, 11, 2),
        assigned_on=date(2026, 7, 1),
        trained_on=date(2026, 7, 22),
    ),
    Role(
        name="systems-administrator",
        title="Systems Administrator",
        phone="555-0101",
        email="systems@cedarvalley.example",
        alternate="network-administrator",
        confirmed_on=CALLED,
        assigned_on=date(2019, 8, 1),
        trained_on=TRAINED,
    ),
    Role(
        name="network-administrator",
        title="Network Administrator",
        phone="555-0102",
        email="network@cedarvalley.example",
        alternate="systems-administrator",
        confirmed_on=CALLED,
        assigned_on=date(2022, 1, 10),
        trained_on=TRAINED,
    ),
    duty(
        name="registrar",
        title="District Registrar",
        number=103,
        mailbox="registrar",
        alternate="technology-director",
    ),
    duty(
        name="superintendent",
        title="Superintendent",
        number=104,
        mailbox="superintendent",
        alternate="business-manager",
    ),
    duty(
        name="business-manager",
        title="Business Manager",
        number=105,
        mailbox="business",
        alternate="superintendent",
    ),
    duty(
        name="communications-officer",
        title="Communications Officer",
        number=106,
        mailbox="communications",
        alternate="superintendent",
    ),
    duty(
        name="facilities-director",
        title="Director of Facilities",
        number=107,
        mailbox="facilities",
        alternate="business-manager",
    ),
    duty(
        name="transportation-director",
        title="Director of Transportation",
        number=108,
        mailbox="buses",
        alternate="facilities-director",
    ),
    duty(
        name="health-services",
        title="Coordinator of Health Services",
        number=109,
        mailbox="nurses",
        alternate="registrar",
    ),
    duty(
        name="food-services",
        title="Director of Food Services",
        number=110,
        mailbox="kitchens",
        alternate="business-manager",
    ),
    duty(
        name="curriculum-director",
        title="Director of Curriculum and Testing",
        number=111,
        mailbox="curriculum",
        alternate="registrar",
    ),
    duty(
        name="help-desk",
        title="Help Desk",
        number=112,
        mailbox="helpdesk",
        alternate="network-administrator",
    ),
    head_of_school("hs", "Principal, High School", 120),
    head_of_school("ms", "Principal, Middle School", 130),
    head_of_school("es", "Principal, Elementary School", 140),
)
