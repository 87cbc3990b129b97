from drplan.explain.table import DRILL_HEADER, drill_summary, drill_table


def test_rows_come_in_the_order_of_recovery_with_a_cell_for_each_heading(make_record):
    rows = drill_table(make_record())
    assert rows[0].service == "hs-network"
    assert rows[-1].service == "hs-learning"
    assert all(len(row.cells()) == len(DRILL_HEADER) for row in rows)


def test_a_service_within_its_promise_shows_both_beside_each_other(make_record):
    row = drill_table(make_record())[0]
    assert row.cells() == ("hs-network", "0", "24 h", "15 min", "1 h", "40 s", "pass", "every check passed")


def test_declared_human_work_is_never_passed_off_as_measured(make_record):
    row = drill_table(make_record())[1]
    assert row.rta == "46 min 20 s"
    assert row.why == "RTA holds 45 min of human work, declared and not measured"


def test_what_was_not_reached_says_so(make_record):
    rows = {row.service: row for row in drill_table(make_record(rta={"hs-files": None}))}
    assert (rows["hs-files"].rta, rows["hs-files"].rpa) == ("not reached", "not reached")
    assert rows["hs-files"].why == "3 of 5000 entries differ"
    assert rows["hs-learning"].rpa == "no data of its own"


def test_the_summary_counts_what_passed(make_record):
    said = drill_summary(make_record(rta={"hs-files": None}))
    assert "fail. 4 of 5 services passed" in said
    assert "3 min 20 s" in said


def test_a_service_that_was_never_tried_is_not_said_to_own_no_data(make_record):
    record = make_record()
    (first, *rest) = record.services
    untried = first.model_copy(update={"data_sets": (), "rta_seconds": None, "rpa_seconds": None})
    rows = drill_table(record.model_copy(update={"services": (untried, *rest)}))
    row = next(row for row in rows if row.service == untried.name)
    assert row.rpa == row.rta == "not reached"


def test_human_work_further_down_the_path_is_named_too(make_record):
    record = make_record()
    services = {s.name: s for s in record.services}
    waiting = services["hs-learning"].model_copy(
        update={"critical_path": ("hs-gradebook", "hs-learning"), "rta_seconds": 3000.0}
    )
    others = [s for s in record.services if s.name != "hs-learning"]
    rows = drill_table(record.model_copy(update={"services": (*others, waiting)}))
    row = next(row for row in rows if row.service == "hs-learning")
    assert row.why == "RTA holds 45 min of human work, declared and not measured"
