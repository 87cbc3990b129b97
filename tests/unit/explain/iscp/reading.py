"""Reading a page by its headings: what a section holds, says, and has in its tables."""

from drplan.explain.document import Block, Document, Heading, Links
from drplan.explain.plain import plain


def section(page: Document, anchor: str) -> tuple[Block, ...]:
    """Return the blocks between a heading and the next one of its level or above."""
    blocks, found = iter(page.blocks), []
    level = next(b.level for b in blocks if isinstance(b, Heading) and b.id == anchor)
    for block in blocks:
        if isinstance(block, Heading) and block.level <= level:
            break
        found.append(block)
    return tuple(found)


def words(page: Document, anchor: str = "") -> str:
    """Return what a page, or a section of it, says."""
    blocks = section(page, anchor) if anchor else page.blocks
    said = plain(Document(page.title, page.district, 0, tuple(b for b in blocks if not isinstance(b, Links))))
    return " ".join(said.split())


def rows(page: Document, anchor: str) -> list[tuple[str, ...]]:
    """Return the rows of every table and list of facts in a section."""
    found = (block for block in section(page, anchor) if not isinstance(block, Links))
    return [tuple(row) for block in found for row in getattr(block, "rows", ())]


def cells(page: Document, anchor: str) -> list[str]:
    """Return their cells."""
    return [cell for row in rows(page, anchor) for cell in row]
