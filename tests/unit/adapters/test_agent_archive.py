"""Archives that somebody else made: hostile ones are refused, and nothing is ever written to a disk."""

import gzip
import io
import stat
import tarfile
import zipfile

import pytest

from drplan.adapters.agent import archive
from drplan.adapters.agent.archive import members
from drplan.adapters.agent.unsound import Unsound


def lay(tmp_path, content):
    path = tmp_path / "one"
    path.write_bytes(content)
    return str(path)


def tar_of(*infos, form=tarfile.PAX_FORMAT):
    held = io.BytesIO()
    with tarfile.open(fileobj=held, mode="w", format=form) as made:
        for info, content in infos:
            info.size = len(content)
            made.addfile(info, io.BytesIO(content))
    return held.getvalue()


def zip_of(name, content=b"x", *, mode=0, flags=0):
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w") as made:
        info = zipfile.ZipInfo(name)
        info.external_attr = mode << 16
        made.writestr(info, content)
    packed = bytearray(held.getvalue())
    if flags:
        for mark, at in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
            packed[packed.index(mark) + at] |= flags
    return bytes(packed)


def typed(kind, name="a", target=""):
    info = tarfile.TarInfo(name)
    info.type, info.linkname = kind, target
    return info


def refused(tmp_path, content):
    with pytest.raises(Unsound) as raised:
        for _ in members(lay(tmp_path, content)):
            pass
    return str(raised.value)


@pytest.mark.parametrize("name", ["../../etc/cron.d/x", "/etc/passwd", "a/../../b", "a\\..\\b", "a//b"])
def test_a_name_that_leads_out_of_its_folder_is_refused(tmp_path, name):
    assert "leads out" in refused(tmp_path, zip_of(name))
    assert "leads out" in refused(tmp_path, gzip.compress(tar_of((typed(tarfile.REGTYPE, name), b"x"))))
    assert [each.name for each in tmp_path.iterdir()] == ["one"]


@pytest.mark.parametrize("kind", [tarfile.SYMTYPE, tarfile.LNKTYPE, tarfile.CHRTYPE, tarfile.FIFOTYPE])
def test_what_is_no_plain_file_is_refused(tmp_path, kind):
    packed = gzip.compress(tar_of((typed(kind, target="/etc/shadow"), b"")))
    assert "neither a file nor a folder" in refused(tmp_path, packed)


def test_a_link_in_a_zip_is_refused_and_so_is_what_is_encrypted(tmp_path):
    assert "neither a file nor a folder" in refused(tmp_path, zip_of("a", b"/etc", mode=stat.S_IFLNK | 0o777))
    assert "is encrypted" in refused(tmp_path, zip_of("a", flags=1))


def test_a_bomb_is_refused_before_it_is_unpacked(tmp_path, monkeypatch):
    monkeypatch.setattr(archive, "_FREE", 1 << 20)
    zeros = bytes(1 << 25)
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as made:
        made.writestr("a", zeros)
    assert "more than 200 times its size" in refused(tmp_path, held.getvalue())
    packed = gzip.compress(tar_of((typed(tarfile.REGTYPE), zeros)))
    assert "more than 200 times its size" in refused(tmp_path, packed)


def test_more_members_than_anybody_needs_are_refused(tmp_path, monkeypatch):
    monkeypatch.setattr(archive, "MOST_MEMBERS", 3)
    many = [(typed(tarfile.REGTYPE, f"f{number}"), b"") for number in range(4)]
    assert "more than 3 files" in refused(tmp_path, gzip.compress(tar_of(*many)))


@pytest.mark.parametrize("form", [tarfile.PAX_FORMAT, tarfile.GNU_FORMAT])
def test_long_names_come_through_in_both_of_their_forms(tmp_path, form):
    name = "folder/" * 30 + "größe.xml"
    packed = gzip.compress(tar_of((typed(tarfile.REGTYPE, name), b"text"), form=form))
    (found,) = [(each.name, b"".join(each.pieces())) for each in members(lay(tmp_path, packed))]
    assert found == (name, b"text")


def test_a_damaged_header_in_the_middle_is_not_the_end(tmp_path):
    plain = bytearray(
        tar_of(
            (typed(tarfile.REGTYPE, "a"), b"1"),
            (typed(tarfile.REGTYPE, "b"), b"2"),
            form=tarfile.USTAR_FORMAT,
        )
    )
    plain[1024 + 3] ^= 1
    assert "damaged header" in refused(tmp_path, gzip.compress(bytes(plain)))


def test_what_comes_after_the_end_is_seen(tmp_path):
    plain = tar_of((typed(tarfile.REGTYPE), b"1"))
    assert "goes on after its end" in refused(tmp_path, gzip.compress(plain + b"more"))


def test_other_files_are_no_archives(tmp_path):
    assert "neither a zip nor a gzip" in refused(tmp_path, b"%PDF-1.7")
    assert "damaged" in refused(tmp_path, b"PK\x03\x04 and nothing more")


def test_a_damaged_member_of_every_way_to_pack_a_zip_is_refused(tmp_path):
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", zipfile.ZIP_LZMA) as made:
        made.writestr("a", b"a text" * 500)
    packed = bytearray(held.getvalue())
    packed[45] ^= 0xFF
    assert "damaged (LZMAError)" in refused(tmp_path, bytes(packed))
