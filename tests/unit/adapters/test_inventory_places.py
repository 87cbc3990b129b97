"""Where names are declared: file and line, read without executing anything."""

import os
import shutil
import warnings
from datetime import date
from pathlib import Path

import pytest

from drplan.adapters.inventory import load_district
from drplan.adapters.inventory_places import find_places
from drplan.validate import Index, Place

EXAMPLE = Path(__file__).parents[2] / "cases" / "inventory"


def written(folder: Path, **files: str) -> Path:
    for name, text in files.items():
        (folder / f"{name}.py").write_text(text)
    return folder


def test_every_name_of_the_example_has_a_line_where_it_stands():
    places, index = find_places(EXAMPLE), Index(load_district(EXAMPLE), date(2026, 11, 22))
    things = {
        "site": index.sites,
        "asset": index.assets,
        "service": index.services,
        "data set": index.data_sets,
        "role": index.roles,
        "repository": index.repositories,
        "policy": index.policies,
        "district": [index.name],
    }
    for kind, names in things.items():
        for name in names:
            place = places[f"{kind} {name}"]
            assert place.line is not None
            call = Path(place.file).read_text().splitlines()[place.line - 1 : place.line + 1]
            assert call[0].rstrip().endswith("(") or f'"{name}"' in call[0]
            assert f'"{name}"' in "".join(call)


def test_the_line_is_that_of_the_call_and_the_file_begins_as_the_folder_was_given(tmp_path, monkeypatch):
    shutil.copytree(EXAMPLE, tmp_path / "inventories")
    line = (EXAMPLE / "hs.py").read_text().splitlines().index("site = Site(") + 1
    monkeypatch.chdir(tmp_path)
    assert find_places(Path("inventories"))["site hs"] == Place("inventories/hs.py", line)
    monkeypatch.chdir(tmp_path / "inventories")
    assert find_places(Path())["site hs"] == Place("hs.py", line)


def test_files_in_folders_below_are_read_too(tmp_path):
    (tmp_path / "high").mkdir()
    written(tmp_path / "high", closets='\nidf = Server(name="idf1")\n')
    assert find_places(tmp_path) == {"asset idf1": Place(f"{tmp_path}/high/closets.py", 2)}


def test_a_name_in_two_places_keeps_the_first_by_file_and_then_by_line(tmp_path):
    outer = 'Site(\n    assets=(\n        Server(name="a"),\n    ),\n)\nServer(name="a")\nSite(code="b")\n'
    written(tmp_path, es=outer, do='\n\nServer(name="b")\n')
    assert find_places(tmp_path) == {
        "asset a": Place(f"{tmp_path}/es.py", 3),
        "asset b": Place(f"{tmp_path}/do.py", 3),
        "site b": Place(f"{tmp_path}/es.py", 7),
    }


def test_one_name_of_two_kinds_has_two_places(tmp_path):
    source = 'Service(name="phones")\nServer(name="phones")\nRole(name="phones")\nVendor(name="phones")\n'
    assert {key: place.line for key, place in find_places(written(tmp_path, hs=source)).items()} == {
        "service phones": 1,
        "asset phones": 2,
        "role phones": 3,
        "vendor phones": 4,
    }


def test_a_word_imported_by_another_name_or_with_its_module_is_known(tmp_path):
    source = 'from drplan import DataSet as D\nimport drplan\nD(name="a")\ndrplan.BackupPolicy(name="b")\n'
    assert list(find_places(written(tmp_path, hs=source))) == ["data set a", "policy b"]


def test_a_word_of_the_folders_own_gives_a_name_without_a_kind(tmp_path):
    source = 'closet(name="hs-idf1")\nclosets[3](name="hs-idf2")\n'
    assert list(find_places(written(tmp_path, hs=source))) == ["hs-idf1", "hs-idf2"]


def test_a_part_of_another_thing_does_not_stand_for_it(tmp_path):
    source = 'Room(name="hs")\nLink(name="hs")\nVlan(name="hs")\nSoftware(name="hs")\nSite(code="hs")\n'
    assert find_places(written(tmp_path, hs=source)) == {"site hs": Place(f"{tmp_path}/hs.py", 5)}


