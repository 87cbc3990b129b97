"""A district's own templates: one block at a time, sandboxed, and every fault names template and line."""

import pytest

from drplan.adapters.template_folder import read_templates
from drplan.errors import DeclarationError
from drplan.explain.content import Step
from drplan.explain.document import Document, Heading, Paragraph, Steps
from drplan.explain.html import html
from drplan.explain.markdown import markdown
from drplan.explain.templating import SHIPPED, Templates, template_names

PAGE = Document(
    "Title",
    "Cedar Valley",
    0,
    (Heading(2, "First", "first"), Paragraph("Words & <b>"), Steps((Step("Do it", "hs-db1.blank"),))),
    path="hs/runbook",
)
EXTENDS = '{% extends "drplan/page.html.j2" %}\n'


def test_one_block_is_overridden_and_all_else_is_shipped():
    own = Templates({"page.html.j2": EXTENDS + "{% block footer %}<footer>Room 12</footer>{% endblock %}"})
    text, plain = html(PAGE, own).decode(), html(PAGE).decode()
    assert "<footer>Room 12</footer>" in text
    assert text.split("<footer>")[0] == plain.split("<footer>")[0]


def test_the_frame_is_overridden_for_every_page_type_at_once():
    frame = '{% extends "drplan/frame.html.j2" %}{% block own_style %}body { color: navy; }{% endblock %}'
    own = Templates({"frame.html.j2": frame})
    for kind in ("runbook", "plan", "scenario"):
        assert b"color: navy" in html(Document("T", "D", 0, (), kind=kind), own)


def test_one_kind_of_document_block_is_overridden_inside_every_page():
    block = '{% extends "drplan/block.html.j2" %}{% block paragraph %}<p>! {{ block.text }}</p>{% endblock %}'
    assert b"<p>! Words &amp; &lt;b&gt;</p>" in html(PAGE, Templates({"block.html.j2": block}))


def test_markdown_is_overridden_alike():
    own = '{% extends "drplan/page.md.j2" %}{% block footer %}Kept in {{ page.district }}.{% endblock %}'
    assert markdown(PAGE, Templates({"page.md.j2": own})).rstrip().endswith(b"Kept in Cedar Valley.")


@pytest.mark.parametrize(
    ("name", "text", "says"),
    [
        ("pgae.html.j2", "", "template pgae.html.j2: no page asks for a template of this name"),
        ("page.html.j2", EXTENDS + "{% block foter %}{% endblock %}", "line 2: no block 'foter'"),
        ("page.html.j2", EXTENDS + "\n{% if %}", "page.html.j2, line 3"),
        (
            "page.html.j2",
            EXTENDS + "{% block footer %}{{ 1|nothing }}{% endblock %}",
            "line 2: No filter named 'nothing'",
        ),
        ("page.html.j2", EXTENDS + "{% block footer %}{{ 1|safe }}{% endblock %}", "No filter named 'safe'"),
        ("page.html.j2", '{% extends "page.html.j2" %}', "line 1: it extends itself"),
        ("page.html.j2", '{% extends "drplan/nothing.j2" %}', "there is no template 'drplan/nothing.j2'"),
        (
            "page.html.j2",
            EXTENDS + "{% block footer %}{% autoescape false %}{% endautoescape %}{% endblock %}",
            "line 2: escaping is switched",
        ),
        ("page.html.j2", EXTENDS + "\n<p>Lost</p>", "line 3: this stands in no block"),
        ("page.md.j2", "{{ ", "page.md.j2, line 1"),
    ],
)
def test_what_cannot_be_used_is_refused_before_any_page_is_made(name, text, says):
    with pytest.raises(DeclarationError) as caught:
        Templates({name: text})
    assert says in caught.value.message
    assert caught.value.next_step


@pytest.mark.parametrize(
    ("words", "says"),
    [
        ("{{ page.absent }}", "no attribute 'absent'"),
        ("{{ missing }}", "'missing' is undefined"),
        ("{{ page.__class__.__mro__ }}", "is unsafe"),
        ("{{ page.headings.__globals__ }}", "is unsafe"),
        ('{% include "nothing.j2" %}', "there is no template 'nothing.j2'"),
        ("{{ 1 // 0 }}", "ZeroDivisionError"),
    ],
)
def test_what_goes_wrong_in_a_page_names_template_and_line(words, says):
    own = Templates({"page.html.j2": EXTENDS + "{% block footer %}\n\n" + words + "{% endblock %}"})
    with pytest.raises(DeclarationError) as caught:
        html(PAGE, own)
    assert caught.value.message.startswith("template page.html.j2, line 4: ")
    assert says in caught.value.message


def test_a_template_changes_nothing_of_the_page_it_shows():
    text = EXTENDS + "{% block footer %}{{ page.blocks.append(1) }}{% endblock %}"
    with pytest.raises(DeclarationError, match=r"page.html.j2, line 2"):
        html(PAGE, Templates({"page.html.j2": text}))


def test_environments_are_built_once():
    assert SHIPPED.html is SHIPPED.html
    assert SHIPPED.html.get_template("page.html.j2") is SHIPPED.html.get_template("page.html.j2")


def test_an_evidence_packs_pages_are_not_a_districts_to_change():
    assert not [name for name in template_names() if name.startswith("pack_")]


def test_templates_lie_beside_the_inventory_and_hidden_files_are_left_alone(tmp_path):
    assert read_templates(tmp_path) == {}
    (tmp_path / "templates").mkdir()
    (tmp_path / "templates/page.md.j2").write_text("é", "utf-8")
    (tmp_path / "templates/.page.md.j2.swp").write_bytes(b"\xff")
    assert read_templates(tmp_path) == {"page.md.j2": "é"}


def test_a_template_that_is_no_text_is_refused_by_name(tmp_path):
    (tmp_path / "templates").mkdir()
    (tmp_path / "templates/page.md.j2").write_bytes(b"\xff\xfe")
    with pytest.raises(DeclarationError, match=r"page\.md\.j2: cannot be read"):
        read_templates(tmp_path)
