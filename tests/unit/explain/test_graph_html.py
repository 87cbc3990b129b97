"""The graph as a page."""

import itertools
import re

from drplan.explain.graph import service_graph
from drplan.explain.graph_html import graph_html
from drplan.explain.pictures.order_picture import direct_needs
from drplan.plan.order import waves

HOSTILE = "<script>alert(1)</script>"


def test_the_page_holds_the_picture_its_table_and_every_critical_path(district):
    graph = service_graph(district, "hs")
    page = graph_html(graph)
    assert page.count("<svg ") == 1
    assert "<caption>Order of recovery, High School</caption>" in page
    assert "<caption>Critical paths, longest first</caption>" in page
    assert "hs-network → hs-files" in page
    assert all(page.count(service.name) >= 3 for wave in graph.waves for service in wave)


def test_the_longest_path_stands_first(district):
    page = graph_html(service_graph(district))
    paths = page[page.index("Critical paths, longest first") :]
    first = re.search(r'<th scope="row"[^>]*>([^<]+)</th>', paths)
    graph = service_graph(district)
    longest = max(graph.chains, key=lambda name: graph.chains[name].total)
    assert first is not None
    assert first[1] == longest


def test_hostile_titles_are_escaped(district):
    sites = tuple(
        site.model_copy(
            update={
                "title": HOSTILE,
                "services": tuple(each.model_copy(update={"title": HOSTILE}) for each in site.services),
            }
        )
        for site in district.sites
    )
    page = graph_html(service_graph(district.model_copy(update={"name": HOSTILE, "sites": sites})))
    assert HOSTILE not in page
    assert "&lt;script&gt;" in page


def test_lines_that_follow_from_others_are_left_out_and_no_way_is_lost(district):
    ordered = list(itertools.chain(*waves([s for site in district.sites for s in site.services])))
    direct = direct_needs(ordered)

    def reached(name, needs):
        return {name}.union(*(reached(each, needs) for each in needs[name]))

    whole = {service.name: tuple(service.depends_on) for service in ordered}
    assert all(reached(name, direct) == reached(name, whole) for name in whole)
    for name, needs in direct.items():
        for each in needs:
            others = [other for other in needs if other != each]
            assert not any(each in reached(other, whole) for other in others), (name, each)
