"""The reports to teachers, families, insurers and auditors, and the indicators: in both languages."""

import re
from datetime import date
from itertools import chain, pairwise

import pytest

from drplan.audit.controls.auditor import ASKED, auditor_findings
from drplan.audit.controls.insurer import insurer_answers
from drplan.audit.kpi import DEFINITIONS
from drplan.explain.content import Figure, Table
from drplan.explain.document import Bullets, Heading, Paragraph
from drplan.explain.insurer import told
from drplan.explain.language import language
from drplan.explain.reports import Matter, report
from drplan.explain.reports.edition import texts
from tests.unit.audit.controls_world import GOOD, case_of, changed
from tests.unit.explain.reports.worlds import EMPTY, hostile, matter_of, planted

OURS = ("kpi", "dashboard", "academics", "community", "insurer", "auditor")
ENGLISH, SPANISH = language("en"), language("es")
PAPER = {
    "title": "Attendance sheet",
    "place": "top drawer of the office",
    "keeper": "registrar",
    "renewed_on": "2026-06-01",
    "renew_within": "P92D",
    "use": ["Write down who is there.", "Type it in when the gradebook is back."],
}
WITH_PAPER = changed(GOOD, [["set", ["district", "sites", "*", "services", "*", "papers"], [PAPER]]])
PARTLY = changed(
    GOOD,
    [
        ["set", ["drills", 0, "where"], "lab"],
        ["set", ["drills", 0, "services", 3, "verdict"], {"outcome": "fail", "because": ["it is gone"]}],
        ["set", ["checks", 0, "repositories", 0, "verdict"], {"outcome": "fail", "because": ["torn"]}],
        ["set", ["exercises", 0, "verdict"], {"outcome": "no-evidence", "because": ["x"]}],
    ],
)
TREES = {"good": GOOD, "empty": EMPTY, "papers": WITH_PAPER, "partly": PARTLY}


def made(audience, tree=GOOD, say=ENGLISH):
    return report(audience, matter_of(tree, "public" if audience == "community" else "restricted"), say)


def words(page):
    return " ".join(texts(page))


@pytest.mark.parametrize("tree", TREES.values(), ids=list(TREES))
@pytest.mark.parametrize("audience", OURS)
def test_both_languages_say_the_same_in_the_same_order(audience, tree):
    english, spanish = made(audience, tree), made(audience, tree, SPANISH)
    assert [type(each) for each in english.blocks] == [type(each) for each in spanish.blocks]
    assert [(b.level, b.id) for b in english.blocks if isinstance(b, Heading)] == [
        (b.level, b.id) for b in spanish.blocks if isinstance(b, Heading)
    ]
    for one, other in zip(english.blocks, spanish.blocks, strict=True):
        if isinstance(one, Table):
            assert len(one.rows) == len(other.rows)
    assert english.title != spanish.title


@pytest.mark.parametrize("audience", OURS)
def test_headings_are_in_order_and_their_ids_are_their_own(audience):
    headings = [each for each in made(audience, WITH_PAPER).blocks if isinstance(each, Heading)]
    assert headings[0].level == 2
    assert all(later.level - earlier.level <= 1 for earlier, later in pairwise(headings))
    assert len({each.id for each in headings}) == len(headings)


def test_every_text_of_an_indicator_and_of_the_insurers_and_auditors_questions_has_its_spanish():
    for each in DEFINITIONS:
        assert each.field or each.standard
        for text in (each.title, each.means, each.counts, each.records):
            assert SPANISH(text)
    for tree in TREES.values():
        for answer in insurer_answers(case_of(tree)):
            assert SPANISH(answer.question)
            for said in (answer.stated, answer.shown):
                assert told(said, SPANISH)
    assert all(SPANISH(each.asks) for each in ASKED)


@pytest.mark.parametrize("audience", ["kpi", "dashboard", "insurer", "auditor", "academics"])
def test_without_records_nothing_passes_that_a_record_should_show(audience):
    page = made(audience, EMPTY)
    passed = [
        row
        for table in page.blocks
        if isinstance(table, Table) and "Verdict" in table.header
        for row in table.rows
        if row[table.header.index("Verdict")] == "pass"
    ]
    allowed = {"Roles ready", *(each.asks for each in ASKED if each.of_paper)}
    assert {row[0] for row in passed} <= allowed
    assert "proven in a lab" not in words(page)


def test_what_a_lab_shows_is_called_a_labs_and_never_passes_on_the_dashboard():
    page = made("dashboard", changed(GOOD, [["set", ["drills", 0, "where"], "lab"]]))
    stands, times = (
        next(b for b in page.blocks if isinstance(b, Table) and b.caption == caption)
        for caption in ("How each service stands", "Time to come back, as last drilled")
    )
    assert {row[2].split(" until")[0] for row in stands.rows} == {"proven in a lab"}
    assert {row[3] for row in times.rows} == {"in a lab only: pass"}


def test_a_pass_of_long_ago_does_not_look_like_one_of_now():
    matter = Matter(case_of(GOOD, date(2029, 12, 1)), "0" * 64, {})
    page = report("dashboard", matter, ENGLISH)
    times = next(
        b for b in page.blocks if isinstance(b, Table) and b.caption == "Time to come back, as last drilled"
    )
    assert {row[3] for row in times.rows} == {"stale: pass"}


def test_services_of_one_title_are_told_apart():
    page = made("dashboard")
    stands = next(b for b in page.blocks if isinstance(b, Table) and b.caption == "How each service stands")
    names = [row[0] for row in stands.rows]
    assert len({*names}) == len(names)


