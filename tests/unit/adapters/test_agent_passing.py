"""What is read of a stream as it goes by is the same however the bytes were cut."""

import io
import tarfile
from hashlib import sha256
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from drplan.adapters.agent.command import ending
from drplan.adapters.agent.directory import Entries
from drplan.adapters.agent.fault import Fault
from drplan.adapters.agent.mariadb_dump import Counted
from drplan.adapters.agent.programs import named
from drplan.adapters.agent.sums import Sum
from drplan.adapters.agent.tarred import Tar

CUTS = st.lists(st.integers(0, 3000), max_size=12)

DUMP = rb"""-- MariaDB dump
DROP TABLE IF EXISTS `pupils`;
CREATE TABLE `pupils` (
  `name` text DEFAULT NULL
);
INSERT INTO `pupils` VALUES
('a\n-- Dump completed'),
('O\'Neil;'),
('x');
INSERT INTO `pupils` VALUES ('on the same line');
CREATE TABLE `none` (`x` int);
DELIMITER ;;
CREATE PROCEDURE `hi`()
begin
INSERT INTO `pupils` VALUES
('y')
end ;;
DELIMITER ;

-- Dump completed
"""

LDIF = b"""dn: dc=d,dc=example
dc: d

dn:: dWlkPXDDpHQsZGM9ZCxkYz1leGFtcGxl
uid:: cMOkdA==

dn: uid=canary,ou=services,ou=a-very-long-name-of-a-unit-that-is-folded,dc=
 d,dc=example
uid: canary

"""


def cut(content, cuts):
    places = sorted({0, *(place % (len(content) + 1) for place in cuts), len(content)})
    return (content[a:b] for a, b in pairwise(places))


def drain(pieces):
    return b"".join(pieces)


@given(CUTS)
def test_a_dump_is_counted_alike_however_it_is_cut(cuts):
    counted = Counted()
    assert drain(counted.watching(cut(DUMP, cuts))) == DUMP
    entries = counted.entries()
    assert counted.tables == {"pupils", "none"}
    assert entries["table pupils"]["rows"] == 4
    assert entries["table none"]["rows"] == 0
    whole = Counted()
    drain(whole.watching(cut(DUMP, [])))
    assert entries == whole.entries()


@given(st.integers(1, len(DUMP) - len("-- Dump completed\n")))
def test_a_dump_that_breaks_off_anywhere_is_refused(end):
    with pytest.raises(Fault, match="its last line is not there"):
        drain(Counted().watching(cut(DUMP[:end], [])))


def test_one_changed_row_changes_its_tables_checksum_and_no_others():
    def entries(dump):
        counted = Counted()
        drain(counted.watching(cut(dump, [])))
        return counted.entries()

    changed = entries(DUMP.replace(b"('x')", b"('z')"))
    assert {name for name, facts in entries(DUMP).items() if changed[name] != facts} == {"table pupils"}


@given(CUTS)
def test_a_directory_is_counted_alike_however_it_is_cut(cuts):
    name = "UID=pät, dc=d,dc=example"
    folded = "uid=canary,ou=services,ou=a-very-long-name-of-a-unit-that-is-folded,dc=d,dc=example"
    entries = Entries((name, folded, "uid=nobody,dc=d,dc=example"))
    assert drain(entries.watching(cut(LDIF, cuts))) == LDIF
    assert set(entries.found()) == {"directory", name, folded}
    assert entries.found()["directory"]["rows"] == 3


@given(st.integers(1, len(LDIF) - 2))
def test_a_directory_that_breaks_off_within_an_entry_is_refused(end):
    content = LDIF[:end]
    if content.endswith(b"\n\n"):
        return
    with pytest.raises(Fault, match="its last entry has no end"):
        drain(Entries().watching(cut(content, [])))


def archive(files):
    made = io.BytesIO()
    with tarfile.open(fileobj=made, mode="w", format=tarfile.USTAR_FORMAT) as tar:
        tar.addfile(tarfile.TarInfo("base"), None)
        for name, content in files.items():
            member = tarfile.TarInfo(name)
            member.size = len(content)
            tar.addfile(member, io.BytesIO(content))
    return made.getvalue()


NAMES = st.from_regex(r"[a-z]{1,20}(/[a-z]{1,40}){0,4}", fullmatch=True)


@given(st.dictionaries(NAMES, st.binary(max_size=1500), max_size=6), CUTS)
def test_a_tar_is_read_alike_however_it_is_cut(files, cuts):
    files["base/backup_manifest"] = b"{}"
    content, tar = archive(files), Tar("base/backup_manifest")
    assert drain(tar.watching(cut(content, cuts))) == content
    expected = {name: (len(data), sha256(data).hexdigest()) for name, data in files.items()}
    expected.setdefault("base", (0, sha256(b"").hexdigest()))
    assert tar.files == expected
    assert tar.content == b"{}"


@given(st.integers(0, 2047))
def test_a_tar_that_breaks_off_is_refused(end):
    content = archive({"data": b"x" * 700})
    assert content[2048:2560] == bytes(512)
    with pytest.raises(Fault, match="its end is not there"):
        drain(Tar("").watching(cut(content[:end], [])))


def test_a_damaged_header_of_a_tar_is_refused():
    content = bytearray(archive({"data": b"x"}))
    content[3] ^= 1
    with pytest.raises(Fault, match="damaged"):
        drain(Tar("").watching(cut(bytes(content), [])))


@given(st.lists(st.binary(max_size=8)), st.randoms())
def test_a_sum_does_not_ask_for_the_order_but_for_each_thing(things, chance):
    def summed(each):
        made = Sum()
        for thing in each:
            made.add(thing)
        return made.count, made.checksum

    shuffled = list(things)
    chance.shuffle(shuffled)
    assert summed(things) == summed(shuffled)
    assert summed(things) != summed([*things, b"one more"])


@given(st.binary(max_size=300), st.sampled_from([b"", b"\n", b" \n\n"]), CUTS)
def test_last_words_are_found_however_the_output_is_cut(content, blanks, cuts):
    whole = content + b"the end" + blanks
    assert drain(ending(cut(whole, cuts), "the end")) == whole
    with pytest.raises(Fault, match="does not end"):
        drain(ending(cut(whole + b"x", cuts), "the end"))


@pytest.mark.parametrize(
    ("said", "kind"),
    [
        (
            'connection to server on socket "/x" failed: Connection refused Is the server running',
            "source-down",
        ),
        ("FATAL: Peer authentication failed for user", "source-refused"),
        ("ERROR 1698 (28000): Access denied for user", "source-refused"),
        ("ERROR 2002 (HY000): Can't connect to local server through socket", "source-down"),
        ("mariadb-dump: Error 2013: Lost connection to server during query", "source-broken-off"),
        ("pg_dump: error: server closed the connection unexpectedly", "source-broken-off"),
        ("pg_restore: error: could not read from input file: end of file", "source"),
    ],
)
def test_programs_words_are_told_apart(said, kind):
    assert named(said) == kind
