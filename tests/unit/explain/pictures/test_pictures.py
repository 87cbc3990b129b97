from xml.etree import ElementTree as ET

from drplan.explain.pictures.order_picture import order_picture
from drplan.explain.pictures.time_picture import time_picture
from drplan.plan.order import waves

SVG = "{http://www.w3.org/2000/svg}"


def bars(picture: str, kind: str) -> list[dict[str, str]]:
    found = ET.fromstring(picture).iter(f"{SVG}rect")
    return [bar.attrib for bar in found if bar.get("class") == kind and float(bar.attrib["width"]) != 14]


def test_a_box_a_service_and_a_line_a_dependency(site):
    root = ET.fromstring(order_picture(waves(site.services), "T", "D"))
    assert len(list(root.iter(f"{SVG}rect"))) == 5
    heads = [each for each in root.iter(f"{SVG}path") if each.get("class") == "head"]
    assert len(heads) == 5


def test_a_wide_wave_is_broken_into_rows_inside_the_sheet(site):
    many = tuple(site.services[0].model_copy(update={"name": f"s{n}", "depends_on": ()}) for n in range(9))
    root = ET.fromstring(order_picture([many], "T", "D"))
    _, _, width, height = map(float, root.attrib["viewBox"].split())
    boxes = [box.attrib for box in root.iter(f"{SVG}rect")]
    assert len({box["y"] for box in boxes}) == 3
    assert all(float(b["x"]) + float(b["width"]) <= width and float(b["y"]) < height for b in boxes)


def test_every_text_is_escaped(site):
    picture = order_picture(waves(site.services), '<b>&"', "]]> <x>")
    root = ET.fromstring(picture)
    assert root.attrib["aria-label"] == '<b>&"'
    assert root.findtext(f"{SVG}desc") == "]]> <x>"


def test_a_bar_crosses_the_line_only_beyond_its_objective(make_record):
    record = make_record(rta={"hs-files": 9.5 * 3600, "hs-transcripts": 24 * 3600.0})
    picture = time_picture(record.services, "T", "D")
    limit = float(next(ET.fromstring(picture).iter(f"{SVG}line")).attrib["x1"])
    (beyond,) = bars(picture, "beyond")
    assert float(beyond["x"]) + float(beyond["width"]) > limit
    assert all(float(b["x"]) + float(b["width"]) <= limit + 0.1 for b in bars(picture, "measured"))
    assert "BEYOND" in picture


def test_a_bar_is_cut_at_twice_its_objective(make_record):
    picture = time_picture(make_record(rta={"hs-files": 1e7}).services, "T", "D")
    (beyond,) = bars(picture, "beyond")
    assert float(beyond["x"]) + float(beyond["width"]) <= 500.1


def test_what_was_not_reached_has_no_bar(make_record):
    picture = time_picture(make_record(rta={"hs-files": None}).services, "T", "D")
    assert "not reached" in picture
    assert len(bars(picture, "measured")) == 4
    assert len(bars(picture, "human")) == 1
