"""The break-glass packet: all that is needed to begin, until when it holds, and nothing that opens a lock."""

import shutil
import subprocess
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from drplan.declare.lookup import services
from drplan.declare.protection import Escrow
from drplan.declare.secret import Secret
from drplan.explain.content import Table
from drplan.explain.document import Document, Notice, Steps
from drplan.explain.packet import Machine, Sealed, expires, overdue, packet_page
from drplan.explain.packet.shown import place, reference
from drplan.explain.pdf import pdf
from drplan.explain.plain import plain
from drplan.measure.verdict import Verdict
from drplan.record.escrow import EscrowRecord, OpenedRecord
from drplan.record.heads import Heads, NotedHead, ledger_head
from drplan.record.ledger import Ledger
from tests.unit.explain.pdf_structure import Structure
from tests.unit.explain.test_pdf_hostile import text_of

DAY = date(2026, 11, 22)
NEWEST = NotedHead(noun="drill", count=1, newest="d-1", head="ab" * 32, first="ab" * 32)
HEADS = Heads("cedarvalley.example", (NEWEST,))
MACHINE = Machine({"python": "3.11.2", "restic": "0.18.0", "moto": "5"}, "11" * 32, "22" * 32)


def sealed(**changed) -> Sealed:
    about: dict[str, Any] = {
        "day": DAY,
        "valid_days": 92,
        "machine": MACHINE,
        "pages": {"hs/runbook.pdf": "33" * 32, "README.md": "44" * 32},
        "inventory_sha256": "55" * 32,
        "plan_sha256": "66" * 32,
        "heads": HEADS,
    }
    return Sealed(**(about | changed))


def table_of(page: Document, caption: str) -> Table:
    (found,) = [each for each in page.blocks if isinstance(each, Table) and each.caption == caption]
    return found


def changed(district, **fields):
    return district.model_copy(update=fields)


def repository_with(district, **fields):
    first, *others = district.repositories
    return changed(district, repositories=(first.model_copy(update=fields), *others))


@pytest.fixture(scope="module")
def page(district):
    return packet_page(district, Ledger(), sealed())


@pytest.fixture(scope="module")
def said(page):
    return plain(page)


def test_it_says_who_decides_and_whom_to_call_instead(district, said):
    assert "Decides: Director of Technology, 555-0100" in said
    for role in district.roles:
        assert role.title in said
        assert role.phone in said


def test_it_orders_every_service_of_every_site_by_wave(district, page):
    order = table_of(page, "Services by wave")
    assert sorted(row[0] for row in order.rows) == sorted(service.name for service in services(district))
    waves = {row[0]: int(row[1]) for row in order.rows}
    assert [int(row[1]) for row in order.rows] == sorted(waves.values())
    for service in services(district):
        assert all(waves[needed] < waves[service.name] for needed in service.depends_on)


def test_it_says_where_copies_passwords_and_what_else_is_asked_for_lie(district, said):
    for repository in district.repositories:
        assert repository.location in said
        assert repository.password.reference[0] in said
        for escrow in repository.escrow:
            assert escrow.place in said
    assert "for 30 days" in said
    assert "append only" in said


def test_it_holds_what_a_copy_is_compared_with(said):
    for digest in (f"{number}{number}" * 32 for number in range(1, 7)):
        assert digest in said
    assert "ab" * 32 in said
    assert ledger_head(HEADS) in said


def test_it_says_how_a_clean_machine_gets_the_tools_and_what_comes_first(page, said):
    steps = [step for block in page.blocks if isinstance(block, Steps) for step in block.steps]
    commands = [line for step in steps for line in step.commands]
    assert commands[1:4] == ["sha256sum requirements.lock", "make setup", ". .venv/bin/activate"]
    assert "read -rs DRPLAN_ONSITE_PASSWORD && export DRPLAN_ONSITE_PASSWORD" in commands
    assert any(step.subject == "district-network" and step.action == "probe" for step in steps)
    assert "python 3.11.2, restic 0.18.0" in said
    assert "moto" not in said.split("Order of recovery")[0]


def test_it_ends_with_lines_to_sign_and_to_log(said):
    assert "Sealed by, seal number" in said
    assert "New seal number" in said


def test_it_is_a_pdf_for_everybody(page):
    structure = Structure(pdf(page))
    assert structure.untagged() == 0
    assert len(structure.of("TOCI")) > 8
    assert structure.bookmarks()[0] == "Until when it can be believed"


def test_it_is_good_for_the_days_it_is_given_and_no_longer_than_what_it_says(district):
    later = changed(
        district,
        roles=tuple(role.model_copy(update={"confirmed_on": DAY}) for role in district.roles),
    )
    assert expires(later, DAY, 30)[0].day == DAY + timedelta(days=30)
    assert expires(later, DAY, 366)[0].what.startswith("the telephone of")
    assert expires(later, DAY, 366)[0].day == DAY + timedelta(days=180)
    old = Escrow(place="a safe", holder="superintendent", confirmed_on=DAY - timedelta(days=360))
    assert expires(repository_with(later, escrow=(old,)), DAY, 92)[0].day == DAY + timedelta(days=5)


