"""Kinds of things, states of proof and kinds of exercises, in the reader's words."""

from __future__ import annotations

from collections.abc import Mapping

from drplan.audit.standing import State
from drplan.explain.language import Language


def kind_words(kind: str, say: Language) -> str:
    """Write what sort of thing something is; a kind without a word of its own is a declared thing."""
    words = {
        "asset": say("asset"),
        "data set": say("data set"),
        "escrow": say("sealed key"),
        "exercise": say("exercise"),
        "improvement": say("improvement"),
        "partner": say("partner"),
        "policy": say("backup policy"),
        "repository": say("place of copies"),
        "role": say("role"),
        "scenario": say("scenario"),
        "service": say("service"),
        "site": say("site"),
        "vendor": say("vendor"),
        "waiver": say("waiver"),
    }
    return words.get(kind, say("declared thing"))


def state_words(state: State, say: Language) -> str:
    """Write how far something is proven."""
    words: Mapping[State, str] = {
        "proven": say("proven"),
        "stale": say("stale"),
        "failing": say("failing"),
        "unproven": say("unproven"),
    }
    return words[state]


def exercise_words(kind: str, say: Language) -> str:
    """Write what sort of exercise it is (NIST SP 800-84)."""
    words = {
        "test": say("test of systems"),
        "tabletop": say("tabletop"),
        "functional": say("functional exercise"),
        "full-scale": say("full-scale exercise"),
    }
    return words[kind]


def gap_words(why: str, say: Language) -> str:
    """Say in which way it falls short."""
    words = {
        "beyond": say("slower than promised in its last drill"),
        "action": say("a corrective action is open"),
        "finding": say("a rule finds fault with how it is declared"),
    }
    return words[why]
