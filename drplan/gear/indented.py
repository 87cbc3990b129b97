"""Reading configurations whose blocks are indented: Cisco's and its likes."""

from __future__ import annotations

from drplan.gear.lines import any_of, held
from drplan.gear.node import Draft, Node, Unreadable
from drplan.gear.platform import Platform


def read_indented(text: str, platform: Platform) -> Node:
    """Return the tree; raises ``Unreadable`` where the indentation leaves open what stands in what."""
    root = Draft("", 0, block=True)
    # Each open block with the indentation of its header; -1 for the whole.
    stack: list[tuple[int, Draft]] = [(-1, root)]
    leaves = any_of(platform.text.leaves)
    for number, line in held(text, platform):
        bare = line.lstrip(" ")
        depth = len(line) - len(bare)
        if bare.startswith("\t"):
            raise Unreadable(number, "is indented by a tab, and how far that reaches is not known")
        if leaves and "\n" not in bare and leaves.search(bare):
            _leave(stack, depth, bare)
        else:
            _place(stack, depth, Draft(bare, number))
    return root.done()


def _place(stack: list[tuple[int, Draft]], depth: int, draft: Draft) -> None:
    closed = None
    while stack[-1][0] >= depth:
        closed = stack.pop()[0]
    if closed is None and len(stack) == 1 and depth:
        raise Unreadable(draft.line, "is indented, and nothing stands above it")
    if closed is not None and closed != depth:
        raise Unreadable(draft.line, f"is indented by {depth}, where its neighbours are by {closed}")
    stack[-1][1].children.append(draft)
    stack.append((depth, draft))


def _leave(stack: list[tuple[int, Draft]], depth: int, word: str) -> None:
    """Close the block that this line leaves: it stands below its header, or with what the block holds."""
    while stack[-1][0] > depth:
        stack.pop()
    header, draft = stack[-1]
    if header < 0:
        return
    if header < depth or depth == 0 or word != "exit":
        draft.block = True
    if depth == 0:
        stack.pop()
