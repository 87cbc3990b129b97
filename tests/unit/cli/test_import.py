"""``drplan inventory import``: what it writes, how it ends, and that no file makes it stumble."""

import json
import subprocess
import sys
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from drplan.adapters.inventory import load_district
from drplan.cli import cli
from drplan.errors import DeclarationError, DrplanError, UsageError

CASES = Path(__file__).parents[2] / "cases" / "imports"
SOURCES = {
    "netbox": ["netbox_rest", "netbox_fixture/netbox.json"],
    "nornir": ["nornir"],
    "ansible": ["ansible", "ansible/hosts.ini", "ansible_yaml.yml"],
    "oxidized": ["oxidized/router.db"],
    "csv": ["csv/register.csv"],
}
EVERY = [(tool, source) for tool, sources in SOURCES.items() for source in sources]
ONE_FILE = [(tool, CASES / source) for tool, source in EVERY if (CASES / source).is_file()]
RUFF = Path(sys.executable).parent / "ruff"


def run(tool: str, source: Path, to: Path, *more: str) -> Result:
    return CliRunner().invoke(cli, ["inventory", "import", tool, str(source), "--to", str(to), *more])


def report(tool: str, source: Path, to: Path, *more: str) -> Any:
    return json.loads(run(tool, source, to, "--format", "json", *more).stdout)


@pytest.mark.parametrize(("tool", "source"), EVERY)
def test_what_is_written_loads_and_is_formatted(tool, source, tmp_path):
    said = report(tool, CASES / source, tmp_path / "out")
    district = load_district(tmp_path / "out")
    assert len(district.sites) == said["sites"] == len(said["written"]) - 1
    assert sum(len(site.assets) for site in district.sites) == said["servers"] + said["network_devices"] > 0
    for command in (["format", "--check"], ["check", "--select", "E,F,I,W", "--ignore", "E501"]):
        words = [*command, "--isolated", "--line-length", "110", str(tmp_path / "out")]
        done = subprocess.run([RUFF, *words], check=False, capture_output=True, text=True)
        assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.parametrize(("tool", "source"), EVERY)
def test_no_secret_is_written_or_printed(tool, source, tmp_path):
    text = run(tool, CASES / source, tmp_path / "out").output
    text += "".join(path.read_text() for path in (tmp_path / "out").iterdir())
    assert not [word for word in ("swordfish", "sword fish", "netops", "31323334") if word in text]


@pytest.mark.parametrize(("tool", "source"), EVERY)
def test_the_same_source_gives_the_same_files(tool, source, tmp_path):
    for name in ("one", "two"):
        run(tool, CASES / source, tmp_path / name)
    one = {path.name: path.read_bytes() for path in (tmp_path / "one").iterdir()}
    assert one == {path.name: path.read_bytes() for path in (tmp_path / "two").iterdir()}
    assert all(b"from " + Path(source).name.encode() in content for content in one.values())


def test_the_end_says_whether_everything_was_mapped(tmp_path):
    whole = run("ansible", CASES / "ansible_yaml.yml", tmp_path / "whole")
    part = run("nornir", CASES / "nornir", tmp_path / "part")
    assert (whole.exit_code, part.exit_code) == (0, 1)
    assert "could not be mapped: 0\n" in whole.stdout
    assert "  hosts.yaml: host es-nexus: es-nexus: is a network device of a platform" in part.stdout


def test_files_that_are_there_are_replaced_only_by_force(tmp_path):
    out = tmp_path / "out"
    out.mkdir()
    (out / "hs.py").write_text("mine")
    refused = run("ansible", CASES / "ansible_yaml.yml", out)
    assert isinstance(refused.exception, UsageError)
    assert [(path.name, path.read_text()) for path in out.iterdir()] == [("hs.py", "mine")]
    (out / "other.py").write_text("mine too")
    assert run("ansible", CASES / "ansible_yaml.yml", out, "--force").exit_code == 0
    assert (out / "other.py").read_text() == "mine too"
    assert load_district(out).sites[0].code == "hs"


def test_the_site_option_places_machines_that_name_no_site(tmp_path):
    hosts = tmp_path / "router.db"
    hosts.write_text("core:10.0.0.1:ios\n")
    with pytest.raises(DeclarationError, match="give --site CODE"):
        raise run("oxidized", hosts, tmp_path / "out").exception or AssertionError
    assert run("oxidized", hosts, tmp_path / "out", "--site", "hs").exit_code == 0
    assert load_district(tmp_path / "out").sites[0].code == "hs"


