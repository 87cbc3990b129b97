"""Small exports of cloud tenants in each form that is read, whole."""

import json
import sqlite3
from contextlib import closing
from pathlib import Path

from drplan.adapters.agent.tenant_pst import crc
from tests.moodle_files import as_tar, as_zip

MESSAGES = 30


def mailbox(folder: Path) -> Path:
    """Lay down a mailbox as Got Your Back does: its list's schema is that of GYB's version 6."""
    folder.mkdir(parents=True)
    with closing(sqlite3.connect(folder / "msg-db.sqlite")) as listed, listed:
        listed.execute("create table settings (name text primary key, value text)")
        listed.execute(
            "create table messages (message_num integer primary key, message_filename text,"
            " message_internaldate timestamp)"
        )
        listed.execute("create table labels (message_num integer, label text)")
        for number in range(MESSAGES):
            name = f"2026/11/{number % 7 + 1}/{number:016x}.eml"
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            (folder / name).write_text(f"From: Ada Secretname <a@x>\nSubject: {number}\n\nText.\n")
            listed.execute("insert into messages values (?, ?, '2026-11-01 10:00:00')", (number, name))
    return folder


def takeout(folder: Path) -> Path:
    """Lay down a set of two archives as Takeout does, one of each sort."""
    folder.mkdir(parents=True)
    first = {"Takeout/archive_browser.html": b"<html>", "Takeout/Mail/All mail.mbox": b"From a\n" * 90}
    second = {f"Takeout/Drive/essay {number}.txt": b"Secretname" for number in range(20)}
    (folder / "takeout-20261101T000000Z-001.zip").write_bytes(as_zip(first))
    (folder / "takeout-20261101T000000Z-002.tgz").write_bytes(as_tar(second))
    return folder


def gam(folder: Path) -> Path:
    """Lay down the tables of users, groups and members."""
    folder.mkdir(parents=True)
    users = "".join(f"u{number}@x.example,Secretname,/Students\n" for number in range(25))
    (folder / "users.csv").write_text(f"primaryEmail,name.familyName,orgUnitPath\n{users}")
    (folder / "groups.csv").write_text("email,id\nstaff@x.example,1\nclubs@x.example,2\n")
    members = "".join(f"staff@x.example,{number},u{number}@x.example,MEMBER\n" for number in range(5))
    (folder / "members.csv").write_text(f"group,id,email,role\n{members}")
    return folder


def graph(folder: Path) -> Path:
    """Lay down users as JSON lines and policies as one page."""
    folder.mkdir(parents=True)
    users = [{"id": f"id{number}", "displayName": "Secretname"} for number in range(25)]
    (folder / "users.jsonl").write_text("".join(json.dumps(each) + "\n" for each in users))
    (folder / "policies.json").write_text(json.dumps({"@odata.context": "x", "value": [{"id": "p1"}]}))
    return folder


def outlook(*, size: int = 2048, unicode: bool = True) -> bytes:
    """Return a file with the header of an Outlook data file that is ``size`` bytes long."""
    header = bytearray(564)
    header[:4], header[8:10] = b"!BDN", b"SM"
    header[10:12] = (23 if unicode else 14).to_bytes(2, "little")
    place = slice(184, 192) if unicode else slice(168, 172)
    header[place] = size.to_bytes(place.stop - place.start, "little")
    header[4:8] = crc(bytes(header[8:479])).to_bytes(4, "little")
    return bytes(header).ljust(size, b"\0")


def pst(folder: Path) -> Path:
    """Lay down two data files, of both ages."""
    folder.mkdir(parents=True)
    (folder / "one.pst").write_bytes(outlook())
    (folder / "two.pst").write_bytes(outlook(unicode=False))
    return folder


FORMS = {"gyb": mailbox, "takeout": takeout, "gam-csv": gam, "graph-json": graph, "pst": pst}
