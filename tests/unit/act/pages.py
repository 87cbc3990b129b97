"""A drill's page, as an auditor's pack holds it."""

from html import unescape

from drplan.explain.evidence_page import evidence_page
from drplan.explain.html import rendered
from drplan.record.chain import Link


def page_of(record):
    page = evidence_page(record, Link(None, "a" * 64), ("evidence@district.example",))
    return unescape(rendered("pack_page.html.j2", page=page, up="../../"))
