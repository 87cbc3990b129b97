"""What a public page must not tell is found wherever and however it is written."""

import pytest

from drplan.errors import DisclosureError
from drplan.explain.content import Figure, Table
from drplan.explain.document import Bullets, Document, Facts, Heading, Link, Links, Notice, Paragraph
from drplan.explain.reports import guard
from drplan.explain.reports.declared_words import our_words, spokesperson
from tests.unit.explain.reports.worlds import matter_of

DISTRICT = matter_of().district


def page(*blocks):
    return Document("Page", DISTRICT.name, 0, blocks, edition="public")


@pytest.mark.parametrize(
    "slip",
    [
        "hs-db1",
        "HS-DB1",
        "hs\u200b-db1",
        "\uff48\uff53-db1",
        "hs-db1.cedarvalley.example",
        "198.18.20.11",
        "192.0.2.77",
        "198.18.20.0/24",
        "2001:db8::1",
        "fe80::1ff:fe23:4567:890a",
        "00:1b:44:11:3a:b7",
        "student-roster",
        "hs-gradebook-db",
        "hs-gradebook",
        "cedarvalley-transcripts",
        "123456789012",
        "/srv/oneroster",
        "DRPLAN_ONSITE_PASSWORD",
        "rest:https://198.18.20.5:8000/drplan/",
        "s3:somewhere",
        "https://mail.cedarvalley.example/",
        "do-internet1",
        "555-0100",
        "(512) 555-0100",
        "systems@cedarvalley.example",
        "maya.ruiz@cedarvalley.example",
        "123-45-6789",
        "bank box of the business office",
        "-----BEGIN OPENSSH PRIVATE KEY-----",
        "https://user:hunter2@copies.example/",
    ],
)
def test_a_name_a_place_or_a_number_is_refused(slip):
    with pytest.raises(DisclosureError, match="would tell"):
        guard(page(Paragraph(f"It stands at {slip}, as you know.")), DISTRICT)


@pytest.mark.parametrize(
    "block",
    [
        Heading(2, "hs-db1", "x"),
        Notice("hs-db1"),
        Bullets(("well", "hs-db1")),
        Facts((("hs-db1", "x"),)),
        Paragraph("x", "hs-db1"),
        Links((Link("x", "hs/services/hs-db1"),)),
        Table("x", ("hs-db1",), ()),
        Table("x", ("a",), (("hs-db1",),)),
        Figure("x", "<svg><text>hs-db1</text></svg>", "x", Table("x", ("a",), ())),
    ],
    ids=lambda block: type(block).__name__,
)
def test_it_is_found_in_every_kind_of_block(block):
    with pytest.raises(DisclosureError, match="hs-db1"):
        guard(page(block), DISTRICT)


def test_what_is_public_may_be_told():
    role = spokesperson(DISTRICT)
    assert role is not None
    assert role.name == "communications-officer"
    guard(
        page(
            Paragraph(f"Call {role.phone} or write to {role.email}; see {DISTRICT.domain}."),
            Paragraph("Back within 4 h 30 min, 99.5% of 2,650 pupils, $12,500 in 2026-27, on 2026-11-22."),
            Paragraph("Copies are kept off site and with another district; the payroll is proven."),
        ),
        DISTRICT,
    )


def test_a_word_of_our_own_texts_is_no_slip_even_where_a_host_is_called_so():
    word = next(each for each in sorted(our_words()) if len(each) > 8 and each.isascii())
    office, *others = DISTRICT.sites
    first, *rest = office.assets
    named = office.model_copy(update={"assets": (first.model_copy(update={"name": word}), *rest)})
    guard(page(Paragraph(f"The {word}.")), DISTRICT.model_copy(update={"sites": (named, *others)}))
