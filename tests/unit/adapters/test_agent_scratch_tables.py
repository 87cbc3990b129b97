"""Questions to a scratch database: counts come out of it, and nothing else."""

import time

import pytest

from drplan.adapters.agent import scratch_tables as asked
from drplan.adapters.agent.fault import Fault
from drplan.declare import OneRosterExport, Question

USERS = [("u1", "student", "Ada"), ("u2", "student", "Ben"), ("u3", "teacher", "Cy")]


def ask(query, rows=USERS):
    with asked.scratch_tables() as scratch:
        scratch.take("users", ("sourcedId", "role", "givenName"), iter(rows))
        return scratch.ask([{"name": "q", "query": query}])["question q"]["answer"]


@pytest.mark.parametrize(
    ("query", "answer"),
    [
        ("select count(*) from users", 3),
        ("SELECT COUNT(DISTINCT role) FROM users", 2),
        ("select count(*) from users where role = 'student' and lower(givenName) like 'a%'", 1),
        ("select count(u.role) from users u join users v on u.sourcedId < v.sourcedId", 3),
        ("select count(*) from users where role in (select role from users where sourcedId = 'u3')", 1),
        ('select count(*) from "users" where "ROLE" = \'student\' and givenName <> \'a "word"\'', 2),
    ],
)
def test_what_counts_is_answered(query, answer):
    assert ask(query) == answer
    assert Question(name="q", query=query)


@pytest.mark.parametrize(
    "query",
    [
        "select givenName from users",
        "select max(givenName) from users",
        "select count(*) + length(givenName) from users",
        "select count(*), givenName from users",
        "select count(*) from users where 0 union select unicode(givenName) from users",
        "select count(*) from users group by givenName",
        "select count(*) over () from users",
        "select count(*) from users; drop table users",
        "delete from users",
        "attach '/etc/passwd' as other",
        "pragma query_only = off",
        "with a as (select 1) select count(*) from a",
    ],
)
def test_what_does_more_than_count_is_neither_declared_nor_asked(query):
    with pytest.raises(Fault, match="does more than count"):
        ask(query)
    with pytest.raises(ValueError, match="counts and does nothing else"):
        Question(name="q", query=query)


@pytest.mark.parametrize(
    "query",
    [
        "select count(*) from sqlite_schema",
        "select count(*) from pragma_database_list",
        "select count(*) from users where load_extension('/tmp/x')",
        "select count(*) from users where writefile('/tmp/x', 'y')",
        "select count(*) from users where zeroblob(99999999999) is null",
        "select count(*) from absent where name = 'Ada'",
        "select count(*) from users where",
    ],
)
def test_what_reaches_beyond_the_tables_is_refused_and_the_message_says_nothing_of_them(query):
    with pytest.raises(Fault) as raised:
        ask(query)
    assert "Ada" not in str(raised.value)
    assert "cannot be asked" in str(raised.value)


@pytest.mark.parametrize("query", ["\"roel\" = 'student'", 'role = "studnt"'])
def test_a_misspelt_name_in_double_quotes_is_no_text_that_counts_nothing(query):
    with pytest.raises(Fault, match="question q has in double quotes what is no column or file"):
        ask(f"select count(*) from users where {query}")


def test_a_question_that_takes_too_long_is_broken_off(monkeypatch):
    monkeypatch.setattr(asked, "SECONDS", 0.05)
    many = [(str(number), "x", "y") for number in range(2000)]
    begun = time.monotonic()
    with pytest.raises(Fault, match="SQLITE_INTERRUPT"):
        ask("select count(*) from users a, users b, users c where a.role > b.role and b.role > c.role", many)
    assert time.monotonic() - begun < 5


def test_a_table_that_cannot_hold_the_rows_is_a_fault_without_a_value():
    with asked.scratch_tables() as scratch, pytest.raises(Fault) as raised:
        scratch.take("users", ("a", "b"), iter([("Ada",)]))
    assert "Ada" not in str(raised.value)


def test_answers_outside_of_what_is_plausible_are_doubted():
    answers: dict[str, dict[str, str | int]] = {
        "question few": {"answer": 3},
        "question many": {"answer": 30},
        "question right": {"answer": 5},
    }
    declared = [
        {"name": "few", "query": "", "at_least": 10},
        {"name": "many", "query": "", "at_most": 10},
        {"name": "right", "query": "", "at_least": 5, "at_most": 5},
    ]
    assert asked.implausible(answers, declared) == [
        ("implausible", "question few: 3, and at least 10 are plausible"),
        ("implausible", "question many: 30, and at most 10 are plausible"),
    ]


def test_a_question_is_declared_once_and_with_a_range_that_can_be():
    one = Question(name="q", query="select count(*) from users")
    with pytest.raises(ValueError, match="two questions have the name q"):
        OneRosterExport(server="s", path="/srv/roster", questions=(one, one))
    with pytest.raises(ValueError, match="above at_most"):
        Question(name="q", query="select count(*) from users", at_least=3, at_most=2)
