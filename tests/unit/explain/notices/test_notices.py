"""Notices: whole in both languages, short, in plain words, and silent about what must not be said."""

import ast
import re
from dataclasses import replace
from itertools import product
from pathlib import Path

import pytest

from drplan.declare.services import Function
from drplan.errors import DeclarationError, UsageError
from drplan.explain.language import Language, catalogue, language
from drplan.explain.notices import (
    AUDIENCES,
    BLANK,
    MOMENTS,
    PERILS,
    Audience,
    Occasion,
    Values,
    moments_of,
    notice,
    values_for,
)
from drplan.plan.loss import loss_in_scenario

ROOT = Path(__file__).parents[4]
ES = ROOT / "drplan/explain/languages/es/notices.po"
OCCASIONS = [Occasion(p, a, m) for p, a in product(PERILS, AUDIENCES) for m in moments_of(p)]
IDS = [each.file("xx").removesuffix(".xx.txt") for each in OCCASIONS]
EVERY_FUNCTION: frozenset[Function] = frozenset(
    {"phones", "health-records", "bus-routing", "student-information"}
)

LIBRARY: frozenset[Function] = frozenset({"library"})

FORBIDDEN = (
    r"ransom",
    r"rescate",
    r"hack",
    r"encrypt|cifra",
    r"malware|virus",
    r"guarantee|garantiza",
    r"\bpromise|\bprometemos",
    r"\bsecure\b|\bsegur[oa]s?\b",
    r"no (data|records|information) (was|were)",
    r"firewall|cortafuegos|backup|respaldo|hypervisor|vault|directory|server|servidor",
    r"\bfault\b|\bblame\b|\bculpa\b",
    r"\d+\.\d+\.\d+\.\d+|@|://",
)


def values(missing: frozenset[Function] = EVERY_FUNCTION, papers: bool = True) -> Values:
    """Return values of which each is a mark of its own, in no language."""
    down: dict[Audience, tuple[str, ...]] = dict.fromkeys(AUDIENCES, ("Ŝ1",) if missing else ())
    return Values(
        "Đistrict",
        ("Ńorth", "Śouth"),
        down,
        "Žpeaker",
        "555-0106",
        "Ďesk",
        "555-0112",
        missing,
        papers,
    )


@pytest.mark.parametrize("code", ["en", "es"])
@pytest.mark.parametrize("occasion", OCCASIONS, ids=IDS)
def test_every_notice_is_whole_short_and_says_nothing_it_must_not(occasion, code):
    text = notice(occasion, language(code), values())
    whole = text.plain()
    assert "{" not in whole
    assert "}" not in whole
    assert 5 <= len(text.subject) <= 80
    assert 40 <= len(re.findall(r"\w+", whole)) <= 320
    assert all(paragraph == paragraph.strip() and paragraph for paragraph in text.paragraphs)
    assert len(set(text.paragraphs)) == len(text.paragraphs)
    for pattern in FORBIDDEN:
        assert not re.search(pattern, whole, re.IGNORECASE), pattern


@pytest.mark.parametrize("code", ["en", "es"])
@pytest.mark.parametrize("occasion", OCCASIONS, ids=IDS)
def test_no_notice_names_a_time_of_its_own(occasion, code):
    said = notice(occasion, language(code), values()).plain()
    left = (
        said.replace("555-0106", "")
        .replace("555-0112", "")
        .replace("911", "")
        .replace("Ŝ1", "")
        .replace("Ŝ2", "")
    )
    assert not re.search(r"\d", left)
    assert BLANK in said or occasion.peril == "loss-of-staff"


@pytest.mark.parametrize("occasion", OCCASIONS, ids=IDS)
def test_no_english_is_left_in_spanish(occasion):
    english = notice(occasion, language("en"), values())
    spanish = notice(occasion, language("es"), values())
    assert len(english.paragraphs) == len(spanish.paragraphs)
    assert not {english.subject, *english.paragraphs} & {spanish.subject, *spanish.paragraphs}
    words = {"the", "and", "you", "your", "will", "with", "from", "school", "please", "this", "what", "have"}
    assert not words & set(re.findall(r"[a-z]+", spanish.plain().lower()))


