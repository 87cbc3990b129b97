"""hier_config: what it makes of a configuration, and what it refuses. Nothing else imports it.

Its known troubles are dealt with by who calls: it sends deletes first, a ``no`` before what merely gets
another value, and it rewrites what it reads (access list numbers, lists of VLANs); so its lines are only used
when they lead, on paper, to what is intended.
"""

from __future__ import annotations

from collections.abc import Iterator

from hier_config import HConfig, HConfigChild, get_hconfig, get_hconfig_driver
from hier_config import Platform as Known
from hier_config.platforms.driver_base import HConfigDriverBase

from drplan.gear.lines import any_of, last_of
from drplan.gear.node import Node, Tree, Unreadable
from drplan.gear.platform import Platform
from drplan.gear.written import written
from drplan.plan.network.change import ConfigLine
from drplan.plan.network.commands import replacements
from drplan.plan.network.tongue import Path, Tongue

Hierarchy = HConfig
"""A configuration as hier_config reads it."""


def loaded(text: str, tree: Tree, platform: Platform) -> Hierarchy | None:
    """Return hier_config's own tree of a configuration; nothing where it has no such platform.

    It gets the text without comments, as the device printed it. Junos and FortiOS it gets as we read them:
    it takes a closing word for a line of its own, and so finds two in every table. Raises ``Unreadable`` when
    it refuses. Its own message is not repeated: it holds the lines themselves.
    """
    if not platform.text.hier_config:
        return None
    lines = _printed(text, platform) if platform.text.shape == "indented" else _plain(tree, 0)
    try:
        return get_hconfig(_driver(platform), "\n".join(lines))
    # Whatever it stumbles over is a configuration it cannot read: it raises what its parts raise.
    except Exception as error:  # noqa: BLE001
        raise Unreadable(0, f"hier_config refuses it ({type(error).__name__})") from None


def _driver(platform: Platform) -> HConfigDriverBase:
    """Return hier_config's rules without those that renumber access lists: in quadratic time, and untold."""
    driver = get_hconfig_driver(Known[platform.text.hier_config])
    callbacks = driver.rules.post_load_callbacks
    callbacks[:] = [each for each in callbacks if "_acl_" not in each.__name__]
    return driver


def _printed(text: str, platform: Platform) -> Iterator[str]:
    """Yield lines as they were printed, comments left out but not from what spans lines.

    A banner between quotes on one line is left out: hier_config would take what follows for its text.
    """
    skipped = any_of((*platform.text.noise, *platform.text.comment, *platform.text.volatile))
    lines = iter(text.replace("\r\n", "\n").split("\n"))
    for line in lines:
        if skipped and skipped.search(line):
            continue
        last = last_of(line, platform)
        if last is not None or not (line.startswith("banner ") and line.endswith('"')):
            yield line
        for each in lines if last else ():
            yield each
            if last and last.search(each):
                break


def _plain(node: Node, depth: int) -> Iterator[str]:
    """Yield lines with nothing but their indentation to say what stands in what."""
    for child in node.children:
        opens = " {" if child.block and not child.text.startswith(("config ", "edit ")) else ""
        yield "    " * depth + child.text.replace("\n", "\\n") + opens
        yield from _plain(child, depth + 1)


def remediation(
    had: Hierarchy, before: Tree, after: Tree, platform: Platform, tongue: Tongue
) -> tuple[ConfigLine, ...] | None:
    """Return hier_config's lines from one configuration to another, what adds first; nothing when it fails.

    What it takes away is said in our words, and left out where a new value replaces it.
    """
    try:
        wanted = loaded(written(after, platform), after, platform)
        if wanted is None:
            return None
        delta = had.config_to_get_to(wanted).set_order_weight()
        lines = list(_lines(sorted(delta.children), before, after, (), (platform, tongue)))
    # It is asked for a second opinion only; without one, our own lines are used.
    except Exception:  # noqa: BLE001
        return None
    return (*(line for line in lines if not line.removes), *(line for line in lines if line.removes))


def _lines(
    delta: list[HConfigChild], before: Node, after: Node, path: Path, how: tuple[Platform, Tongue]
) -> Iterator[ConfigLine]:
    platform, tongue = how
    had = {node.text: node for node in before.children}
    wanted = {node.text: node for node in after.children}
    gone = replacements(before.children, after.children, platform)
    taken = {
        line.line: text for text, node in had.items() for line in tongue.drops(node, path, before.children)
    }
    for child in delta:
        bare = child.text.removeprefix(f"{platform.text.negate} ")
        old = bare if bare in had and bare not in wanted else taken.get(child.text)
        if child.text in wanted and child.text not in had:
            yield from tongue.adds(wanted[child.text], path)
        elif child.children:
            inner = (had.get(child.text, _NOTHING), wanted.get(child.text, _NOTHING))
            yield from _lines(sorted(child.children), *inner, (*path, child.text), how)
        elif old is None:
            yield ConfigLine(path, child.text, removes=child.text not in wanted)
        elif old not in gone:
            yield from tongue.drops(had[old], path, before.children)


_NOTHING = Node("")
