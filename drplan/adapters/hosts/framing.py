"""Many commands through one shell: how they are written down, and how their answers are taken apart again.

After each command the shell writes a line to standard output and to standard error, made of a mark nobody
can guess, the command's place and its exit code. What lies between two marks is that command's, byte for
byte, whatever a file on the host holds. A command that leaves a process behind which goes on writing would
write into its successor's answer: a fact has no business doing that.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

_NEW_SHELL = "sh -c "
"""How pyinfra begins a command for the usual shell; one quoted word follows."""


class Garbled(Exception):
    """The marks did not come back as they were sent: nothing of the answer can be trusted."""


@dataclass(frozen=True)
class Answer:
    """What one command left: its exit code, standard output and standard error."""

    code: int
    out: bytes
    err: bytes


def write_script(commands: Sequence[str], mark: str) -> bytes:
    """Return lines for a POSIX shell that is fed by its standard input.

    Each command must be a word list of its own (``sh -c '…'``): it is run in a process of its own, without
    the script as its input, so that it can neither end nor change what comes after it. ``mark`` is of
    letters and digits, and never used twice.
    """
    lines = [
        f'drplan_said() {{ printf \'{mark} %d %d\\n\' "$1" "$2"; printf \'{mark} %d %d\\n\' "$1" "$2" >&2; }}'
    ]
    lines.append("drplan_said 0 0")
    lines.extend(f"{command} </dev/null; drplan_said {place} $?" for place, command in enumerate(commands, 1))
    return ("\n".join(lines) + "\n").encode(errors="surrogateescape")


def write_gathered_script(commands: Sequence[str], mark: str) -> bytes:
    """Return the same script with both outputs sent in pieces of a megabyte, or at the end.

    As they come they are some hundred packets, each held back until the one before it is acknowledged
    (RFC 896), and each taken apart here. At the end stands one more answer, empty and well, which says
    that all is sent.
    """
    lent = [_in_this_shell(command) for command in commands]
    said, *lines, _ = write_script(lent, mark).decode(errors="surrogateescape").split("\n")
    gather = "dd ibs=65536 obs=1048576"
    script = [
        said,
        "{ {",
        *lines,
        f"}} 2>&1 >&3 3>&- | {gather} >&2 2>/dev/null 3>&-; }} 3>&1 | {gather} 2>/dev/null",
        f"drplan_said {len(commands) + 1} 0",
    ]
    return ("\n".join(script) + "\n").encode(errors="surrogateescape")


_ITS_OWN = ("$$", "PPID", "$0", "$-", "exec", "kill", "set ", "trap")
"""What means something else in a copy of a shell than in a new one."""


def _in_this_shell(command: str) -> str:
    """Give a command a copy of the shell that is there, instead of a new one: a third of its time, mostly."""
    new, word = command[: len(_NEW_SHELL)], command[len(_NEW_SHELL) :]
    if new != _NEW_SHELL or any(each in word for each in _ITS_OWN):
        return command
    return f"(eval {word})"


def read_answers(out: bytes, err: bytes, mark: str) -> tuple[Answer, ...]:
    """Return the answers that both streams hold in full, in order; fewer than asked when cut off.

    What came before the first mark (a login's greeting) belongs to no command. Raises :class:`Garbled`.
    """
    outs, errs = _parts(out, mark), _parts(err, mark)
    pairs = list(zip(outs, errs, strict=False))
    for place, ((at, code, _), (at_err, code_err, _)) in enumerate(pairs):
        if not at == at_err == place or code != code_err:
            raise Garbled("the shell's answers came out of order")
    return tuple(Answer(code, said, wrong) for (_, code, said), (_, _, wrong) in pairs[1:])


def is_whole(stream: bytes, mark: str, count: int) -> bool:
    """Say whether a stream holds the last of ``count`` answers."""
    return re.search(rb"%b %d \d+\n" % (mark.encode(), count), stream) is not None


def lines_of(data: bytes) -> list[str]:
    """Return text lines the way pyinfra cuts them; bytes that are no UTF-8 are replaced, never dropped."""
    lines = data.decode(errors="replace").split("\n")
    return lines if lines[-1] else lines[:-1]


def _parts(stream: bytes, mark: str) -> list[tuple[int, int, bytes]]:
    pieces = re.split(rb"%b (\d+) (\d+)\n" % mark.encode(), stream)
    return [(int(pieces[i + 1]), int(pieces[i + 2]), pieces[i]) for i in range(0, len(pieces) - 2, 3)]