def test_a_waiver_is_found_by_its_rule_and_subject(tmp_path):
    source = 'Waiver(rule="DRP014", subject="hs-db1")\n'
    assert list(find_places(written(tmp_path, hs=source))) == ["waiver DRP014 for hs-db1"]


@pytest.mark.parametrize(
    ("name", "key"),
    [
        ('f"hs-sw{n}"', "asset hs-sw*"),
        ('f"{code}-sw{n:02}-{m}"', "asset *-sw*-*"),
        ('f"hs{a}{b}"', "asset hs*"),
        ('"hs-sw" + str(n)', "asset hs-sw*"),
        ('code + "-rtr1"', "asset *-rtr1"),
    ],
)
def test_a_name_that_is_partly_computed_is_a_pattern(tmp_path, name, key):
    source = f"\nswitches = [\n    Server(name={name}) for n in range(9)]\n"
    assert find_places(written(tmp_path, hs=source)) == {key: Place(f"{tmp_path}/hs.py", 3)}


def test_a_computed_name_handed_to_the_folders_own_function_is_a_pattern_without_a_kind(tmp_path):
    source = 'switch(school, f"{code}-sw{n}", 2)\nopen(f"{n}.txt")\nduty(f"{code}")\nclosets("hs")\n'
    assert find_places(written(tmp_path, hs=source)) == {"*-sw*": Place(f"{tmp_path}/hs.py", 1)}


def test_names_that_are_wholly_computed_are_left_out(tmp_path):
    computed = 'b = Server(name=NAME)\nc = f(name=3, title="x")\nd = Server(name=f"{x}")\ne = Server(**x)\n'
    assert find_places(written(tmp_path, hs=computed)) == {}


def test_a_pattern_in_two_places_is_left_out(tmp_path):
    source = '[Server(name=f"hs-sw{n}") for n in a]\n'
    assert find_places(written(tmp_path, hs=source, ms=source)) == {}


def test_nothing_is_executed(tmp_path):
    mark = tmp_path / "mark"
    written(tmp_path, hs=f'open({str(mark)!r}, "w")\nServer(name="a")\nraise SystemExit\n')
    assert find_places(tmp_path)["asset a"].line == 2
    assert not mark.exists()


@pytest.mark.parametrize(
    "broken",
    [b"def (", b"\xff\xfe", b"a = 1\0", b"x = " + b"(" * 5000 + b")" * 5000, b"x = " + b"-" * 50_000 + b"1"],
    ids=["syntax", "encoding", "null byte", "brackets", "signs"],
)
def test_a_file_that_cannot_be_parsed_is_skipped_and_the_others_are_read(tmp_path, broken):
    (tmp_path / "broken.py").write_bytes(broken)
    written(tmp_path, sound='Server(name="a")')
    assert list(find_places(tmp_path)) == ["asset a"]


def test_a_file_that_cannot_be_read_is_skipped(tmp_path):
    (tmp_path / "folder.py").mkdir()
    (tmp_path / "gone.py").symlink_to(tmp_path / "nowhere")
    os.mkfifo(tmp_path / "pipe.py")
    (tmp_path / "zeros.py").symlink_to("/dev/zero")
    with (tmp_path / "huge.py").open("wb") as huge:
        huge.truncate(50_000_000)
    assert list(find_places(written(tmp_path, sound='Server(name="a")'))) == ["asset a"]


def test_a_folder_that_is_not_there_has_no_places(tmp_path):
    assert find_places(tmp_path / "none") == {}


def test_a_file_of_many_calls_is_read_whole_and_in_order(tmp_path):
    lines = [f'Server(name="s{number}"),' for number in range(20_000)]
    places = find_places(written(tmp_path, big="\n".join(["assets = (", *lines, ")"])))
    assert len(places) == 20_000
    assert places["asset s19999"].line == 20_001


def test_a_chain_of_calls_as_deep_as_python_compiles_is_walked(tmp_path):
    chain = 'x = Site(code="deep")' + ".add()" * 900
    compile(chain, "chain.py", "exec")
    assert find_places(written(tmp_path, chain=chain))["site deep"].line == 1


def test_a_warning_of_the_parser_is_not_given_a_second_time(tmp_path):
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        assert list(find_places(written(tmp_path, hs='Server(name="a", title="\\d")'))) == ["asset a"]