def test_every_text_of_the_catalogue_is_used_and_none_is_missing():
    said: set[str] = set()

    class Heard(dict[str, str]):
        def get(self, key, default=None):
            said.add(key)
            return language("es").messages.get(key, default)

    say = Language("es", Heard())
    for occasion in OCCASIONS:
        for missing, papers in product((EVERY_FUNCTION, LIBRARY, frozenset[Function]()), (True, False)):
            notice(occasion, say, values(missing, papers))
    constants = {
        node.value
        for file in ("notices/plain_words.py", "scenarios/telling.py")
        for node in ast.walk(ast.parse((ROOT / "drplan/explain" / file).read_text()))
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    }
    headings = {f"{a}: {m}" for a in ("Staff", "Families", "Press") for m in constants}
    there = {each.id for each in catalogue(ES.read_bytes(), ES.name) if each.id}
    assert there - said - constants - headings == set()
    assert said <= set(language("es").messages)


def test_placeholders_are_the_same_in_both_languages():
    for each in catalogue(ES.read_bytes(), ES.name):
        if each.id:
            assert sorted(re.findall(r"\{\w+\}", str(each.id))) == sorted(
                re.findall(r"\{\w+\}", str(each.string))
            ), each.id


def syllables(word: str) -> int:
    """Count groups of vowels, a silent e at the end left out: a rough measure, the same for every text."""
    groups = len(re.findall(r"[aeiouy]+", word))
    return max(1, groups - (word.endswith("e") and not word.endswith("le") and groups > 1))


def grade(sentences: list[str]) -> float:
    """Return the Flesch-Kincaid grade of some English."""
    words = [word for each in sentences for word in re.findall(r"[a-z']+", each.lower())]
    return 0.39 * len(words) / len(sentences) + 11.8 * sum(map(syllables, words)) / len(words) - 15.59


def sentences_of(occasion: Occasion) -> list[str]:
    """Return a notice's whole sentences: lines to fill in are left out, they would flatter the measure."""
    named = replace(values(), district="the district", speaker="the officer", desk="the desk")
    text = notice(occasion, language("en"), named)
    found = [each for paragraph in text.paragraphs for each in re.split(r"(?<=[.?!])\s", paragraph)]
    return [each for each in found if BLANK not in each and ":" not in each and len(each.split()) > 2]


@pytest.mark.parametrize("occasion", OCCASIONS, ids=IDS)
def test_english_notices_read_at_about_the_sixth_grade(occasion):
    assert grade(sentences_of(occasion)) <= 6.0


def test_the_measure_tells_plain_words_from_others():
    assert grade(["We do not know yet if someone saw it."]) < 4
    assert (
        grade(["Unauthorized individuals potentially accessed confidential administrative information."]) > 20
    )


@pytest.mark.parametrize("code", ["en", "es"])
@pytest.mark.parametrize("occasion", OCCASIONS, ids=IDS)
def test_no_sentence_is_long(occasion, code):
    text = notice(occasion, language(code), values())
    for paragraph in text.paragraphs:
        for sentence in re.split(r"(?<=[.?!])\s", re.sub(r"\([^)]*\)", "", paragraph)):
            assert len(sentence.split()) <= 27, sentence


def test_an_attack_alone_has_a_notice_about_records():
    assert [peril for peril in PERILS if "records" in moments_of(peril)] == ["ransomware", "tenant-takeover"]
    with pytest.raises(UsageError, match="power-outage has no notice of the moment 'records'") as caught:
        notice(Occasion("power-outage", "press", "records"), language("en"), values())
    assert "first, update, over" in caught.value.next_step


@pytest.mark.parametrize("audience", AUDIENCES)
def test_the_law_is_a_note_to_the_sender_and_not_in_the_text(audience):
    text = notice(Occasion("ransomware", audience, "records"), language("en"), values())
    assert "duty to tell" in text.plain()
    assert not re.search(r"\blaws?\b|state|lawyer|insurer", text.plain())
    assert any("Laws differ by state" in note for note in text.notes)


def test_what_families_need_is_in_their_first_notice():
    said = notice(Occasion("ransomware", "families", "first"), language("en"), values()).plain()
    for what in ("School on", "To reach your school", "Meals", "Buses", "school nurse", "next on", "Žpeaker"):
        assert what in said


