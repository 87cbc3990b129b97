"""Exports of cloud tenants, form by form: what is seen before they are kept, and never a name of a person."""

import json
import os
import sqlite3
import time
from contextlib import closing
from typing import get_args

import pytest

from drplan.adapters.agent.content import READERS, read_content
from drplan.adapters.agent.fault import Fault
from drplan.adapters.agent.tenant_pst import crc
from drplan.adapters.agent.tenant_takeout import gaps
from drplan.declare import TenantExport
from tests.moodle_files import as_zip
from tests.tenant_files import FORMS, MESSAGES, mailbox, outlook


def read(form, folder, **source):
    content = read_content(f"tenant-export-{form}", str(folder), source)
    assert "Secretname" not in repr(content)
    return content


def laid(tmp_path, form):
    return FORMS[form](tmp_path / "export")


def said(form, folder):
    return " | ".join(f"{word}: {sentence}" for word, sentence in read(form, folder).doubts)


def test_each_form_that_can_be_declared_has_its_reader_and_its_files():
    (asked, _) = get_args(TenantExport.model_fields["form"].annotation)
    declared = get_args(asked)
    assert {f"tenant-export-{form}" for form in declared} <= READERS.keys()
    assert set(declared) == set(FORMS)


@pytest.mark.parametrize(
    ("form", "name", "counted"),
    [
        ("gyb", "messages", {"count": MESSAGES}),
        ("takeout", "product Drive", {"count": 20}),
        ("takeout", "files inside", {"count": 22}),
        ("pst", "mailboxes", {"count": 2}),
    ],
)
def test_a_whole_export_is_counted_and_not_doubted(tmp_path, form, name, counted):
    content = read(form, laid(tmp_path, form))
    assert content.doubts == []
    assert content.entries[name] == counted


@pytest.mark.parametrize(("form", "name"), [("gam-csv", "users.csv"), ("graph-json", "users.jsonl")])
def test_tables_are_counted_row_by_row(tmp_path, form, name):
    content = read(form, laid(tmp_path, form))
    assert content.doubts == []
    assert content.entries[f"table {name}"]["rows"] == 25


@pytest.mark.parametrize("form", sorted(FORMS))
def test_an_empty_folder_is_no_export(tmp_path, form):
    with pytest.raises(Fault) as raised:
        read(form, tmp_path)
    assert raised.value.kind == "source-empty"


@pytest.mark.parametrize("form", sorted(FORMS))
def test_an_export_that_stopped_coming_is_stale(tmp_path, form):
    folder = laid(tmp_path, form)
    for path in folder.rglob("*"):
        os.utime(path, (time.time() - 90 * 86400,) * 2)
    assert [word for word, _ in read(form, folder).doubts] == ["stale"]
    assert read(form, folder, fresh_within="P100D").doubts == []


def test_a_message_that_is_missing_empty_unlisted_or_none_is_counted(tmp_path):
    folder = mailbox(tmp_path / "export")
    files = sorted(folder.rglob("*.eml"))
    files[0].unlink()
    files[1].write_bytes(b"")
    files[2].write_bytes(bytes(range(256)) * 9)
    (folder / "more.eml").write_text("From: x\n\n")
    text = said("gyb", folder)
    for each in (
        "1 messages that are not there",
        "1 empty messages",
        "1 messages that its list does not know",
    ):
        assert each in text
    assert "2 messages in a sample that are none" in text


def test_a_damaged_list_a_list_in_use_and_one_that_leads_elsewhere_are_named(tmp_path):
    folder = mailbox(tmp_path / "export")
    (folder / "msg-db.sqlite-journal").write_text("x")
    assert "was not closed" in said("gyb", folder)
    (folder / "msg-db.sqlite-journal").unlink()
    with closing(sqlite3.connect(folder / "msg-db.sqlite")) as listed, listed:
        listed.execute("insert into messages values (999, '../../etc/passwd', '')")
    assert "leads out of its folder" in said("gyb", folder)
    content = bytearray((folder / "msg-db.sqlite").read_bytes())
    content[100:4000] = bytes(3900)
    (folder / "msg-db.sqlite").write_bytes(content)
    assert "partial: mailbox 1 of 1 has a" in said("gyb", folder)


def test_several_mailboxes_are_told_apart(tmp_path):
    mailbox(tmp_path / "export/one")
    mailbox(tmp_path / "export/two")
    entries = read("gyb", tmp_path / "export").entries
    assert entries == {"mailboxes": {"count": 2}, "messages": {"count": 2 * MESSAGES}}


def test_an_archive_that_breaks_off_is_named_and_the_others_are_counted(tmp_path):
    folder = laid(tmp_path, "takeout")
    part = folder / "takeout-20261101T000000Z-002.tgz"
    part.write_bytes(part.read_bytes()[:-5])
    assert "takeout-20261101T000000Z-002.tgz breaks off" in said("takeout", folder)


