"""What is seen of an OneRoster export before it is kept: both versions, every link, nothing of a student."""

import csv
import io
import os
import time
from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import TypeAdapter

from drplan.adapters.agent.content import read_content, seconds_in
from drplan.adapters.agent.fault import Fault
from drplan.adapters.agent.oneroster_links import LINKS
from tests.roster_files import lay_down, roster

VERSIONS = ("1.1", "1.2")
MORE = {
    "categories": "sourcedId\ncat1\n",
    "resources": "sourcedId,vendorResourceId\nres1,v\n",
    "lineItems": "sourcedId,classSourcedId,categorySourcedId,gradingPeriodSourcedId\ni1,c1,cat1,t1\n",
    "results": "sourcedId,lineItemSourcedId,studentSourcedId\nx1,i1,u1\n",
    "classResources": "sourcedId,classSourcedId,resourceSourcedId\ncr1,c1,res1\n",
    "courseResources": "sourcedId,courseSourcedId,resourceSourcedId\nkr1,k1,res1\n",
}


def read(folder, files, **source):
    lay_down(folder, files)
    return read_content("oneroster", str(folder), source)


def whole(version):
    """Return an export with grades and resources too."""
    files = roster(version) | {f"{name}.csv": text for name, text in MORE.items()}
    manifest = files["manifest.csv"]
    for name in MORE:
        manifest = manifest.replace(f"file.{name},absent", f"file.{name},bulk")
    return files | {"manifest.csv": manifest}


def fault(folder, files):
    with pytest.raises(Fault) as raised:
        read(folder, files)
    assert "Family" not in str(raised.value)
    return str(raised.value)


def altered(files, name, column, value):
    """Return the files with one value of the first record changed."""
    columns, first, *others = csv.reader(files[f"{name}.csv"].splitlines())
    first[columns.index(column)] = value
    held = io.StringIO()
    csv.writer(held).writerows([columns, first, *others])
    return {**files, f"{name}.csv": held.getvalue()}


@pytest.mark.parametrize("version", VERSIONS)
def test_a_whole_export_of_either_version_raises_no_doubt(tmp_path, version):
    content = read(tmp_path, whole(version))
    assert content.doubts == []
    assert content.entries["table users.csv"]["rows"] == 42


@pytest.mark.parametrize(
    ("version", "name", "column"),
    [
        (version, name, column)
        for version in VERSIONS
        for name, columns in LINKS[version].items()
        for column in columns
        if f"{name}.csv" in whole(version)
        and column in whole(version)[f"{name}.csv"].splitlines()[0].split(",")
    ],
)
def test_each_column_that_names_records_of_another_file_is_followed(tmp_path, version, name, column):
    content = read(tmp_path, altered(whole(version), name, column, "nowhere"))
    assert ("partial", f"1 records of {name}.{column} lead nowhere") in content.doubts


def test_a_list_that_holds_one_wrong_name_leads_nowhere(tmp_path):
    files = roster("1.1")
    files["users.csv"] = files["users.csv"].replace('"hs,d1"', '"hs,gone"')
    assert read(tmp_path, files).doubts == [("partial", "1 records of users.orgSourcedIds lead nowhere")]


def test_the_version_that_the_manifest_names_decides_which_files_and_columns_there_are(tmp_path):
    files = roster("1.2")
    as_11 = {
        **files,
        "manifest.csv": files["manifest.csv"].replace("oneroster.version,1.2", "oneroster.version,1.1"),
    }
    said = [sentence for _, sentence in read(tmp_path, as_11).doubts]
    assert "users.csv lacks the columns orgSourcedIds, role" in said
    assert "manifest.csv promises roles.csv, no file of OneRoster 1.1" in said


def test_identifiers_that_are_given_twice_or_not_at_all_are_counted(tmp_path):
    files = roster("1.1")
    files["demographics.csv"] += "u1,,,2010-01-01,\n"
    files["orgs.csv"] += ",,,No name,school,,\n"
    said = [sentence for _, sentence in read(tmp_path, files).doubts]
    assert said == [
        "1 records of orgs have no identifier, or that of another",
        "1 records of demographics have no identifier, or that of another",
    ]


def test_a_file_of_the_standard_that_the_manifest_is_silent_about_is_named(tmp_path):
    files = {**roster("1.1"), "results.csv": MORE["results"]}
    files["manifest.csv"] = files["manifest.csv"].replace("file.results,absent\n", "")
    assert read(tmp_path, files).doubts == [("partial", "manifest.csv says nothing of results.csv")]


def test_of_a_delta_links_and_identifiers_are_not_judged(tmp_path):
    files = altered(roster("1.1"), "enrollments", "userSourcedId", "earlier")
    files["manifest.csv"] = files["manifest.csv"].replace("file.enrollments,bulk", "file.enrollments,delta")
    assert read(tmp_path, files).doubts == []


