"""The page of faults shows the table that the fault tests are held to, and each row is run."""

from pathlib import Path

from tests.e2e.backup_rows import ROWS, table

ROOT = Path(__file__).parents[2]
QUICK, LONG = (
    ROOT / path for path in ("tests/e2e/test_backup_faults.py", "tests/soak/test_backup_faults_long.py")
)


def test_the_page_shows_every_row():
    lines = (ROOT / "docs" / "faults-backup.md").read_text().splitlines()
    assert [line for line in table() if line not in lines] == []
    assert sum(line.startswith("|") for line in lines) == len(ROWS) + 2


def test_every_row_is_run_where_it_says():
    text = {path: path.read_text() for path in (QUICK, LONG)}
    held = {
        path: {name for name in ROWS if f"def test_{name}(" in said or f'"{name}"' in said}
        for path, said in text.items()
    }
    assert held == {path: {n for n, row in ROWS.items() if row.soak == (path == LONG)} for path in held}
