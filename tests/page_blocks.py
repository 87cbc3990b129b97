"""A page's shell blocks and what it shows below them: read, run in one shell, compared."""

import re
import subprocess
from dataclasses import dataclass

_FENCED = re.compile(r"^```(\w+)\n(.*?)^```$", re.MULTILINE | re.DOTALL)


@dataclass(frozen=True)
class Block:
    """Some commands, and the lines that the page shows of what they print."""

    commands: str
    shown: tuple[str, ...] = ()


def blocks_of(page):
    """Return the page's shell blocks in order; a text block belongs to the one before it."""
    found = []
    for kind, content in _FENCED.findall(page):
        if kind == "sh":
            found.append(Block(content))
        elif kind == "text":
            found[-1] = Block(found[-1].commands, tuple(content.splitlines()))
    return found


def missing(shown, printed):
    """Return the first shown line that is not printed, in its turn; ``…`` stands for anything."""
    lines = iter(printed.splitlines())
    for line in shown:
        pattern = re.compile(".*".join(re.escape(part.strip()) for part in line.split("…")))
        if not any(pattern.fullmatch(each.strip()) for each in lines):
            return line
    return None


def ran(blocks, *, folder, environment, seconds=900):
    """Run the blocks in one shell, as a reader does; yield each with its exit code and what it printed.

    A block is over at its first command that fails.
    """
    for block in blocks:
        yield block, *_ran_one(block, folder, environment, seconds)


def _ran_one(block, folder, environment, seconds):
    """Go on where the block before it ended: its folder and its exported names lie in files."""
    state = environment["PAGE_STATE"]
    script = (
        f'[ ! -e "{state}" ] || . "{state}"\nset -e\n{block.commands}\n'
        f'{{ export -p; printf "cd %q\\n" "$PWD"; }} > "{state}"\n'
    )
    done = subprocess.run(
        ("bash", "-c", script),
        cwd=folder,
        env=environment,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        timeout=seconds,
        check=False,
    )
    return done.returncode, done.stdout