def test_a_set_without_its_index_or_with_a_gap_is_named(tmp_path):
    folder = laid(tmp_path, "takeout")
    (folder / "takeout-20261101T000000Z-001.zip").unlink()
    text = said("takeout", folder)
    assert "takeout-20261101T000000Z lacks 1 of its numbered parts" in text
    assert "none of its archives holds an index" in text
    assert gaps(iter(["a-001.zip", "a-002.zip", "b-3.tgz", "c.zip"])) == ["b lacks 2 of its numbered parts"]


def test_metadata_of_vault_is_an_index_too(tmp_path):
    folder = tmp_path / "export"
    folder.mkdir()
    (folder / "matter.zip").write_bytes(as_zip({"matter-metadata.xml": b"<a/>", "matter-1.mbox": b"From"}))
    assert read("takeout", folder).doubts == []


def test_a_record_that_is_there_twice_or_a_table_without_any_is_doubted(tmp_path):
    folder = laid(tmp_path, "gam-csv")
    with (folder / "users.csv").open("a") as table:
        table.write("U3@x.example,Secretname,/Students\n")
    (folder / "groups.csv").write_text("email,id\n")
    text = said("gam-csv", folder)
    assert "users.csv holds 1 records twice" in text
    assert "groups.csv holds no record" in text


def test_a_table_that_breaks_off_is_no_export(tmp_path):
    folder = laid(tmp_path, "gam-csv")
    (folder / "users.csv").write_text("primaryEmail,name\nSecretname\n")
    with pytest.raises(Fault, match=r"users\.csv breaks off"):
        read("gam-csv", folder)


@pytest.mark.parametrize(
    ("name", "content", "wrong"),
    [
        ("users.jsonl", '{"id": "Secretname"}\n{"id": "b', "users.jsonl is no JSON in line 2"),
        ("users.jsonl", '{"id": "1"}\n{"id": "1"}\n', "users.jsonl holds 1 identifiers twice"),
        ("users.jsonl", '["Secretname"]\n', "holds what is no object"),
        ("policies.json", '{"value": [], "@odata.nextLink": "https://x"}', "there are more pages"),
        ("policies.json", '{"value": "Secretname"}', "holds what is no list"),
        ("policies.json", "[" * 100_000, "policies.json is no JSON"),
        ("policies.json", '{"error": {"code": "InvalidToken"}}', "an error that Graph answered"),
        ("users.jsonl", '{"id": "1"}\n{"error": {"code": "TooMany"}}', "an error that Graph answered"),
        ("users.jsonl", "", "users.jsonl holds no object"),
    ],
)
def test_objects_that_are_cut_short_doubled_or_one_page_of_many_are_doubted(tmp_path, name, content, wrong):
    folder = laid(tmp_path, "graph-json")
    (folder / name).write_text(content)
    assert wrong in said("graph-json", folder)


def test_the_order_of_keys_is_not_content(tmp_path):
    folder = laid(tmp_path, "graph-json")
    before = read("graph-json", folder).entries["table users.jsonl"]
    lines = [json.loads(line) for line in (folder / "users.jsonl").read_text().splitlines()]
    turned = [dict(reversed(each.items())) for each in reversed(lines)]
    (folder / "users.jsonl").write_text("".join(json.dumps(each) + "\n" for each in turned))
    assert read("graph-json", folder).entries["table users.jsonl"] == before


@pytest.mark.parametrize(
    ("content", "wrong"),
    [
        (outlook()[:-1], "is 2,047 bytes long, and its header says 2,048"),
        (outlook()[:100], "is no Outlook data file"),
        (outlook()[:20] + b"x" + outlook()[21:], "has a damaged header"),
        (b"!BDX" + outlook()[4:], "is no Outlook data file"),
    ],
)
def test_of_an_outlook_file_the_header_and_the_size_are_held_against_each_other(tmp_path, content, wrong):
    folder = laid(tmp_path, "pst")
    (folder / "one.pst").write_bytes(content)
    assert wrong in said("pst", folder)


def test_what_was_not_read_of_an_outlook_file_is_said(tmp_path):
    assert "no message in them was read" in read("pst", laid(tmp_path, "pst")).notes[0]


def test_the_sum_is_a_crc_that_begins_with_zero_and_is_not_turned_round():
    assert crc(b"") == 0
    # The sum of one byte is its own entry of the standard table of polynomial 0xEDB88320.
    assert crc(b"\x01") == 0x77073096


def test_a_form_needs_a_place_and_freshness_needs_a_form():
    with pytest.raises(ValueError, match="declare the server and path"):
        TenantExport(tenant="t", product="mail", form="gyb")
    with pytest.raises(ValueError, match="declare their form"):
        TenantExport(tenant="t", product="mail", server="s", path="/srv/x", fresh_within="P4D")
