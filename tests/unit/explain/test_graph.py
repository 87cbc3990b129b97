"""Services and what they need, the same in text, nodes and picture."""

import json
import random
from datetime import timedelta
from typing import Any
from xml.etree import ElementTree as ET

import pytest

from drplan.declare import District, Objectives, Service, Site, Tier
from drplan.errors import DeclarationError, UsageError
from drplan.explain.graph import Chain, service_graph, slowest_chains
from drplan.explain.graph_json import graph_json
from drplan.explain.graph_svg import graph_svg
from drplan.explain.graph_text import graph_text
from drplan.plan.order import waves

SVG = "{http://www.w3.org/2000/svg}"
RENDERERS = (graph_text, graph_json, graph_svg)
HOSTILE = '</svg>]]>\n<b>&"\x00\x1b[31m\ufffe --> \u2028'


def service(name: str, hours: float, *needs: str, runs_on: tuple[str, ...] = ()) -> Service:
    length = timedelta(hours=hours)
    return Service(
        name=name,
        title=name,
        tier=Tier.INSTRUCTION,
        objectives=Objectives(rto=length, rpo=length, mtd=length),
        owner="somebody",
        depends_on=needs,
        runs_on=runs_on,
        impact="much",
        workaround="paper",
    )


def chain_of(name: str, *services: Service) -> Chain:
    return slowest_chains(waves(services))[name]


def with_services(district: District, code: str, *services: Service) -> District:
    sites = tuple(
        site.model_copy(update={"services": services}) if site.code == code else site
        for site in district.sites
    )
    return district.model_copy(update={"sites": sites})


def shuffled(district: District, seed: int) -> District:
    dice = random.Random(seed)

    def mixed(things: tuple[Any, ...]) -> tuple[Any, ...]:
        return tuple(dice.sample(things, len(things)))

    def turned(each: Service) -> Service:
        return each.model_copy(update={"depends_on": mixed(each.depends_on), "runs_on": mixed(each.runs_on)})

    def moved(site: Site) -> Site:
        services = mixed(tuple(turned(each) for each in site.services))
        return site.model_copy(update={"services": services, "assets": mixed(site.assets)})

    return district.model_copy(update={"sites": mixed(tuple(map(moved, district.sites)))})


def test_a_chain_follows_what_ends_last_and_not_what_sums_to_most():
    found = chain_of(
        "top",
        service("slow", 8),
        service("a", 5),
        service("b", 5, "a"),
        service("top", 9, "slow", "b"),
    )
    assert found == Chain(("slow", "top"), ends=9 * 3600, total=17 * 3600)


def test_a_quick_service_on_a_slow_one_ends_as_late_as_that():
    found = chain_of("top", service("slow", 8), service("quick", 1, "slow"), service("top", 2, "quick"))
    assert found == Chain(("slow", "quick", "top"), ends=8 * 3600, total=11 * 3600)


def test_of_chains_that_end_together_the_longer_in_total_is_shown_then_the_first_by_name():
    longer = (service("a", 8), service("low", 8), service("z", 1, "low"), service("top", 1, "a", "z"))
    assert chain_of("top", *longer).services == ("low", "z", "top")
    alike = (service("a", 8), service("z", 8), service("top", 1, "z", "a"))
    assert chain_of("top", *alike).services == ("a", "top")


def test_a_long_chain_of_services_is_no_trouble():
    line = [service("s0", 1), *(service(f"s{n}", 1, f"s{n - 1}") for n in range(1, 1500))]
    assert chain_of("s1499", *line).total == 1500 * 3600


def test_the_longest_lengths_that_can_be_declared_can_be_added():
    ages = timedelta.max.total_seconds() / 3600 - 1
    found = chain_of("b", service("a", ages), service("b", ages, "a"))
    assert found.total == pytest.approx(2 * ages * 3600)


def test_text_says_waves_needs_ground_and_chain(district):
    text = graph_text(service_graph(district, "hs"))
    assert text.startswith("High School: 5 services in 3 waves\n")
    assert (
        "wave 3\n"
        "  hs-learning: Learning portal (tier 2, RTO 24 h)\n"
        "    depends on: hs-files, hs-gradebook\n"
        "    runs on: hs-file1\n"
        "    slowest chain: hs-network → hs-files → hs-learning; ends after 24 h; 33 h one after another\n"
    ) in text


def test_text_says_when_a_service_promises_more_than_its_chain_holds(district):
    declared = with_services(district, "es", service("slow", 8), service("top", 2, "slow"))
    assert "slow → top; ends after 8 h, beyond its own RTO by 6 h; 10 h one after another" in graph_text(
        service_graph(declared, "es")
    )


