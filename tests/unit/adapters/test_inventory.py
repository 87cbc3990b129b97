"""Reading a folder into a district: every failure names the file, the line and what to do."""

import hashlib
import shutil
import sys
import threading
from pathlib import Path

import pytest

from drplan.adapters.inventory import inventory_digest, load_district
from drplan.declare import District
from drplan.errors import DeclarationError

EXAMPLE = Path(__file__).parents[2] / "cases" / "inventory"
HS = "hs.py"


@pytest.fixture
def folder(tmp_path):
    """Return a copy of the example district that may be spoilt."""
    shutil.copytree(EXAMPLE, tmp_path / "inventories", ignore=shutil.ignore_patterns("__pycache__"))
    return tmp_path / "inventories"


def spoil(path: Path, before: str, after: str) -> int:
    """Replace text once; return the number of the line where it stood."""
    text = path.read_text()
    assert before in text
    path.write_text(text.replace(before, after, 1))
    return text[: text.index(before)].count("\n") + 1


def refused(folder: Path) -> DeclarationError:
    with pytest.raises(DeclarationError) as caught:
        load_district(folder)
    assert caught.value.next_step
    assert "_drplan_inventory" not in caught.value.message + caught.value.next_step
    assert "\n" not in caught.value.message
    return caught.value


def test_the_example_is_read(folder):
    district = load_district(folder)
    assert isinstance(district, District)
    assert [site.code for site in district.sites] == ["do", "hs", "ms", "es"]


def test_several_folders_are_read_in_one_process(folder, tmp_path):
    other = tmp_path / "another name!"
    shutil.copytree(folder, other)
    spoil(other / "district.py", 'name="Cedar Valley School District"', 'name="Elm District"')
    names = [load_district(each).name for each in (folder, other, folder)]
    assert names == ["Cedar Valley School District", "Elm District", "Cedar Valley School District"]


def test_a_changed_file_is_read_anew(folder):
    load_district(folder)
    spoil(folder / HS, 'title="High School"', 'title="Upper School"')
    assert load_district(folder).sites[1].title == "Upper School"


def test_nothing_is_left_behind(folder):
    before, path, meta = set(sys.modules), list(sys.path), list(sys.meta_path)
    files = sorted(folder.rglob("*"))
    load_district(folder)
    spoil(folder / HS, "LAN =", "LAN = nowhere\nLAN =")
    refused(folder)
    inside = [name for name in set(sys.modules) - before if str(folder) in str(sys.modules[name])]
    assert inside == []
    assert [name for name in sys.modules if name.startswith("_drplan_inventory")] == []
    assert (sys.path, sys.meta_path) == (path, meta)
    assert sorted(folder.rglob("*")) == files


def test_a_stale_pyc_is_not_believed(folder):
    cache = folder / "__pycache__"
    cache.mkdir()
    (cache / f"hs.{sys.implementation.cache_tag}.pyc").write_bytes(b"stale")
    assert load_district(folder).sites[1].code == "hs"
    assert (cache / f"hs.{sys.implementation.cache_tag}.pyc").read_bytes() == b"stale"


def test_a_folder_in_the_folder_and_no_init_file_will_do(folder):
    (folder / "__init__.py").unlink()
    (folder / "schools").mkdir()
    (folder / HS).rename(folder / "schools" / HS)
    spoil(
        folder / "district.py",
        "from . import do, es, hs, ms",
        "from . import do, es, ms\nfrom .schools import hs",
    )
    assert load_district(folder).sites[1].code == "hs"


def test_what_the_inventory_prints_does_not_reach_standard_output(folder, capsys):
    spoil(folder / HS, "LAN =", "print('hello')\nLAN =")
    load_district(folder)
    captured = capsys.readouterr()
    assert (captured.out, captured.err) == ("", "hello\n")


