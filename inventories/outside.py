"""Vendors with their agreements, and the neighbouring district.

``rto`` and ``rpo`` are what a contract says of what the vendor hosts: a service cannot promise more.
"""

from datetime import date, timedelta
from typing import Literal

from drplan import Agreement, Partner, Vendor

SIGNED, EXPIRES = date(2025, 7, 1), date(2028, 6, 30)


def paper(kind: Literal["ferpa", "support", "mutual-aid"], number: str) -> Agreement:
    """Return an agreement of the usual three years; the business manager renews them all in one spring."""
    return Agreement(kind=kind, signed=SIGNED, expires=EXPIRES, number=number)


def children(number: str) -> Agreement:
    """Return one by which a vendor destroys children's records a year after they leave (16 CFR 312.10)."""
    return Agreement(
        kind="coppa", signed=SIGNED, expires=EXPIRES, kept_for=timedelta(days=365), number=number
    )


vendors = (
    Vendor(
        name="valley-fiber",
        title="Valley Fiber, Internet and building links",
        phone="555-0150",
        email="noc@valleyfiber.example",
        agreements=(paper("support", "CV-25-01S"),),
    ),
    Vendor(
        name="ridge-broadband",
        title="Ridge Broadband, second Internet line on other poles",
        phone="555-0151",
        email="noc@ridgebroadband.example",
        agreements=(paper("support", "CV-25-02S"),),
    ),
    Vendor(
        name="bluewater-storage",
        title="Bluewater Storage, locked object storage two states away",
        phone="555-0152",
        email="help@bluewater.example",
        agreements=(paper("ferpa", "CV-25-03F"), paper("support", "CV-25-03S")),
        rto=timedelta(hours=1),
        rpo=timedelta(hours=1),
    ),
    Vendor(
        name="student-records-cloud",
        title="Host of the student information system",
        phone="555-0153",
        email="urgent@studentrecords.example",
        agreements=(paper("ferpa", "CV-25-04F"), children("CV-25-04C"), paper("support", "CV-25-04S")),
        rto=timedelta(hours=6),
        rpo=timedelta(hours=1),
    ),
    Vendor(
        name="classroom-cloud",
        title="Host of the learning management system",
        phone="555-0154",
        email="urgent@classroomcloud.example",
        agreements=(paper("ferpa", "CV-25-05F"), children("CV-25-05C")),
        rto=timedelta(hours=12),
        rpo=timedelta(hours=6),
    ),
    Vendor(
        name="workspace-cloud",
        title="Reseller of the mail and office tenants",
        phone="555-0155",
        email="support@workspacecloud.example",
        agreements=(paper("ferpa", "CV-25-06F"), children("CV-25-06C"), paper("support", "CV-25-06S")),
        rto=timedelta(hours=4),
        rpo=timedelta(hours=1),
    ),
    Vendor(
        name="alert-cloud",
        title="Mass notification by text, call and siren",
        phone="555-0156",
        email="duty@alertcloud.example",
        agreements=(paper("ferpa", "CV-25-07F"), children("CV-25-07C"), paper("support", "CV-25-07S")),
        rto=timedelta(hours=1),
        rpo=timedelta(hours=4),
    ),
    Vendor(
        name="state-testing-cloud",
        title="Host of the state tests",
        phone="555-0157",
        email="window@statetesting.example",
        agreements=(paper("ferpa", "CV-25-08F"), children("CV-25-08C")),
        rto=timedelta(hours=4),
        rpo=timedelta(hours=1),
    ),
    Vendor(
        name="library-cloud",
        title="Host of the library catalog",
        phone="555-0158",
        email="support@librarycloud.example",
        agreements=(paper("ferpa", "CV-25-09F"), children("CV-25-09C")),
        rto=timedelta(hours=72),
        rpo=timedelta(hours=24),
    ),
    Vendor(
        name="county-telephone",
        title="County Telephone, outside lines and E911",
        phone="555-0159",
        email="trunks@countytelephone.example",
        agreements=(paper("support", "CV-25-10S"),),
    ),
    # Called before anything is wiped: help that it did not approve may not be paid for.
    Vendor(
        name="school-insurance-pool",
        title="School Insurance Pool, fire, water and cyber",
        phone="555-0160",
        email="claims@insurancepool.example",
        agreements=(paper("support", "CV-25-12S"),),
    ),
)

partners = (
    Partner(
        name="river-bend",
        title="River Bend School District",
        phone="555-0190",
        email="technology@riverbend.example",
        # Another river and another power company: one storm does not take both.
        kilometers=72,
        gives=("off-site-copy", "evidence-countersignature", "rooms"),
        agreements=(paper("mutual-aid", "CV-25-11M"),),
    ),
)