@pytest.mark.parametrize(
    ("spoil", "said"),
    [
        ({"users.csv": None}, "promises users.csv: not there"),
        ({"manifest.csv": None}, "manifest.csv is not there"),
        ({"manifest.csv": "propertyName,value\n"}, "none of OneRoster's"),
        ({"manifest.csv": "name,value\noneroster.version,1.1\nfile.users,bulk\n"}, "none of OneRoster's"),
        (
            {"manifest.csv": "propertyName,value\noneroster.version,2.0\nfile.users,bulk\n"},
            "other than 1.1 and 1.2",
        ),
        (
            {"manifest.csv": "propertyName,value\noneroster.version,1.1\nfile.users,all\n"},
            "does not say bulk",
        ),
        (
            {"manifest.csv": "propertyName,value\noneroster.version,1.1\nfile.../x,bulk\n"},
            "does not say bulk",
        ),
        ({"manifest.csv": "propertyName,value\noneroster.version,1.1\nfile.x,absent\n"}, "promises no file"),
        ({"results.csv": "sourcedId\n"}, "is absent, and it is there"),
        ({"users.csv": "sourcedId,role\nu1,student\nu2"}, "users.csv breaks off"),
        ({"users.csv": 'sourcedId\n"Family'}, "users.csv cannot be read"),
        ({"users.csv": ""}, "no first line"),
        ({"users.csv": "id,role\nFamily,student\n"}, "users.csv has no column sourcedId"),
        ({"users.csv": "sourcedId,role,role\nFamily,a,b\n"}, "names a column twice"),
        ({"users.csv": "sourcedId,Role,role\nFamily,a,b\n"}, "users makes no table"),
    ],
)
def test_an_export_that_is_not_whole_is_a_fault_that_tells_nothing_of_a_record(tmp_path, spoil, said):
    files = {name: text for name, text in {**roster("1.1"), **spoil}.items() if text is not None}
    assert said in fault(tmp_path, files)


def test_bytes_that_are_no_text_are_a_fault(tmp_path):
    lay_down(tmp_path, roster("1.1"))
    (tmp_path / "users.csv").write_bytes(b"sourcedId\n\xff\n")
    with pytest.raises(Fault, match=r"users\.csv cannot be read"):
        read_content("oneroster", str(tmp_path), {})


@settings(max_examples=40, deadline=None)
@given(st.data())
def test_any_row_that_is_dropped_changes_the_tables_count_and_checksum(tmp_path_factory, data):
    files = whole("1.2")
    name = data.draw(st.sampled_from(sorted(set(files) - {"manifest.csv"})))
    lines = files[name].splitlines(keepends=True)
    at = data.draw(st.integers(1, len(lines) - 1))
    folder = tmp_path_factory.mktemp("dropped")
    before = read(folder, files).entries[f"table {name}"]
    after = read(folder, {**files, name: "".join(lines[:at] + lines[at + 1 :])}).entries[f"table {name}"]
    assert after["rows"] == before["rows"] - 1
    assert after["checksum"] != before["checksum"]


def test_an_export_may_pause_for_as_long_as_is_declared(tmp_path):
    lay_down(tmp_path, roster("1.1"))
    for path in tmp_path.iterdir():
        os.utime(path, (time.time() - 5 * 86400,) * 2)
    assert [word for word, _ in read_content("oneroster", str(tmp_path), {}).doubts] == ["stale"]
    assert read_content("oneroster", str(tmp_path), {"fresh_within": "P6D"}).doubts == []


@pytest.mark.parametrize("days", [1, 4, 30, 365, 366, 400])
@pytest.mark.parametrize("seconds", [0, 1, 3661, 86399, 0.5])
def test_a_duration_is_read_as_a_declaration_sends_it(days, seconds):
    length = timedelta(days=days, seconds=seconds)
    sent = TypeAdapter(timedelta).dump_python(length, mode="json")
    assert seconds_in(sent) == length.total_seconds()


def test_a_duration_of_another_form_is_a_fault():
    with pytest.raises(Fault, match="no duration"):
        seconds_in("4 days")


def test_an_export_that_stopped_is_stale_whatever_else_is_written_beside_it(tmp_path):
    lay_down(tmp_path, roster("1.1"))
    for path in tmp_path.iterdir():
        os.utime(path, (time.time() - 5 * 86400,) * 2)
    (tmp_path / "transfer.log").write_text("connection refused\n")
    (tmp_path / "nowhere").symlink_to("gone")
    assert [word for word, _ in read_content("oneroster", str(tmp_path), {}).doubts] == ["stale"]


def test_an_export_of_days_to_come_is_doubted(tmp_path):
    lay_down(tmp_path, roster("1.1"))
    os.utime(tmp_path / "users.csv", (time.time() + 2 * 86400,) * 2)
    ((word, said),) = read_content("oneroster", str(tmp_path), {}).doubts
    assert (word, "days to come" in said) == ("stale", True)


def test_an_export_without_a_single_user_is_doubted(tmp_path):
    files = roster("1.1")
    columns = {f"{name}.csv": files[f"{name}.csv"].splitlines()[0] + "\n" for name in ("users", "orgs")}
    said = [sentence for _, sentence in read(tmp_path, files | columns).doubts]
    assert {"users.csv holds no record", "orgs.csv holds no record"} <= {*said}