def test_threads_may_read_at_once(folder):
    found: list[str] = []
    threads = [threading.Thread(target=lambda: found.append(load_district(folder).name)) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert found == ["Cedar Valley School District"] * 4


@pytest.mark.parametrize(
    ("file", "before", "after", "says"),
    [
        (
            HS,
            'IPv4Address("198.18.20.11")',
            '"198.18.20.311"',
            ["Server 'hs-db1': address:", "'198.18.20.311'"],
        ),
        (
            HS,
            'IPv4Address("198.18.20.11")',
            'IPv4Address("x")',
            ["Server 'hs-db1': address: AddressValueError"],
        ),
        (
            HS,
            "rto=timedelta(hours=1)",
            "rto=timedelta(hours=9)",
            ["Objectives of Service 'hs-network'", "exceeds mtd"],
        ),
        (HS, 'name="hs-db1"', 'name="HS_DB1"', ["Server 'HS_DB1': name: allowed are lower-case letters"]),
        (HS, 'kind="high-school"', 'kind="school"', ["Site 'hs': kind:", "'elementary-school'"]),
        (
            HS,
            '(PurePosixPath("/srv/school"),)',
            '("srv",)',
            ["Paths of DataSet 'hs-school-files'", "absolute"],
        ),
        (HS, "LAN = ", "LAN == = ", ["not Python: invalid syntax"]),
        (HS, "LAN = ", "LAN = {}['x'] or ", ["KeyError: 'x'"]),
        (HS, "LAN = ", "raise SystemExit(0); LAN = ", ["ends the program (exit 0)"]),
        (HS, "LAN = ", "f = lambda: f()\nf()  # ", ["RecursionError"]),
        (HS, "from pathlib", "import yamlx  # ", ["No module named 'yamlx'"]),
        (
            "district.py",
            "from . import do, es",
            "from . import dx, es",
            ["cannot import name 'dx' from 'inventories'"],
        ),
        (
            "do.py",
            "from drplan import Interface",
            "from .district import district\nfrom drplan import Interface",
            [],
        ),
    ],
)
def test_a_failure_names_file_and_line_and_what_is_wrong(folder, file, before, after, says):
    line = spoil(folder / file, before, after)
    error = refused(folder)
    where = error.message.split(": ")[0]
    assert where.rsplit(":", 1)[0] == str(folder / file)
    assert abs(int(where.rsplit(":", 1)[1]) - line) <= 1
    for each in says:
        assert each in error.message


def test_a_circular_import_is_called_one(folder):
    spoil(
        folder / "do.py",
        "from drplan import Interface",
        "from .district import district\nfrom drplan import Interface",
    )
    assert "import each other" in refused(folder).next_step


def test_a_name_made_by_a_comprehension_is_known(folder):
    spoil(
        folder / HS,
        "    assets=(\n",
        '    assets=(*(Server(name=f"hs-{n}", address="x", owner="y") for n in (7,)),\n',
    )
    assert "Server 'hs-7': address:" in refused(folder).message


def test_a_field_that_does_not_exist_is_answered_with_those_that_do(folder):
    spoil(folder / HS, "account_id=", "acount_id=")
    error = refused(folder)
    assert "AwsAccount 'district-aws'" in error.message
    assert "did you mean account_id? AwsAccount takes: kind, name, account_id" in error.next_step


@pytest.mark.parametrize("field", ["password", "pasword", "token"])
def test_a_secret_typed_by_mistake_is_never_repeated(folder, field):
    known = 'password=Secret.env("DRPLAN_ONSITE_PASSWORD")'
    spoil(folder / "district.py", known, f'{field}="hunter2"')
    error = refused(folder)
    assert "Repository 'onsite'" in error.message
    assert "hunter2" not in error.message + error.next_step
    assert error.__context__ is None


def test_a_secret_reference_that_is_wrong_is_not_repeated(folder):
    spoil(
        folder / "district.py",
        'Secret.env("DRPLAN_ONSITE_PASSWORD")',
        'Secret(kind="hunter2", reference=("x",))',
    )
    error = refused(folder)
    assert "kind: input should be 'env', 'file' or 'command'" in error.message
    assert "hunter2" not in error.message


@pytest.mark.parametrize(
    "repository",
    [
        '"rest:https://u:hunter2@h"',
        '{"name": "x", "password": "hunter2"}',
        '{"password": {"kind": "hunter2"}}',
    ],
)
def test_a_secret_in_a_repository_that_is_none_is_not_repeated(folder, repository):
    spoil(folder / "district.py", "    repositories=(\n", f"    repositories=(\n        {repository},\n")
    error = refused(folder)
    assert "District 'Cedar Valley School District': repositories.0" in error.message
    assert "hunter2" not in error.message + error.next_step


def test_what_an_inventory_raises_in_many_lines_is_said_in_one(folder):
    spoil(folder / HS, "LAN =", "if True: raise ValueError('first\\nsecond')\nLAN =")
    assert "ValueError: first second" in refused(folder).message


def test_a_name_declared_twice_is_named(folder):
    spoil(folder / HS, 'name="hs-file1"', 'name="hs-db1"')
    assert "asset declared twice: hs-db1" in refused(folder).message


def test_a_missing_folder_a_missing_file_and_a_missing_variable_are_told_apart(folder, tmp_path):
    assert "no such folder" in refused(tmp_path / "nowhere").message
    spoil(folder / "district.py", "district = District(", "other = District(")
    assert "declares no variable `district`" in refused(folder).message
    (folder / "district.py").write_text("district = 3\n")
    assert "is of type int, allowed is a drplan.District" in refused(folder).message
    (folder / "district.py").unlink()
    assert f"{folder / 'district.py'}: no such file" in refused(folder).message


def test_a_null_byte_and_a_wrong_encoding_are_said_with_their_file(folder):
    whole = (folder / HS).read_bytes()
    (folder / HS).write_bytes(whole + b"\0")
    assert str(folder / HS) in refused(folder).message
    (folder / HS).write_bytes(whole + b"x = '\xff'\n")
    assert str(folder / HS) in refused(folder).message


def test_the_digest_is_over_names_and_contents_in_order(folder, tmp_path):
    tiny = tmp_path / "tiny"
    tiny.mkdir()
    (tiny / "district.py").write_bytes(b"xy")
    (tiny / "a.py").write_bytes(b"")
    (tiny / "notes.txt").write_bytes(b"ignored")
    parts = [b"a.py", b"", b"district.py", b"xy"]
    whole = b"".join(len(part).to_bytes(8, "big") + part for part in parts)
    assert inventory_digest(tiny) == hashlib.sha256(whole).hexdigest()


def test_the_digest_sees_a_changed_byte_a_new_name_and_no_place(folder, tmp_path):
    first = inventory_digest(folder)
    elsewhere = tmp_path / "copy"
    shutil.copytree(folder, elsewhere)
    assert inventory_digest(elsewhere) == first
    (elsewhere / "es.py").rename(elsewhere / "es2.py")
    assert inventory_digest(elsewhere) != first
    spoil(folder / HS, "1240", "1241")
    assert inventory_digest(folder) != first


def test_the_digest_of_nothing_is_refused(tmp_path):
    with pytest.raises(DeclarationError, match="no such file"):
        inventory_digest(tmp_path)