@given(days=st.integers(0, 900), valid=st.integers(1, 366))
def test_nothing_dated_is_forgotten_whatever_the_day(district, days, valid):
    day = date(2026, 6, 1) + timedelta(days=days)
    limits = expires(district, day, valid)
    assert day <= limits[0].day <= day + timedelta(days=valid)
    assert list(limits) == sorted(limits)
    dated = {each.what for each in expires(district, date(2020, 1, 1), 1) if "packet" not in each.what}
    past = {line.rsplit(": was due by", 1)[0] for line in overdue(district, day)}
    assert len(dated) > 20
    assert dated <= {each.what for each in limits} | past


def test_what_is_overdue_on_its_day_stands_on_its_first_page(district):
    late = repository_with(district, escrow=())
    page = packet_page(late, Ledger(), sealed(day=date(2027, 6, 1)))
    notices = [block.text for block in page.blocks if isinstance(block, Notice)]
    assert notices[1].startswith("Some of it is not known to be right even today")
    shown = plain(page)
    assert "the password of repository onsite is in no escrow" in shown
    assert "the telephone of Superintendent is to be tried: was due by 2027-02-16" in shown


def opened(district, outcome: str, where: str = "production") -> Ledger:
    because = () if outcome == "pass" else ("it did not open",)
    seen = OpenedRecord(
        repository="onsite", place="safe", identity="", verdict=Verdict(outcome=outcome, because=because)
    )
    moment = datetime(2026, 10, 1, tzinfo=UTC)
    record = EscrowRecord(
        id="e-1",
        district=district.name,
        where=where,
        holder_role="superintendent",
        operator_role="systems-administrator",
        operator_account="a@b",
        inventory_sha256="ab" * 32,
        tools={},
        started=moment,
        ended=moment,
        passwords=1,
        repositories=(seen,),
        verdict=seen.verdict,
        previous=None,
    )
    return Ledger(escrows=(record,))


@pytest.mark.parametrize(
    ("outcome", "where", "shown"),
    [
        ("pass", "production", "pass, 2026-10-01"),
        ("fail", "production", "fail, 2026-10-01"),
        ("pass", "lab", "no-evidence"),
    ],
)
def test_an_escrow_counts_as_seen_only_by_a_record_of_the_real_repository(district, outcome, where, shown):
    page = packet_page(district, opened(district, outcome, where), sealed())
    table = table_of(page, "Escrowed passwords of repositories")
    row = next(row for row in table.rows if row[0] == "onsite" and "Superintendent, 555-0104;" in row[2])
    assert row[-1] == shown


PLANTED = "hunter2-planted"


@pytest.mark.parametrize(
    "fields",
    [
        {"location": f"rest:https://drplan:{PLANTED}@198.18.20.5:8000/x/"},
        {"location": f"rest:https://{PLANTED}@198.18.20.5:8000/x/"},
        {"location": f"s3:https://s3.example/bucket?X-Amz-Signature={PLANTED}"},
        {"location": f"s3:https://s3.example/bucket#token={PLANTED}"},
        {"password": Secret.command("vault", "read", f"-token={PLANTED}")},
        {"password": Secret.file(f"/run/{PLANTED}")},
        {"password": Secret.env(PLANTED)},
        {"user_secret": Secret.command("sh", "-c", f"echo {PLANTED}")},
        {"user": Secret.env(PLANTED), "ca_certificate": Secret.file(PLANTED)},
        {"admin": Secret.command(PLANTED), "prune_secret": Secret.command(PLANTED)},
        {"prune_location": f"rest:https://a:{PLANTED}@198.18.20.5/"},
        {"escrow": (Escrow(place=f"safe, password={PLANTED}", holder="superintendent", confirmed_on=DAY),)},
    ],
)
def test_no_planted_secret_comes_out(district, fields):
    page = packet_page(repository_with(district, **fields), Ledger(), sealed())
    assert PLANTED not in repr(page)
    if shutil.which("pdftotext"):
        assert PLANTED not in text_of(pdf(page))


def test_a_place_keeps_what_is_no_secret():
    assert place("rest:https://198.18.20.5:8000/drplan/") == "rest:https://198.18.20.5:8000/drplan/"
    assert place("/srv/restic") == "/srv/restic"
    assert reference(Secret.env("DRPLAN_ONSITE_PASSWORD")) == "environment variable DRPLAN_ONSITE_PASSWORD"


def test_a_district_of_almost_nothing_gets_one_too(district):
    bare = changed(
        district,
        sites=tuple(site.model_copy(update={"services": ()}) for site in district.sites),
        repositories=(),
        vendors=(),
        partners=(),
        roles=(),
    )
    page = packet_page(bare, Ledger(), sealed(pages={}))
    assert "agree now who decides" in plain(page)
    assert pdf(page)


def test_the_same_day_gives_the_same_bytes(district, page):
    assert pdf(packet_page(district, Ledger(), sealed())) == pdf(page)


def test_the_shell_reads_a_secret_as_the_packet_says():
    line = "read -rs DRPLAN_ONSITE_PASSWORD && export DRPLAN_ONSITE_PASSWORD"
    script = f"{line}\nsh -c 'printf %s \"$DRPLAN_ONSITE_PASSWORD\"'"
    argv = ["bash", "-c", script]
    done = subprocess.run(argv, input="a b\\c\n", capture_output=True, text=True, check=True)
    assert done.stdout == "a b\\c"
