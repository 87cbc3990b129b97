"""Whether a device holds its features, and the lines that bring it there and back."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from drplan.gear.feature import Feature
from drplan.gear.node import Tree, Unreadable
from drplan.gear.placeholder import settled_secrets
from drplan.gear.platform import Platform
from drplan.gear.settled import settled
from drplan.gear.tree import read
from drplan.gear.written import written
from drplan.plan.network.change import Comparison, ConfigLine, FeatureStanding
from drplan.plan.network.difference import difference
from drplan.plan.network.effect import Paper
from drplan.plan.network.intent import Claim, Intent, claim, joined, lacking, named_blocks
from drplan.plan.network.order import Orders, shape
from drplan.plan.network.render import rendered

_UNKNOWN = "\ufffd"


def compare(platform: Platform, running: str, features: Sequence[Feature]) -> Comparison:
    """Say of each feature whether the device holds it, and what would bring it there.

    Intended is ``running`` with what the features own replaced by what they say: see
    :class:`drplan.gear.feature.Feature`. What we would send is first typed into a device on paper; where that
    does not lead to what is intended, and back, the features that differ are ``not-comparable``. So they are
    when the configuration, or one of them, cannot be read. Nothing is raised. One that says why it is
    ``left_out`` stands so, whatever the device has.
    """
    held = [each for each in features if not each.left_out]
    found = _of_held(platform, running, held)
    standings = iter(found.features)
    return replace(
        found, features=tuple(_left_out(each) if each.left_out else next(standings) for each in features)
    )


def _left_out(feature: Feature) -> FeatureStanding:
    return FeatureStanding(feature.name, "left-out", reason=feature.left_out)


def _of_held(platform: Platform, running: str, features: Sequence[Feature]) -> Comparison:
    try:
        tree = _tree(running, platform)
        wants = (settled_secrets(_tree(each.text, platform), tree) for each in features)
        claims = tuple(claim(each, wanted) for each, wanted in zip(features, wants, strict=True))
    except Unreadable as error:
        return _refused(features, f"the running configuration cannot be read: {error}")
    try:
        return _compared(platform, tree, claims)
    except Unreadable as error:
        return _refused(features, str(error))


def _tree(text: str, platform: Platform) -> Tree:
    return read(settled(text, platform) if platform.text.repeats else text, platform)


def _refused(features: Sequence[Feature], reason: str) -> Comparison:
    return Comparison(
        tuple(FeatureStanding(each.name, "not-comparable", reason=reason) for each in features),
        (),
        (),
        "lines",
    )


def _compared(platform: Platform, tree: Tree, claims: Sequence[Claim]) -> Comparison:
    ordering = (path for each in claims if each.feature.orders for path in named_blocks(each.wants))
    orders = Orders(platform, frozenset(ordering))
    intent = Intent(platform, orders)
    intended = intent.woven(tree, claims)
    way = Way(platform, tree, intended, orders)
    there, back = way.lines(tree, intended), way.lines(intended, tree)
    standings = tuple(_standing(each, tree, intent) for each in claims)
    return Comparison(standings, there, back, "lines", written(intended, platform))


@dataclass(frozen=True)
class Way:
    """The lines between a running and an intended configuration, tried on paper."""

    platform: Platform
    running: Tree
    intended: Tree
    orders: Orders

    def lines(self, before: Tree, after: Tree) -> tuple[ConfigLine, ...]:
        """Return lines that lead from one to the other; raises ``Unreadable`` when none do."""
        found = difference(before, after, self.platform, self.orders)
        if not self._leads(found, before, after):
            raise Unreadable(0, "what would be sent does not lead to what is intended")
        return found

    def _leads(self, lines: Sequence[ConfigLine], before: Tree, after: Tree) -> bool:
        printed = frozenset((path, node.text) for tree in (before, after) for path, node in tree.walk())
        reached = Paper(self.platform, printed).after(before, rendered(lines, self.platform))
        return shape(reached, self.orders) == shape(after, self.orders)


def _standing(claimed: Claim, running: Tree, intent: Intent) -> FeatureStanding:
    name = claimed.feature.name
    lacks = tuple(joined(*each) for each in lacking(running, claimed.wants))
    too_much = tuple(joined(*each) for each in intent.too_much.get(name, []))
    return FeatureStanding(name, "differs" if lacks or too_much else "compliant", lacks, too_much)
