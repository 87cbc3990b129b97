"""Where names are declared: file and line, read without executing anything."""

import shutil
import warnings
from pathlib import Path

import pytest

from drplan.adapters.inventory import load_district
from drplan.adapters.inventory_places import find_places
from drplan.validate import Index, Place

EXAMPLE = Path(__file__).parents[3] / "inventories"


def written(folder: Path, **files: str) -> Path:
    for name, text in files.items():
        (folder / f"{name}.py").write_text(text)
    return folder


def test_every_name_of_the_example_has_a_line_where_it_stands():
    places, index = find_places(EXAMPLE), Index(load_district(EXAMPLE))
    things = (index.sites, index.assets, index.services, index.data_sets, index.roles, index.policies)
    names = {name for mapping in things for name in mapping} | {index.name}
    assert names <= places.keys()
    for name in names:
        place = places[name]
        assert place.line is not None
        call = Path(place.file).read_text().splitlines()[place.line - 1 : place.line + 1]
        assert call[0].rstrip().endswith("(") or f'"{name}"' in call[0]
        assert f'"{name}"' in "".join(call)


def test_the_line_is_that_of_the_call_and_the_file_begins_as_the_folder_was_given(tmp_path, monkeypatch):
    shutil.copytree(EXAMPLE, tmp_path / "inventories")
    line = (EXAMPLE / "hs.py").read_text().splitlines().index("site = Site(") + 1
    monkeypatch.chdir(tmp_path)
    assert find_places(Path("inventories"))["hs"] == Place("inventories/hs.py", line)
    monkeypatch.chdir(tmp_path / "inventories")
    assert find_places(Path())["hs"] == Place("hs.py", line)


def test_files_in_folders_below_are_read_too(tmp_path):
    (tmp_path / "high").mkdir()
    written(tmp_path / "high", closets='\nidf = Server(name="idf1")\n')
    assert find_places(tmp_path) == {"idf1": Place(f"{tmp_path}/high/closets.py", 2)}


def test_a_name_in_two_places_keeps_the_first_by_file_and_then_by_line(tmp_path):
    outer = 'Site(\n    assets=(\n        Server(name="a"),\n    ),\n)\nServer(name="a")\nSite(code="b")\n'
    written(tmp_path, es=outer, do='\n\nServer(name="b")\n')
    assert find_places(tmp_path) == {
        "a": Place(f"{tmp_path}/es.py", 3),
        "b": Place(f"{tmp_path}/do.py", 3),
    }


def test_names_that_are_computed_are_left_out(tmp_path):
    computed = (
        'a = [Server(name=f"idf{n}") for n in range(9)]\nb = Server(name=NAME)\nc = f(name=3, title="x")\n'
    )
    assert find_places(written(tmp_path, hs=computed)) == {}


def test_nothing_is_executed(tmp_path):
    mark = tmp_path / "mark"
    written(tmp_path, hs=f'open({str(mark)!r}, "w")\nServer(name="a")\nraise SystemExit\n')
    assert find_places(tmp_path)["a"].line == 2
    assert not mark.exists()


@pytest.mark.parametrize(
    "broken",
    [b"def (", b"\xff\xfe", b"a = 1\0", b"x = " + b"(" * 5000 + b")" * 5000, b"x = " + b"-" * 50_000 + b"1"],
    ids=["syntax", "encoding", "null byte", "brackets", "signs"],
)
def test_a_file_that_cannot_be_parsed_is_skipped_and_the_others_are_read(tmp_path, broken):
    (tmp_path / "broken.py").write_bytes(broken)
    written(tmp_path, sound='Server(name="a")')
    assert list(find_places(tmp_path)) == ["a"]


def test_a_file_that_cannot_be_read_is_skipped(tmp_path):
    (tmp_path / "folder.py").mkdir()
    (tmp_path / "gone.py").symlink_to(tmp_path / "nowhere")
    assert list(find_places(written(tmp_path, sound='Server(name="a")'))) == ["a"]


def test_a_folder_that_is_not_there_has_no_places(tmp_path):
    assert find_places(tmp_path / "none") == {}


def test_a_file_of_many_calls_is_read_whole_and_in_order(tmp_path):
    lines = [f'Server(name="s{number}"),' for number in range(20_000)]
    places = find_places(written(tmp_path, big="\n".join(["assets = (", *lines, ")"])))
    assert len(places) == 20_000
    assert places["s19999"].line == 20_001


def test_a_chain_of_calls_as_deep_as_python_compiles_is_walked(tmp_path):
    chain = 'x = Site(code="deep")' + ".add()" * 900
    compile(chain, "chain.py", "exec")
    assert find_places(written(tmp_path, chain=chain))["deep"].line == 1


def test_a_warning_of_the_parser_is_not_given_a_second_time(tmp_path):
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        assert list(find_places(written(tmp_path, hs='Server(name="a", title="\\d")'))) == ["a"]
