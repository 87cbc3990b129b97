"""The chain says which record is out of place."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from drplan.record.chain import Link, order_chain, see_head


def chain(*names: str) -> dict[str, Link]:
    previous: str | None = None
    links: dict[str, Link] = {}
    for name in names:
        links[name] = Link(previous, f"head-{name}")
        previous = f"head-{name}"
    return links


def told(links: dict[str, Link]) -> dict[tuple[str, str], str]:
    return {(each.record_id, each.field): each.what for each in order_chain(links).findings}


def test_nothing_is_a_whole_chain():
    assert order_chain({}).order == ()
    assert order_chain({}).findings == ()


@given(st.permutations(list("abcdefg")))
def test_order_is_the_chain_and_not_the_names(names):
    links = chain(*names)
    found = order_chain({name: links[name] for name in sorted(links)})
    assert found.order == tuple(names)
    assert found.findings == ()


@given(st.integers(1, 8), st.data())
def test_any_record_taken_from_the_middle_is_named_by_its_follower(length, data):
    names = [f"r{number}" for number in range(length + 2)]
    gone = data.draw(st.integers(1, length))
    links = chain(*names)
    del links[names[gone]]
    found = told(links)
    assert list(found) == [(names[gone + 1], "previous")]
    assert f"head-{names[gone]}" in found[names[gone + 1], "previous"]
    assert f"ends at {names[gone - 1]}" in found[names[gone + 1], "previous"]


def test_a_lost_first_record_is_named():
    links = chain("a", "b", "c")
    del links["a"]
    assert "no first record is here" in told(links)["b", "previous"]


def test_records_taken_off_the_end_leave_a_chain_that_looks_whole():
    links = chain("a", "b", "c")
    del links["c"]
    assert told(links) == {}


def test_a_head_kept_elsewhere_shows_records_taken_off_the_end():
    links = chain("a", "b")
    (finding,) = see_head(links, ("a", "b"), "head-c")
    assert (finding.record_id, finding.field) == ("b", "head")
    assert "head-c" in finding.what


def test_an_older_head_still_holds_when_the_chain_grew():
    assert see_head(chain("a", "b", "c"), ("a", "b", "c"), "head-a") == ()


def test_a_head_of_an_empty_chain_is_a_finding():
    assert see_head({}, (), "head-a")


def test_a_fork_names_every_branch():
    links = {**chain("a", "b", "c"), "x": Link("head-a", "head-x")}
    found = told(links)
    assert set(found) == {("b", "previous"), ("x", "previous")}
    assert "so does x" in found["b", "previous"]


def test_two_beginnings_are_a_fork():
    found = told({**chain("a", "b"), **chain("x")})
    assert set(found) == {("a", "previous"), ("x", "previous")}
    assert "begins the chain" in found["x", "previous"]


def test_a_copied_folder_is_a_duplicate():
    links = {**chain("a", "b")}
    found = told({**links, "copy": links["b"]})
    assert found["copy", "SHA256SUMS"] == "is a duplicate of b"
    assert found["b", "SHA256SUMS"] == "is a duplicate of copy"


def test_a_circle_is_named_and_ends():
    links = {**chain("a"), "b": Link("head-c", "head-b"), "c": Link("head-b", "head-c")}
    assert set(told(links)) == {("b", "previous"), ("c", "previous")}
    assert set(order_chain(links).order) == {"a", "b", "c"}


def test_a_chain_of_thousands_is_ordered():
    names = [f"r{number}" for number in range(5000)]
    assert order_chain(chain(*names)).order == tuple(names)


@given(
    st.dictionaries(
        st.sampled_from("abcdef"),
        st.builds(Link, st.none() | st.sampled_from("123"), st.sampled_from("123456")),
    )
)
def test_every_record_is_in_the_order_once_whatever_the_links(links):
    found = order_chain(links)
    assert sorted(found.order) == sorted(links)
    assert {each.record_id for each in found.findings} <= links.keys()
