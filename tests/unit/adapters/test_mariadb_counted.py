"""Rows are those that tables hold: nothing that a program or a name looks like is counted for them."""

import pytest

from drplan.adapters.agent.fault import Fault
from drplan.adapters.agent.mariadb_dump import Counted

TABLE = "CREATE TABLE `{0}` (\n  `id` int(11)\n);\n"
ROWS = "INSERT INTO `{0}`{1} VALUES\n(1),\n(2);\n"
PROGRAM = "DELIMITER ;;\nCREATE PROCEDURE `p`()\nbegin\n{0}\nend ;;\nDELIMITER ;\n"
"""A text in a program may hold any lines: here those that end it for whoever reads lines."""


def counted(*parts):
    dump = Counted()
    text = "".join(parts) + "-- Dump completed on 2026-11-23\n"
    for _ in dump.watching(piece for piece in [text.encode()]):
        pass
    return {name: facts.get("rows") for name, facts in dump.entries().items() if name != "schema"}


@pytest.mark.parametrize("columns", ["", " (`id`)", " (`id`, `a ) VALUES`, `b``c`)"])
@pytest.mark.parametrize("name", ["mark", "a``b", "x` (y".replace("`", "``")])
def test_rows_are_counted_whatever_the_table_is_called_and_whether_columns_are_named(name, columns):
    found = counted(TABLE.format(name), ROWS.format(name, columns))
    assert found == {f"table {name.replace('``', '`')}": 2}


@pytest.mark.parametrize(
    "body",
    [
        "select '\nDELIMITER ;\n" + ROWS.format("mark", ""),
        "select '\nDELIMITER ;\n" + TABLE.format("mark") + ROWS.format("mark", ""),
        "select '\nDELIMITER ;\n" + ROWS.format("other", ""),
    ],
)
def test_rows_in_a_program_are_none_and_are_refused(body):
    with pytest.raises(Fault, match="where mariadb-dump writes none"):
        counted(TABLE.format("mark"), PROGRAM.format(body))


def test_a_program_that_holds_no_such_end_is_read_as_one():
    body = ROWS.format("mark", "")
    assert counted(TABLE.format("mark"), ROWS.format("mark", ""), PROGRAM.format(body)) == {"table mark": 2}
