"""A rehearsal that leaves a data set out is no proof that all of a copy comes back."""

from dataclasses import dataclass
from types import SimpleNamespace
from typing import Any

from drplan.act import unhide_rehearsal
from drplan.act.unhide_rehearsal import _held


@dataclass
class Ear:
    said: list[str]

    def say(self, _subject, message):
        self.said.append(message)


def test_a_data_set_without_a_good_point_is_no_evidence(monkeypatch):
    good, bad = SimpleNamespace(name="grades"), SimpleNamespace(name="meals")
    points = [SimpleNamespace(data_set="grades"), SimpleNamespace(data_set="meals")]

    def choose(held, **_):
        is_good = held[0].data_set == "grades"
        return SimpleNamespace(point=held[0] if is_good else None, because="none is good")

    monkeypatch.setattr(unhide_rehearsal, "data_sets", lambda _: [good, bad])
    monkeypatch.setattr(unhide_rehearsal, "choose_point", choose)
    vault = SimpleNamespace(all_points=lambda _: points)
    clock = SimpleNamespace(now=lambda: None)
    rehearsal: Any = SimpleNamespace(district=None, vault=vault, clock=clock, progress=Ear([]))
    repository: Any = SimpleNamespace(name="offsite")
    held, missed = _held(rehearsal, repository)
    assert [data.name for data, _ in held] == ["grades"]
    assert [(each.outcome, *each.because) for each in missed] == [
        ("no-evidence", "meals: is not restored: none is good")
    ]