def test_staff_are_told_to_leave_machines_as_they_are():
    said = notice(Occasion("ransomware", "staff", "first"), language("en"), values()).plain()
    assert "If it is on, leave it on." in said


def test_a_hostile_name_stays_what_it_is():
    hostile = "<script>{blank}{0}%s\\n\u202e & *x* #let"
    for occasion, code in product(OCCASIONS, ("en", "es")):
        named = Values(hostile, (), dict.fromkeys(AUDIENCES, (hostile,)), hostile, "1", hostile, "2")
        text = notice(occasion, language(code), named)
        assert hostile in text.plain()


def test_a_line_break_in_a_name_breaks_no_line():
    named = Values("One\n\nTwo", (), dict.fromkeys(AUDIENCES, ()), "Who\nEver", "1", "d", "2")
    text = notice(Occasion("ransomware", "press", "first"), language("en"), named)
    assert "Statement of One Two," in text.plain()
    assert "Who Ever, 1" in text.plain()


def test_the_same_values_give_the_same_text():
    for occasion in OCCASIONS:
        assert notice(occasion, language("es"), values()) == notice(occasion, language("es"), values())


def test_the_examples_notices_tell_no_name_of_a_machine_and_no_place(district):
    barred = [asset.name for site in district.sites for asset in site.assets]
    barred += [each.name for each in district.repositories] + [
        each.location for each in district.repositories
    ]
    barred += [
        data.name for site in district.sites for service in site.services for data in service.data_sets
    ]
    barred += [each.email for each in district.roles] + [each.title for each in district.vendors]
    barred += [paper.place for site in district.sites for each in site.services for paper in each.papers]
    for scenario, code in product(district.scenarios, ("en", "es")):
        known = values_for(district, loss_in_scenario(district, scenario.name), language(code))
        for audience, moment in product(AUDIENCES, moments_of(scenario.peril)):
            said = notice(Occasion(scenario.peril, audience, moment), language(code), known).plain()
            words = set(re.findall(r"[\w.-]+", said))
            assert not [each for each in barred if each in words or (" " in each and each in said)]


def test_no_phone_but_the_speakers_and_the_help_desks_is_told(district):
    for scenario in district.scenarios:
        known = values_for(district, loss_in_scenario(district, scenario.name), language("en"))
        for audience, moment in product(AUDIENCES, moments_of(scenario.peril)):
            said = notice(Occasion(scenario.peril, audience, moment), language("en"), known).plain()
            desk = {"555-0112"} if audience == "staff" else set()
            assert set(re.findall(r"555-\d{4}", said)) <= {"555-0106", *desk}


def test_families_and_press_hear_of_no_lock_and_no_network_gear(district):
    known = values_for(district, loss_in_scenario(district, "data-room-fire"), language("en"))
    assert "door badges" in known.down["staff"]
    for audience in ("families", "press"):
        assert "door badges" not in known.down[audience]
        assert "internet at school" in known.down[audience]


def test_alerts_that_a_vendor_hosts_are_not_said_to_be_down(district):
    for name in ("ransomware-overnight", "ice-storm"):
        known = values_for(district, loss_in_scenario(district, name), language("en"))
        assert "our text and call alerts" not in known.down["families"]
        assert "student records, grades, and attendance" in known.down["families"]


def test_where_people_alone_are_missing_nothing_is_said_to_be_down(district):
    known = values_for(district, loss_in_scenario(district, "administrators-away"), language("en"))
    assert set(known.down.values()) == {()}
    for audience, moment in product(AUDIENCES, moments_of("loss-of-staff")):
        said = notice(Occasion("loss-of-staff", audience, moment), language("en"), known).plain()
        assert "orking" not in said.replace("working with", "")
        assert "away" not in said
        assert "missing" not in said.lower()


def test_a_moment_or_language_without_a_translation_is_never_sent_half():
    with pytest.raises(DeclarationError, match="no es translation"):
        notice(OCCASIONS[0], Language("es", {}), values())


def test_moments_are_those_the_page_names():
    assert MOMENTS == ("first", "update", "over", "records")
