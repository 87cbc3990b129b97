"""The rotation of sampled drills: whatever is declared, everything is covered in its time."""

from datetime import date, timedelta
from pathlib import PurePosixPath

import pytest
from hypothesis import given
from hypothesis import strategies as st

from drplan import DataSet, DeviceConfig, LdapDirectory, Paths, PostgresDatabase, S3Bucket
from drplan.plan.quarter import Quarter, quarter_of, shares
from drplan.ports import Sample

KINDS = {
    "paths": lambda n: Paths(server=f"h{n}", paths=(PurePosixPath("/srv"),)),
    "postgres": lambda n: PostgresDatabase(server=f"h{n}", database="d"),
    "device-config": lambda n: DeviceConfig(device=f"r{n}"),
    "ldap": lambda n: LdapDirectory(server=f"h{n}", suffix="dc=d"),
    "s3-bucket": lambda n: S3Bucket(account="a", bucket=f"b{n}"),
}


def data_set(kind, number):
    return DataSet(name=f"{kind}-{number}", source=KINDS[kind](number), policy="p", privacy="internal")


DATA = st.lists(st.tuples(st.sampled_from(sorted(KINDS)), st.integers(0, 40)), max_size=40, unique=True).map(
    lambda made: [data_set(*each) for each in made]
)
PARTS = st.integers(1, 12)
FIRST = st.integers(0, 40)


def run_of(first, parts):
    """Return as many quarters in a row as there are parts."""
    return [Quarter((8000 + first + n) // 4, (8000 + first + n) % 4 + 1) for n in range(parts)]


@pytest.mark.parametrize(
    ("day", "quarter"),
    [
        (date(2026, 1, 1), "2026-q1"),
        (date(2026, 3, 31), "2026-q1"),
        (date(2026, 4, 1), "2026-q2"),
        (date(2026, 12, 31), "2026-q4"),
    ],
)
def test_a_day_lies_in_its_quarter(day, quarter):
    assert str(quarter_of(day)) == quarter


@given(st.dates(date(2000, 1, 1), date(2100, 1, 1)))
def test_the_next_quarter_is_one_more(day):
    found = quarter_of(day)
    following = next(q for n in range(1, 100) if (q := quarter_of(day + timedelta(days=n))) != found)
    assert following.index == found.index + 1


@given(DATA, PARTS, FIRST)
def test_every_data_set_is_whole_or_in_all_its_parts_within_the_rotation(data, parts, first):
    found = [shares(data, quarter, parts) for quarter in run_of(first, parts)]
    for each in data:
        got = [share[each.name] for share in found if each.name in share]
        assert None in got or set(got) == {Sample(part, parts) for part in range(parts)}


@given(DATA, PARTS, FIRST)
def test_every_kind_of_source_is_in_every_quarter(data, parts, first):
    kind_of = {each.name: each.source.kind for each in data}
    for quarter in run_of(first, parts):
        drilled = {kind_of[name] for name in shares(data, quarter, parts)}
        assert drilled == set(kind_of.values())


@given(DATA, DATA, PARTS, FIRST)
def test_what_is_declared_or_dropped_meanwhile_keeps_no_data_set_from_its_turn(data, others, parts, first):
    known = {each.name for each in data}
    added = [each for each in others if each.name not in known]
    found = [
        shares(data + added if n % 2 else data, quarter, parts)
        for n, quarter in enumerate(run_of(first, parts))
    ]
    for each in data:
        got = [share[each.name] for share in found if each.name in share]
        assert None in got or set(got) == {Sample(part, parts) for part in range(parts)}


@given(DATA, PARTS, FIRST, st.randoms())
def test_the_order_of_declaration_changes_nothing(data, parts, first, random):
    (quarter, *_) = run_of(first, parts)
    shuffled = random.sample(data, len(data))
    assert shares(shuffled, quarter, parts) == shares(data, quarter, parts)


@given(st.lists(st.text(), max_size=50), PARTS)
def test_the_parts_of_a_folder_hold_every_entry_once(entries, parts):
    samples = [Sample(part, parts) for part in range(parts)]
    assert all(sum(sample.holds(name) for sample in samples) == 1 for name in entries)


def test_one_part_is_all_of_it():
    data = [data_set(kind, 1) for kind in KINDS]
    assert shares(data, Quarter(2026, 1), 1) == {each.name: None for each in data}
