"""Whether a device holds its features, and the lines that bring it there and back."""

from __future__ import annotations

import re
from collections.abc import Sequence

from drplan.collector import no_collector
from drplan.errors import NotWhole
from drplan.gear.feature import Feature
from drplan.gear.node import Tree, Unreadable
from drplan.gear.once import once, pruned
from drplan.gear.placeholder import settled_secrets
from drplan.gear.platform import Platform
from drplan.gear.settled import settled
from drplan.gear.spread import spread
from drplan.gear.tree import read
from drplan.gear.whole import whole
from drplan.gear.written import written
from drplan.plan.network.change import Comparison, FeatureStanding
from drplan.plan.network.groups import refuse_groups
from drplan.plan.network.hierarchy import loaded
from drplan.plan.network.intent import Intent, joined
from drplan.plan.network.order import Orders
from drplan.plan.network.there_and_back import ThereAndBack
from drplan.plan.network.wanting import Claim, claim, lacking, ordered_blocks


@no_collector()
def compare(platform: Platform, running: str, features: Sequence[Feature]) -> Comparison:
    """Say of each feature whether the device holds it, and what would bring it there.

    Intended is ``running`` with what the features own replaced by what they say: see
    :class:`drplan.gear.feature.Feature`. What we would send is first typed into a device on paper; where that
    does not lead to what is intended, and back, nothing is sent and every feature is ``not-comparable``.

    So they are, with the reason, when the running configuration cannot be read, or hier_config, which we rely
    on for the platforms that it knows, refuses it, even where our own reading finds no fault. A feature whose
    own text cannot be read is ``not-comparable`` alone, and left out of what is sent; one that says why it is
    ``left_out`` stands so, whatever the device has. Nothing is raised.
    """
    claims: list[Claim] = []
    apart: dict[str, FeatureStanding] = {}
    tree, reason = _running(running, platform)
    for each in features:
        if each.left_out:
            apart[each.name] = FeatureStanding(each.name, "left-out", reason=each.left_out)
            continue
        try:
            claims.append(claim(each, settled_secrets(_tree(each.text, platform), tree)))
        except Unreadable as error:
            apart[each.name] = _not_comparable(each.name, f"what the feature wants cannot be read: {error}")
    found = _refused(claims, reason) if reason else _tried(platform, running, tree, claims)
    standings = apart | {each.feature: each for each in found.features}
    in_order = tuple(standings[each.name] for each in features)
    return Comparison(in_order, found.remediation, found.rollback, found.by, found.intended)


def _running(text: str, platform: Platform) -> tuple[Tree, str]:
    """Return the tree of what runs, or why there is none.

    A text that begins as a device prints it must also end so; one that was stored without that is believed.
    """
    try:
        if any(re.search(platform.text.begins, line) for line in text.split("\n") if platform.text.begins):
            whole(text, platform, "the device")
        tree = _tree(text, platform)
    except NotWhole as error:
        return Tree(""), error.message
    except Unreadable as error:
        return Tree(""), f"the running configuration cannot be read: {error}"
    return tree, "" if tree.children else "the device shows no configuration at all"


def _tree(text: str, platform: Platform) -> Tree:
    tree = read(text, platform)
    if platform.text.repeats:
        tree = once(read(settled(text, platform), platform))
    if platform.text.shape in {"edit-blocks", "paths"}:
        return pruned(tree)
    return spread(tree, platform)


def _not_comparable(name: str, reason: str) -> FeatureStanding:
    return FeatureStanding(name, "not-comparable", reason=reason)


def _refused(claims: Sequence[Claim], reason: str) -> Comparison:
    return Comparison(tuple(_not_comparable(each.feature.name, reason) for each in claims), (), (), "lines")


def _tried(platform: Platform, running: str, tree: Tree, claims: Sequence[Claim]) -> Comparison:
    try:
        return _compared(platform, running, tree, claims)
    except Unreadable as error:
        return _refused(claims, str(error))


def _compared(platform: Platform, running: str, tree: Tree, claims: Sequence[Claim]) -> Comparison:
    hierarchy = loaded(running, tree, platform)
    refuse_groups(tree, [each.wants for each in claims], platform)
    orders = Orders(platform, ordered_blocks(claims, platform))
    intent = Intent(platform, orders)
    intended = intent.woven(tree, claims)
    standings = tuple(_standing(each, tree, intent) for each in claims)
    if platform.text.shape == "tables":
        return Comparison(standings, (), (), "lines")
    way = ThereAndBack(platform, tree, intended, orders)
    there, by = way.there(hierarchy)
    return Comparison(standings, there, way.back(), by, written(intended, platform))


def _standing(claimed: Claim, running: Tree, intent: Intent) -> FeatureStanding:
    name = claimed.feature.name
    lacks = [joined(*each) for each in lacking(running, claimed.wants)]
    lacks += [joined(*each) for each in intent.out_of_order.get(name, [])]
    too_much = tuple(joined(*each) for each in intent.too_much.get(name, []))
    return FeatureStanding(name, "differs" if lacks or too_much else "compliant", tuple(lacks), too_much)
