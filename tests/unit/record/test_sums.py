"""``SHA256SUMS`` has one form, and names that could mislead ``sha256sum`` have none."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from drplan.errors import EvidenceError
from drplan.record.sums import read_sums, see_name, sha256, write_sums

ONE = sha256(b"one")
GOOD = ["record.json", "manifests/a b.json", "élève→.txt", " leading", "*star", "#hash", "a/.hidden", "-n"]
BAD = ["", "/etc/passwd", "..", "a/../b", "a//b", "./a", "a/", "a\nb", "a\rb", "a\\b", "a\0b", "-", "\udc80"]
BAD += ["SHA256SUMS", "SHA256SUMS.sig"]

parts = st.text(st.characters(exclude_categories=["Cs", "Cc"], exclude_characters="/\\"), min_size=1)
names = st.lists(parts, min_size=1, max_size=3).map("/".join)


@given(st.dictionaries(names, st.binary().map(sha256), min_size=1))
def test_what_is_written_is_read_back(sums):
    good = {name: digest for name, digest in sums.items() if _is_good(name)}
    if good:
        assert read_sums(write_sums(good)) == good


def _is_good(name: str) -> bool:
    return name != "-" and not {".", ".."} & set(name.split("/")) and not name.startswith("SHA256SUMS")


@pytest.mark.parametrize("name", GOOD)
def test_unusual_names_are_kept(name):
    assert read_sums(write_sums({name: ONE})) == {name: ONE}


@pytest.mark.parametrize("name", BAD)
def test_names_that_mislead_are_refused(name):
    with pytest.raises(EvidenceError, match="cannot list the name"):
        see_name(name)
    with pytest.raises(EvidenceError):
        write_sums({name: ONE})


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"\n",
        f"{ONE}  a".encode(),
        f"{ONE} a\n".encode(),
        f"{ONE} *a\n".encode(),
        f"{ONE.upper()}  a\n".encode(),
        f"{ONE[:-1]}  a\n".encode(),
        f"{ONE}  b\n{ONE}  a\n".encode(),
        f"{ONE}  a\n{ONE}  a\n".encode(),
        f"{ONE}  a\n\n".encode(),
        f"{ONE}  a\r\n".encode(),
        f"{ONE}  ../a\n".encode(),
        f"\\{ONE}  a\\nb\n".encode(),
        ONE.encode() + b"  \xff\n",
        f"# comment\n{ONE}  a\n".encode(),
    ],
)
def test_any_other_form_is_refused(data):
    with pytest.raises(EvidenceError):
        read_sums(data)