def test_the_trend_is_drawn_once_something_was_measured():
    assert not [each for each in made("kpi", EMPTY).blocks if isinstance(each, Figure)]
    (figure,) = (each for each in made("kpi").blocks if isinstance(each, Figure))
    assert figure.svg.count("<title>") == figure.svg.count("<desc>") == 1
    assert figure.alternative
    assert len(figure.table.rows) == figure.svg.count('class="limit"')
    assert {len(row) for row in figure.table.rows} == {9}


def test_teachers_are_told_what_to_do_and_which_paper_is_old():
    said = words(made("academics", WITH_PAPER))
    assert "top drawer of the office" in said
    assert "June 1, 2026: to be printed again" in said
    assert "Type it in when the gradebook is back." in said
    service = case_of(GOOD).services[0]
    assert service.workaround in said


def test_teachers_are_told_which_times_of_the_year_promise_more():
    page = made("academics")
    (table,) = (
        b for b in page.blocks if isinstance(b, Table) and b.caption == "What the school year changes"
    )
    rows = {(row[0].split(",")[0], row[1]): row for row in table.rows}
    assert rows["First semester grades", "Gradebook and attendance"][2] == "3 h, else 4 h"
    assert not [row for row in table.rows if "Payroll" in row[0]]


def test_an_auditor_sees_each_question_judged_and_each_pass_with_its_record():
    page = made("auditor")
    (asked,) = (b for b in page.blocks if isinstance(b, Table) and b.caption == "What is asked most")
    assert len(asked.rows) == len(ASKED)
    passed = [row for row in asked.rows if row[1] == "pass"]
    assert len(passed) >= 8
    assert all(row[3] for row in passed)
    assert {each.outcome for each in auditor_findings(case_of(EMPTY))} <= {"no-evidence", "pass", "fail"}


def test_an_auditor_finds_the_head_of_every_chain():
    matter = matter_of()
    (heads,) = (
        b for b in made("auditor").blocks if isinstance(b, Table) and b.caption == "Heads of the chains"
    )
    assert {row[2] for row in heads.rows} == {*matter.ledger.heads.values()}


@pytest.mark.parametrize("audience", ["community", "academics", "auditor", "insurer"])
def test_no_student_and_no_secret_of_a_record_is_on_the_page_of_families(audience):
    if audience == "community":
        said = words(made(audience, planted()))
        assert "Maya" not in said
        assert "correct-horse" not in said
    assert made(audience, hostile()).blocks


def sentences(page):
    """Return the sentences of a page's running text, without what the frame puts before and after it."""
    running = [b for b in page.blocks if isinstance(b, Paragraph | Bullets)][1:-1]
    lines = chain.from_iterable(b.lines if isinstance(b, Bullets) else (b.text,) for b in running)
    return [each for line in lines for each in re.split(r"(?<=[.!?])\s+", line) if each]


VOWELS = re.compile(r"[aeiouyáéíóúü]+", re.IGNORECASE)


def syllables(word):
    found = len(VOWELS.findall(word))
    silent = word.lower().endswith("e") and not word.lower().endswith("le") and found > 1
    return max(1, found - silent)


def measures(page):
    told_ = [re.findall(r"[^\W\d_]+(?:['-][^\W\d_]+)*", each) for each in sentences(page)]
    spoken = [word for each in told_ for word in each]
    return len(spoken) / len(told_), sum(map(syllables, spoken)) / len(spoken), max(map(len, told_))


@pytest.mark.parametrize("tree", [GOOD, EMPTY, WITH_PAPER, PARTLY], ids=["good", "empty", "papers", "partly"])
def test_families_read_english_of_the_sixth_grade(tree):
    """Flesch and Kincaid's grade: 0.39 words a sentence + 11.8 syllables a word - 15.59."""
    a_sentence, a_word, _ = measures(made("community", tree))
    assert 0.39 * a_sentence + 11.8 * a_word - 15.59 <= 6.5


def test_families_read_spanish_in_short_sentences():
    """Fernández Huerta's reading ease, 206.84 - 60 syllables a word - 1.02 words a sentence: 70 is easy."""
    a_sentence, a_word, longest = measures(made("community", GOOD, SPANISH))
    assert 206.84 - 60 * a_word - 1.02 * a_sentence >= 70
    assert longest <= 20


def test_families_are_told_no_weakness_and_no_number_but_how_often_we_practiced():
    for tree in (GOOD, EMPTY, PARTLY):
        page = made("community", tree)
        own = [b for b in page.blocks if isinstance(b, Paragraph | Bullets)][1:]
        lines = [line for b in own for line in (b.lines if isinstance(b, Bullets) else (b.text,))]
        told_ = " ".join(line for line in lines if "signed records" not in line)
        assert set(re.findall(r"\d+", told_)) <= {"1"}
        assert not re.search(
            r"fail|stale|unproven|no evidence|overdue|weak", told_.replace("computers fail", "")
        )


def test_families_are_told_that_practice_was_in_a_test_room():
    assert "We did this in a test room." in words(made("community", PARTLY))
    assert "test room" not in words(made("community"))
    assert "We plan to practice." in words(made("community", EMPTY))


def test_what_is_not_so_of_all_copies_is_not_told_to_families():
    tree = changed(GOOD, [["set", ["district", "repositories", 0, "encrypted"], False]])
    assert "locked with a code" not in words(made("community", tree))
    assert "locked with a code" in words(made("community"))


def test_records_after_the_day_are_no_practice():
    before = Matter(case_of(GOOD, date(2026, 11, 1)), "0" * 64, {}, "public")
    assert "We plan to practice." in words(report("community", before, ENGLISH))
    assert "We plan to practice." not in words(made("community"))
