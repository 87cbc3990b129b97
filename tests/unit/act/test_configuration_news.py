"""Telling people of changed configurations: once, and again when it was not taken."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from drplan.act.configuration_news import ConfigurationMessenger, tell_changes
from drplan.adapters.last_told import LastToldFile
from drplan.declare import Notify, Secret
from drplan.errors import Unreachable
from drplan.explain.configuration_changes import as_document, message, summary, told
from drplan.ports.configurations import ConfigurationChange, Reason

MONDAY = datetime(2026, 11, 23, 2, tzinfo=UTC)
TEAM = Notify(name="it-team", url=Secret.env("X"))
DIRECTOR = Notify(name="director", url=Secret.env("X"), about=("age",))


def change(commit, **more):
    told = {"since": MONDAY, "blocks": ("ntp",), "added": 1, "removed": 1, "diff": "-ntp a\n+ntp b", **more}
    reason = Reason("network-administrator", "ada@desk", "found changed, and nobody said why")
    at = MONDAY + timedelta(days=1)
    return ConfigurationChange("hs", "hs-sw1", "cisco-ios", at, reason, commit=commit, **told)


class World:
    """A history of changes, newest first, and somebody who may not take messages."""

    def __init__(self, folder):
        self.kept, self.sent, self.down = [], [], False
        self.messenger = ConfigurationMessenger(LastToldFile(folder / "told.json"), message, self)

    def changes(self, **_):
        return iter(self.kept)

    def prepare(self, text):
        raise NotImplementedError

    def keep(self, texts, explain, at):
        raise NotImplementedError

    def send(self, to, sent):
        if self.down:
            raise Unreachable("it was not taken", next_step="try again")
        self.sent.append((to.name, sent.body.count("hs-sw1 (")))

    def tell(self):
        return tell_changes((TEAM, DIRECTOR), self, self.messenger)


def test_who_wants_it_is_told_once_of_all_since_the_last_time(tmp_path):
    world = World(tmp_path)
    world.kept = [change("b"), change("a", since=None)]
    (done,) = world.tell()
    assert (done.error, world.sent) == (None, [("it-team", 1)])
    world.tell()
    world.kept = [change("d"), change("c"), *world.kept]
    world.tell()
    assert world.sent == [("it-team", 1), ("it-team", 2)]


def test_what_was_not_taken_is_told_the_next_time(tmp_path):
    world = World(tmp_path)
    world.kept, world.down = [change("a")], True
    (done,) = world.tell()
    assert done.error
    world.down = False
    world.kept = [change("b"), *world.kept]
    world.tell()
    assert world.sent == [("it-team", 2)]


def test_first_ones_alone_are_no_news(tmp_path):
    world = World(tmp_path)
    world.kept = [change("a", since=None)]
    world.tell()
    assert world.sent == []


def test_the_words_say_what_where_since_when_and_why():
    assert summary(change("a")) == (
        "hs/hs-sw1 (cisco-ios): 1 line more, 1 line less, in ntp, since 2026-11-23 02:00 UTC: "
        "found changed, and nobody said why (network-administrator)"
    )
    assert "first kept" in summary(
        replace(change("a", since=None), reason=Reason("admin", "ada@desk", "new switch"))
    )
    assert any("key of earlier masks is gone" in line for line in told(change("a", masks_anew=True)))
    assert as_document(change("a"))["since"] == "2026-11-23T02:00:00+00:00"


def test_a_long_difference_is_cut_short_and_says_where_the_rest_is():
    lines = list(told(change("a", diff="\n".join(f"+line {n}" for n in range(100))), most=10))
    assert len(lines) == 12
    assert lines[-1] == "  and 90 lines more: drplan backup changes --asset hs-sw1"