def nested(letters: str, line: str) -> str:
    return "".join(line.format(name=b, many=",".join([f"*{a}"] * 9)) for a, b in pairwise(letters))


ALIASES = nested("abcdefghi", "{name}: &{name} [{many}]\n")
MERGES = nested("abcdefghi", "{name}: &{name} {{<<: [{many}]}}\n")
HOSTILE = [
    ("netbox", "t.json", (CASES / "netbox_rest" / "devices.json").read_bytes()[:3000], 7, "not JSON"),
    ("netbox", "d.json", b"[" * 100_000, 1, "nested too deeply"),
    ("netbox", "w.json", b"[" + b"[]," * 5_000_000 + b"[]]", 1, "more than 400000"),
    ("csv", "r.csv", b"name,ip\n" + b"a,1.2.3.4\n" * 50_001, 50_002, "has more than 50000 rows"),
    ("netbox", "k.json", b'{"results": [\n{"id": 1,\n"name": 1, "name": 2}]}', 3, "'name' is given twice"),
    ("netbox", "i.json", b'{"count": ' + b"9" * 5000 + b"}", 1, "too many digits"),
    ("netbox", "e.json", b'{"dcim/devices": []}', 1, "holds nothing that can be declared"),
    ("netbox", "o.json", b'{"secrets": 1}', 1, "'secrets' is no endpoint"),
    ("nornir", "b.yaml", f"a: &a [x]\n{ALIASES}".encode(), 7, "more than"),
    ("nornir", "m.yaml", f"a: &a {{x: 1}}\n{MERGES}".encode(), 7, "more"),
    ("nornir", "r.yaml", b"a: 1\nb: &b\n  c: *b\n", 3, "not declared before"),
    ("nornir", "d.yaml", b"[" * 100_000, 1, "deeper than 100 levels"),
    ("nornir", "k.yaml", b"a: {}\nb: {}\na: {}\n", 3, "'a' is given twice"),
    ("nornir", "p.yaml", b"a: !!python/object/apply:os.system [touch gone]\n", 1, "not YAML"),
    ("nornir", "n.yaml", b"a: 1\nb: \0\n", 2, "NUL"),
    ("nornir", "l.yaml", b"x" * (17 << 20), 1, "larger than 16 MiB"),
    ("nornir", "c.yaml", b"a: {}\nb: \x07\n", 2, "a letter that YAML forbids"),
    ("ansible", "q.ini", b"[web]\na ansible_host='10.0.0.1\n", 2, "cannot be split"),
    ("ansible", "v.ini", b"[a:vars]\npassword swordfish\n", 2, "is no key=value"),
    ("ansible", "w.ini", b"a ansible_password=sword fish\n", 1, "word 3 is no key=value"),
    ("nornir", "t.yaml", b"a: {password: !!int swordfish}\n", 1, "does not fit its tag"),
    ("ansible", "r.ini", b"h[1:99999][1:99999]\n", 1, "stands for 9999800001 hosts"),
    ("ansible", "l.ini", b"x" * 10_000_000, 1, "10000000 letters"),
    ("ansible", "s.ini", b"a\n[web:cousins]\n", 2, "no [group]"),
    ("oxidized", "r.db", b"# a\nnothing\n", 2, "no line of name:model"),
    ("oxidized", "l.db", b"x" * 10_000_000 + b":ios:hs\n", 1, "its name has 10000000 letters"),
    ("csv", "l.csv", b"name,ip\n" + b"x" * 10_000_000 + b",10.0.0.1\n", 2, "field larger"),
    ("csv", "e.csv", "name,ip\nélan,10.0.0.1\n".encode("latin-1"), 2, "not UTF-8"),
    ("csv", "u.csv", "name,ip\n".encode("utf-16"), 1, "NUL"),
    ("csv", "h.csv", b"\ncolor,size\nred,1\n", 2, "no column is called name"),
    ("csv", "q.csv", b'name,ip\n"a,10.0.0.1\n', 2, "unexpected end"),
    ("csv", "z.csv", b"", 1, "is empty"),
]  # fmt: skip


