"""What a running drill shows: on a screen, in lines, and as events for programs."""

import io
import json
from datetime import UTC, datetime, timedelta

import pytest
from rich.console import Console

from drplan.adapters.desk import TerminalDesk
from drplan.cli.drill_board import Board
from drplan.cli.drill_display import Display
from drplan.cli.drill_events import EventLines, event_line
from drplan.cli.drill_people import Heard
from drplan.cli.show import Lines
from drplan.desk import Question
from drplan.events import Event, Expected

LOST = datetime(2026, 11, 22, 6, 10, tzinfo=UTC)
AHEAD = (
    Expected("net", 1, 3600, 7200, ("net-config",), ("rtr1",), 1000),
    Expected("files", 2, 7200, 9000, ("files-data",), ("file1",), 3_000_000),
)


def after(**length):
    return LOST + timedelta(**length)


@pytest.fixture
def board():
    made = Board()
    made.hear(Event("begun", expected=AHEAD), LOST)
    made.hear(Event("lost", LOST), LOST)
    made.hear(Event("wave", wave=1), LOST)
    return made


def test_a_service_at_work_shows_what_is_done_for_it_and_the_time_left(board):
    board.hear(Event("step-begun", subject="rtr1", action="deploy"), LOST)
    net, files = board.rows(after(minutes=10))
    assert net == ("1", "net", "at work", "deploy rtr1", "0:50:00 left")
    assert files == ("2", "files", "waits", "", "1:50:00 left")


def test_the_time_of_a_service_that_is_back_stands_still(board):
    board.hear(Event("service-back", after(minutes=20), "net", outcome="pass"), LOST)
    assert board.rows(after(hours=5))[0] == ("1", "net", "back", "", "0:40:00 to spare")


def test_a_promise_that_passed_says_by_how_much_also_of_what_failed(board):
    board.hear(Event("service-back", after(hours=2), "net", outcome="fail"), LOST)
    net, files = board.rows(after(hours=3))
    assert (net.state, net.left) == ("not back", "passed by 2:00:00")
    assert files.left == "passed by 1:00:00"


def test_bytes_waves_and_services_are_counted_below(board):
    board.hear(Event("data-back", subject="net-config", size=1000), LOST)
    board.hear(Event("service-back", LOST, "net", outcome="pass"), LOST)
    assert board.summary(after(minutes=1)) == (
        "wave 1 of 2, 1 of 2 services back, 1000 B of 2.9 MiB of data, 1 min since the loss"
    )


def test_before_the_loss_no_time_runs():
    made = Board()
    made.hear(Event("begun", expected=AHEAD), LOST)
    assert made.rows(after(hours=9))[0].left == "1:00:00 in all"


def test_on_a_small_screen_what_is_at_work_or_failed_is_shown_first(board):
    many = tuple(Expected(f"s{n:02}", 1, 60, 60, (), (), 0) for n in range(50))
    board.hear(Event("begun", expected=many), LOST)
    board.hear(Event("step-begun", subject="s40", action="probe"), LOST)
    board.hear(Event("service-back", LOST, "s30", outcome="fail"), LOST)
    board.hear(Event("service-back", LOST, "s00", outcome="pass"), LOST)
    assert [row.service for row in board.open_rows(LOST, 4)] == ["s01", "s02", "s30", "s40"]


def test_an_event_is_one_line_with_its_moment_and_nothing_that_does_not_apply():
    line = event_line(Event("step-ended", None, "db1", "deploy", seconds=3.5, outcome="pass"), LOST)
    assert json.loads(line) == {
        "schema": "drplan/events/1",
        "event": "step-ended",
        "at": "2026-11-22T06:10:00.000+00:00",
        "subject": "db1",
        "action": "deploy",
        "seconds": 3.5,
        "outcome": "pass",
    }
    assert json.loads(event_line(Event("lost", LOST), after(hours=1)))["at"].startswith("2026-11-22T06:10")
    ahead = json.loads(event_line(Event("begun", LOST, expected=AHEAD), LOST))
    assert ahead["expected"][1] == {
        "name": "files",
        "wave": 2,
        "rto_seconds": 7200,
        "mtd_seconds": 9000,
        "data_sets": ["files-data"],
        "assets": ["file1"],
        "size": 3_000_000,
    }


def test_a_newline_in_a_reason_does_not_break_a_line():
    stream = io.StringIO()
    EventLines(stream, lambda: LOST).note(Event("service-back", LOST, "x", outcome="fail", because=("a\nb",)))
    (line,) = stream.getvalue().splitlines()
    assert json.loads(line)["because"] == ["a\nb"]


def screen(width=100):
    able = {"TERM": "xterm"}  # whatever the tests are run on
    return Console(
        file=io.StringIO(), force_terminal=True, width=width, height=30, highlight=False, _environ=able
    )


def test_the_display_shows_the_table_keeps_the_lines_and_is_gone_at_the_end():
    console = screen()
    with Display(lambda: after(minutes=5), console) as display:
        for event in (Event("begun", expected=AHEAD), Event("lost", LOST), Event("wave", wave=1)):
            display.note(event)
        display.say("[bold]rtr1[/]", "deploy pass in 1.0 s")
        display._live.refresh()
    seen = console.file.getvalue()
    assert "0:55:00 left" in seen
    assert "[bold]rtr1[/]" in seen
    assert seen.rstrip().endswith("5 min since the loss")


def test_a_question_makes_the_display_step_aside_and_come_back():
    console = screen()
    with Display(lambda: LOST, console) as display:
        desk = TerminalDesk(io.StringIO("yes\n"), io.StringIO(), display.turn)
        with desk.turn:
            assert not display._live.is_started
            assert desk.ask(Question("x", "Done?", choices=("yes", "no"))) == "yes"
        assert display._live.is_started
        with desk.turn:
            assert not display._live.is_started


def test_lines_are_plain_where_no_terminal_is_and_every_watcher_hears(capsys):
    heard = io.StringIO()
    progress = Heard(Lines(), [EventLines(heard, lambda: LOST)])
    progress.say("db1", "restore pass")
    progress.note(Event("wave", wave=1))
    assert "\x1b" not in capsys.readouterr().err
    assert json.loads(heard.getvalue())["wave"] == 1


def test_what_was_said_while_the_display_was_away_is_not_erased_when_it_comes_back():
    console = screen()
    with Display(lambda: LOST, console) as display:
        display.note(Event("begun", expected=AHEAD))
        display._live.refresh()
        with display.turn:
            before = len(console.file.getvalue())
        display._live.refresh()
        since = console.file.getvalue()[before:]
    table = since.index("wave")
    assert "\x1b[1A" not in since[:table]


def test_a_line_that_comes_while_somebody_is_asked_begins_below_the_question():
    console = screen()
    with Display(lambda: LOST, console) as display, display.turn:
        before = len(console.file.getvalue())
        display.say("db1", "one")
        display.say("db1", "two")
        lines = console.file.getvalue()[before:].split("\n")
    assert [line.split()[1:] for line in lines[:3]] == [[], ["one"], ["two"]]
