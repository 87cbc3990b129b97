"""A pack that somebody hands over takes no more memory than it has bytes, and is read to an end."""

import tarfile
from datetime import UTC, datetime

import pytest

from drplan.adapters import pack_verify
from drplan.adapters.pack_files import read_pack
from drplan.errors import DrplanError
from drplan.record.pack_check import PackFiles, Trusted, check_pack

_SIZE, _SUM, _REAL = slice(124, 136), slice(148, 156), slice(483, 495)


def header(name, **changed):
    """Return one header of a tar, with octets changed and its sum made right."""
    kind = changed.pop("kind", tarfile.REGTYPE)
    made = tarfile.TarInfo(name)
    made.type = kind
    octets = bytearray(made.tobuf(tarfile.GNU_FORMAT)[:512])
    for place, content in ((_SIZE, changed.get("size")), (_REAL, changed.get("real"))):
        if content is not None:
            octets[place] = content
    octets[_SUM] = b" " * 8
    octets[_SUM] = f"{sum(octets):06o}\0 ".encode()
    return bytes(octets)


def binary(number, sign=b"\x80"):
    return sign + number.to_bytes(11, "big", signed=True)


HOSTILE = {
    "sparse: two kilobytes claim eight terabytes": (
        header("p/a"),
        header("p/pack.json", kind=tarfile.GNUTYPE_SPARSE, real=binary(8 << 40)),
    ),
    "longer than the tar": (header("p/a"), header("p/pack.json", size=binary(8 << 40))),
    "a size below zero, which leads back to the one before": (
        header("p/a"),
        header("p/pack.json", size=b"\xff" + (-512).to_bytes(11, "big", signed=True)),
    ),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_a_tar_that_swells_or_never_ends_is_refused_by_both_readers(tmp_path, name):
    pack = tmp_path / "p.tar"
    pack.write_bytes(b"".join(HOSTILE[name]) + b"\0" * 1024)
    with pytest.raises(DrplanError, match="claims to be larger than all of it"):
        read_pack(pack)
    with pytest.raises((ValueError, tarfile.TarError)):
        pack_verify.read_tar(str(pack))


def test_a_file_full_of_holes_is_refused_by_both_readers(tmp_path):
    with (tmp_path / "pack.json").open("wb") as file:
        file.truncate(1 << 40)
    with pytest.raises(DrplanError, match="no pack is that large"):
        read_pack(tmp_path)
    with pytest.raises(ValueError, match="more than 2 GiB"):
        pack_verify.read_folder(str(tmp_path))


def test_two_names_of_which_some_systems_keep_one_are_found_by_both_readers(tmp_path):
    files = {"SHA256SUMS": b"", "pages/a.html": b"1", "pages/A.html": b"2"}
    trusted = Trusted(None, (), datetime(2026, 12, 1, tzinfo=UTC), "0", {})
    found = {each.record_id + " " + (each.field or "") for each in check_pack(PackFiles(files), trusted)}
    assert "pack pages/a.html" in found
    told = pack_verify.Pack()
    told.files = files
    pack_verify.check(told, b"", [], "20261201")
    assert "pages/a.html: differs from another name in the case of its letters alone" in told.findings