@pytest.mark.parametrize("case", HOSTILE, ids=lambda case: case[1])
def test_a_hostile_file_is_one_error_with_its_line_and_nothing_written(case, tmp_path):
    tool, name, content, line, says = case
    source = tmp_path / name
    source.write_bytes(content)
    refused = run(tool, source, tmp_path / "out", "--site", "hs")
    assert isinstance(refused.exception, DeclarationError), refused.output
    assert refused.exception.message.startswith(f"{source}:{line}: ")
    assert says in refused.exception.message
    assert refused.exception.next_step
    assert "sword" not in str(refused.exception) + refused.output
    assert len(refused.exception.message) < len(str(source)) + 400
    assert list(tmp_path.iterdir()) == [source]


def test_the_command_itself_ends_with_two_lines_and_2_in_time(tmp_path):
    source = tmp_path / "bomb.yaml"
    source.write_text(f"a: &a [x]\n{ALIASES}")
    words = ["inventory", "import", "nornir", str(source), "--to", str(tmp_path / "out")]
    done = subprocess.run(
        [sys.executable, "-m", "drplan", *words], check=False, capture_output=True, text=True, timeout=60
    )
    assert done.returncode == 2
    assert [line.split(":")[0] for line in done.stderr.splitlines()] == ["error", "next"]


@pytest.mark.parametrize(
    "name", ["Ünïcödé", "校舎スイッチ", "\u202egnp.exe", "a" * 200, "🏫", "7", "-", "DROP TABLE"]
)
def test_any_name_becomes_a_host_of_ours(name, tmp_path):
    source = tmp_path / "register.csv"
    source.write_text(f"name,ip,site,type\n{name},10.0.0.1,{name},server\n{name},10.0.0.2,{name},server\n")
    said = report("csv", source, tmp_path / "out")
    hosts = [asset.name for site in load_district(tmp_path / "out").sites for asset in site.assets]
    assert len(set(hosts)) == said["servers"] == 2
    assert said["unmapped"] == []
    assert [note for note in said["notes"] if "renamed the host" in note]
    assert "\u202e" not in json.dumps(said, ensure_ascii=False)


def ends_well(tool: str, source: Path, to: Path) -> bool:
    """Tell whether an import wrote what loads, or else refused with one of our errors and wrote nothing."""
    result = run(tool, source, to, "--site", "hs", "--force")
    if isinstance(result.exception, DrplanError):
        return result.stdout == "" and not to.exists()
    assert result.exit_code in (0, 1), "".join(map(str, result.exc_info or ()))
    load_district(to)
    for path in to.iterdir():
        path.unlink()
    to.rmdir()
    return True


fuzzed = settings(
    max_examples=40,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
    print_blob=True,
)


@pytest.mark.parametrize(("tool", "source"), ONE_FILE, ids=lambda each: getattr(each, "name", each))
@given(data=st.data())
@fuzzed
def test_a_file_cut_or_spoilt_anywhere_loads_or_is_refused(tool, source, data, tmp_path):
    content = source.read_bytes()
    at = data.draw(st.integers(0, len(content)))
    middle = data.draw(
        st.binary(max_size=20) | st.sampled_from([b"\xff", b"{{", b'"', b"[", b": ", b"\n", b"&a", b"*a"])
    )
    rest = content[at + data.draw(st.integers(0, 20)) :] if data.draw(st.booleans()) else b""
    spoilt = tmp_path / source.name
    spoilt.write_bytes(content[:at] + middle + rest)
    assert ends_well(tool, spoilt, tmp_path / "out")


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(["id", "name", "x"]), inner),
    max_leaves=5,
)


def places(value: Any) -> list[tuple[Any, Any]]:
    """Return every container and key below a JSON value."""
    keys = list(
        value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    )
    return [(value, key) for key, _ in keys] + [place for _, inner in keys for place in places(inner)]


@pytest.mark.parametrize("source", ["netbox_rest/devices.json", "netbox_fixture/netbox.json"])
@given(data=st.data())
@fuzzed
def test_netbox_values_of_any_kind_load_or_are_refused(source, data, tmp_path):
    value = json.loads((CASES / source).read_text())
    for _ in range(data.draw(st.integers(1, 3))):
        container, key = data.draw(st.sampled_from(places(value)))
        container[key] = data.draw(JSON)
    spoilt = tmp_path / "devices.json"
    spoilt.write_text(json.dumps(value))
    assert ends_well("netbox", spoilt, tmp_path / "out")
