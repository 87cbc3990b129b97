"""A district written as Python is the same district when it is read, and looks as ruff would have it."""

import subprocess
import sys
import tempfile
from collections.abc import Mapping
from datetime import date
from ipaddress import IPv4Address, IPv4Network
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from drplan.adapters.inventory import load_district
from drplan.declare import (
    District,
    Funding,
    Lifecycle,
    NetworkDevice,
    Replacement,
    Role,
    Room,
    Secret,
    Server,
    Site,
    Software,
    Vlan,
)
from drplan.errors import DeclarationError, UsageError
from drplan.explain.site_files import module_names, site_files
from drplan.explain.site_write import write_inventory

RUFF = [
    str(Path(sys.executable).parent / "ruff"),
    "format",
    "--isolated",
    "--line-length",
    "110",
    "--diff",
    "--quiet",
]

labels = st.from_regex(r"[a-z][a-z0-9-]{0,62}", fullmatch=True)
texts = st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=120).filter(str.strip)
days = st.dates(date(2020, 1, 1), date(2040, 1, 1))
secrets = st.builds(Secret.env, texts) | st.lists(texts, min_size=1, max_size=3).map(
    lambda w: Secret.command(*w)
)
funding = st.builds(Funding, budget=st.sampled_from(["capital", "operating"]), source=texts)
lifecycles = st.builds(
    Lifecycle,
    bought=st.just(date(2019, 1, 1)),
    cost=st.integers(0, 10**9),
    funding=funding,
    warranty_until=st.none() | days,
    replacement=st.none()
    | st.builds(Replacement, due=days, cost=st.integers(0, 10**6), funding=st.none() | funding),
)
software = st.builds(Software, name=texts, version=texts, support_until=st.none() | days)
common = {
    "name": labels,
    "address": st.ip_addresses(v=4).map(lambda a: IPv4Address(str(a))),
    "owner": st.just("technology-director"),
    "baselines": st.just(()) | st.just(("baseline",)) | st.lists(labels, max_size=5).map(tuple),
    "software": st.none() | software,
    "admin": st.none() | secrets,
    "lifecycle": st.none() | lifecycles,
}
assets = st.builds(Server, **common) | st.builds(NetworkDevice, **common, platform=st.just("frr"))
networks = st.builds(
    lambda a, n: IPv4Network((int(a), n), strict=False), st.ip_addresses(v=4), st.integers(1, 32)
)
sites = st.builds(
    Site,
    code=labels | st.sampled_from(["is", "class", "date", "district", "hs-a", "import", "drplan"]),
    title=texts,
    kind=st.just("high-school"),
    students=st.integers(0, 5000),
    networks=st.lists(networks, max_size=3).map(tuple),
    contact=labels,
    rooms=st.lists(st.builds(Room, name=labels, title=texts, kind=st.just("closet")), max_size=2).map(tuple),
    vlans=st.lists(
        st.builds(Vlan, number=st.integers(1, 4094), name=labels, network=networks), max_size=2
    ).map(tuple),
    assets=st.lists(assets, max_size=4, unique_by=lambda asset: asset.name).map(tuple),
)


def once(found: list[Site]) -> tuple[Site, ...]:
    """Keep each asset's first site: a district declares a name once."""
    seen: set[str] = set()
    kept = []
    for site in found:
        kept.append(site.model_copy(update={"assets": tuple(a for a in site.assets if a.name not in seen)}))
        seen |= {asset.name for asset in site.assets}
    return tuple(kept)


districts = st.builds(
    District,
    name=texts,
    domain=texts,
    sites=st.lists(sites, max_size=3, unique_by=lambda site: site.code).map(once),
    roles=st.just((Role(name="technology-director", title="Director", phone="1", email="a"),)),
    repositories=st.just(()),
    policies=st.just(()),
)  # fmt: skip


def put(folder: Path, files: Mapping[str, str]) -> Path:
    for name, text in files.items():
        (folder / name).write_text(text, encoding="utf-8")
    return folder


@given(district=districts, header=st.lists(st.text(max_size=150), max_size=2))
@settings(max_examples=60, deadline=None)
def test_any_district_reads_back_equal_and_needs_no_formatting(district, header):
    with tempfile.TemporaryDirectory() as name:
        folder = put(Path(name), site_files(district, header))
        assert load_district(folder) == district
        done = subprocess.run([*RUFF, name], check=False, capture_output=True, text=True)
        assert done.returncode == 0, done.stdout + done.stderr


def test_the_example_reads_back_equal_and_needs_no_formatting(district, tmp_path):
    put(tmp_path, site_files(district))
    assert load_district(tmp_path) == district
    assert subprocess.run([*RUFF, str(tmp_path)], check=False).returncode == 0


def test_a_site_file_serves_pyinfra_too(district):
    files = {name: text for name, text in site_files(district).items() if name != "district.py"}
    assert files
    assert all(text.endswith("\nhosts = pyinfra_hosts(site)\n") for text in files.values())


def test_modules_never_take_a_word_of_python_or_of_the_files():
    assert module_names(["is", "is-", "hs-a", "date", "district", "hs"]) == [
        "is_", "is__", "hs_a", "date_", "district_", "hs",
    ]  # fmt: skip


def loaded_as(district: District):
    return lambda folder: district


def test_nothing_is_kept_when_it_does_not_read_back_equal(district, tmp_path):
    other = district.model_copy(update={"name": "Another"})
    with pytest.raises(DeclarationError, match="does not read back"):
        write_inventory(tmp_path / "out", {"district.py": "1"}, district, loaded_as(other), force=True)
    assert list(tmp_path.iterdir()) == []


def test_all_files_are_as_before_when_one_cannot_be_moved(district, tmp_path, monkeypatch):
    out = put(tmp_path, {"a.py": "old a", "district.py": "old"})
    replace = Path.replace

    def full(self: Path, target: Path) -> Path:
        if target.name == "district.py" and self.name == "district.py":
            raise OSError(28, "No space left on device")
        return replace(self, target)

    monkeypatch.setattr(Path, "replace", full)
    files = {"district.py": "new", "a.py": "new a", "b.py": "new b"}
    with pytest.raises(UsageError, match="No space left"):
        write_inventory(out, files, district, loaded_as(district), force=True)
    assert {path.name: path.read_text() for path in out.iterdir()} == {"a.py": "old a", "district.py": "old"}


@pytest.mark.parametrize("what", ["a file", "a folder in the way", "no folder above", "a dangling link"])
def test_what_cannot_be_written_into_is_refused(what, district, tmp_path):
    out = tmp_path / "out"
    if what == "a file":
        out.write_text("mine")
    elif what == "no folder above":
        out = out / "deep"
    else:
        out.mkdir()
        link = out / "district.py"
        link.mkdir() if what == "a folder in the way" else link.symlink_to(tmp_path / "gone")
    before = sorted(tmp_path.rglob("*"))
    with pytest.raises(UsageError):
        write_inventory(out, {"district.py": "1"}, district, loaded_as(district), force=True)
    assert sorted(tmp_path.rglob("*")) == before
