"""``docs/baselines.md`` is what the controls say."""

from pathlib import Path

from drplan.adapters.hosts.controls import read_controls
from drplan.explain.baselines_page import baselines_page

ROOT = Path(__file__).parents[3]


def rows():
    return [vars(each) for each in read_controls(ROOT / "deploys").values()]


def test_the_committed_page_is_the_one_that_would_be_made():
    page = (ROOT / "docs" / "baselines.md").read_text()
    assert page == baselines_page(rows()), "run: drplan deploy controls --format markdown > docs/baselines.md"


def test_each_control_has_one_row_below_its_baseline():
    page = baselines_page(rows()).splitlines()
    for row in rows():
        (place,) = [number for number, line in enumerate(page) if line.startswith(f"| `{row['id']}` |")]
        heads = [line for line in page[:place] if line.startswith("## ")]
        assert heads[-1] == f"## {row['baseline']}"
