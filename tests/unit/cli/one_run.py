"""Stands for a runner of drills and its history: what it does ends with it."""

from tests.journal_in_memory import InMemory


class OneRun:
    """Knows no drill before, and keeps none after."""

    def find(self, _):
        return None

    def interruptions(self, _):
        return ()

    def run(self, _, order, work, leave):
        return work(order, InMemory({}))