def test_what_is_elsewhere_or_nowhere_is_said(district):
    top = service("top", 30, "hs-files", "ghost", runs_on=("hs-db1", "phantom"))
    text = graph_text(service_graph(with_services(district, "es", top), "es"))
    assert "depends on: ghost (not declared), hs-files (site hs)" in text
    assert "runs on: hs-db1 (site hs), phantom (not declared)" in text
    assert "hs-network → hs-files → top" in text


def test_every_edge_of_the_json_has_its_nodes(district):
    top = service("top", 30, "hs-files", "ghost", runs_on=("hs-db1", "phantom"))
    report = json.loads(graph_json(service_graph(with_services(district, "es", top), "es")))
    nodes = {node["id"]: node for node in report["nodes"]}
    assert report["schema"] == "drplan/graph/1"
    assert {end for edge in report["edges"] for end in (edge["from"], edge["to"])} <= set(nodes)
    assert {"from": "service/hs-files", "to": "service/hs-network", "kind": "depends_on"} in report["edges"]
    assert {"from": "service/top", "to": "asset/hs-db1", "kind": "runs_on"} in report["edges"]
    assert nodes["service/top"]["wave"] == 1
    assert nodes["service/hs-network"]["wave"] is None
    assert nodes["service/ghost"]["kind"] == nodes["asset/phantom"]["kind"] == "undeclared"
    assert nodes["service/top"]["slowest_chain"] == {
        "services": ["hs-network", "hs-files", "top"],
        "ends_seconds": 30 * 3600,
        "total_seconds": 39 * 3600,
    }


def test_a_service_and_an_asset_of_one_name_are_two_nodes(district):
    declared = with_services(district, "es", service("es-file1", 1, runs_on=("es-file1",)))
    report = json.loads(graph_json(service_graph(declared, "es")))
    assert [node["id"] for node in report["nodes"]] == ["asset/es-file1", "service/es-file1"]


@pytest.mark.parametrize("code", ["hs", None])
def test_the_picture_has_a_box_a_service_and_says_in_words_what_it_shows(district, code):
    graph = service_graph(district, code)
    root = ET.fromstring(graph_svg(graph))
    assert len(list(root.iter(f"{SVG}rect"))) == sum(len(wave) for wave in graph.waves)
    assert (root.findtext(f"{SVG}title") or "").startswith("Order of recovery, ")
    told = root.findtext(f"{SVG}desc") or ""
    assert all(f"{wave[-1].name}" in told for wave in graph.waves)
    assert "Wave 3: " in told


def test_hostile_titles_break_neither_picture_nor_lines(district):
    sites = tuple(
        site.model_copy(
            update={
                "title": HOSTILE,
                "services": tuple(each.model_copy(update={"title": HOSTILE}) for each in site.services),
            }
        )
        for site in district.sites
    )
    declared = district.model_copy(update={"name": HOSTILE, "sites": sites})
    for code in ("hs", None):
        graph = service_graph(declared, code)
        root = ET.fromstring(graph_svg(graph))
        assert root.findtext(f"{SVG}title") == 'Order of recovery, </svg>]]> <b>&" [31m --> '
        assert "\x1b" not in graph_text(graph)
        assert json.loads(graph_json(graph))["district"] == HOSTILE
    plain, harmed = service_graph(district, "hs"), service_graph(declared, "hs")
    assert len(graph_text(harmed).splitlines()) == len(graph_text(plain).splitlines())


@pytest.mark.parametrize("render", RENDERERS)
@pytest.mark.parametrize("code", ["hs", None])
@pytest.mark.parametrize("seed", range(4))
def test_the_order_of_declaring_changes_nothing(district, render, code, seed):
    assert render(service_graph(shuffled(district, seed), code)) == render(service_graph(district, code))


def test_a_site_without_services_is_shown_empty(idle):
    graph = service_graph(idle, "do")
    assert graph_text(graph) == "District Office: 0 services in 0 waves\n"
    assert json.loads(graph_json(graph))["nodes"] == []
    root = ET.fromstring(graph_svg(graph))
    assert float(root.attrib["viewBox"].split()[3]) > 0
    assert "No services are declared." in "".join(root.itertext())


def test_a_circle_is_refused_by_name(district):
    declared = with_services(district, "es", service("a", 1, "b"), service("b", 1, "a"))
    with pytest.raises(DeclarationError, match=r"depend on each other in a circle: (a → b → a|b → a → b)"):
        service_graph(declared, "es")


def test_an_unknown_site_is_refused(district):
    with pytest.raises(UsageError, match="no site is named 'xx'"):
        service_graph(district, "xx")
