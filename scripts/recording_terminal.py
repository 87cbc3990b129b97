"""A real terminal (tmux) that a command runs on, and an SVG picture of what it then showed.

The picture is text in any monospaced font the reader has: nothing is fetched, it can be searched. It is
dark with a border, so that it reads on a light page and on a dark one.
"""

from __future__ import annotations

import html
import os
import re
import shlex
import subprocess
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from types import TracebackType
from typing import Self

from rich.console import Console
from rich.terminal_theme import TerminalTheme
from rich.text import Text

_ROWS = 60
_LONGEST_SECONDS = 900
_CHARACTER = 12.2  # how far rich puts two characters apart
_PIECE = re.compile(r'<text [^>]*?x="([\d.]+)" y="([\d.]+)"[^>]*>([^<]*)</text>')

THEME = TerminalTheme(
    (13, 17, 23),
    (230, 237, 243),
    [
        *((72, 79, 88), (255, 123, 114), (63, 185, 80), (210, 153, 34)),
        *((88, 166, 255), (188, 140, 255), (57, 197, 207), (177, 186, 196)),
    ],
    [
        *((110, 118, 129), (255, 161, 152), (86, 211, 100), (227, 179, 65)),
        *((121, 192, 255), (210, 168, 255), (86, 212, 221), (240, 246, 252)),
    ],
)
_FONTS = "ui-monospace, SFMono-Regular, Menlo, Consolas, 'DejaVu Sans Mono', monospace"
# What rich fills in; a brace of CSS is doubled.
FORM = f"""<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {{width}} {{height}}" role="img">
<style>
.{{unique_id}}-matrix {{{{ font-family: {_FONTS}; font-size: {{char_height}}px; }}}}
.{{unique_id}}-title {{{{ font-family: system-ui, sans-serif; font-size: 18px; font-weight: bold; }}}}
{{styles}}
</style>
<defs>
<clipPath id="{{unique_id}}-clip-terminal">
<rect x="0" y="0" width="{{terminal_width}}" height="{{terminal_height}}"/>
</clipPath>
{{lines}}
</defs>
{{chrome}}
<g transform="translate({{terminal_x}}, {{terminal_y}})" clip-path="url(#{{unique_id}}-clip-terminal)">
{{backgrounds}}
<g class="{{unique_id}}-matrix">
{{matrix}}
</g>
</g>
</svg>
"""


class Terminal:
    """One terminal of a server of its own, ``columns`` wide; what ran on it is over when it is left.

    Its socket lies beside ``folder``.
    """

    def __init__(self, folder: Path, columns: int, environment: Mapping[str, str]) -> None:
        self._folder = folder
        self._columns = columns
        self._environment = environment
        self._socket = folder.parent / "tmux"

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, _kind: type[BaseException] | None, _error: BaseException | None, _trace: TracebackType | None
    ) -> None:
        self._tmux("kill-server", check=False)

    def run(self, command: Sequence[str], shown: str) -> list[str]:
        """Run a command to its end and return every line that the terminal holds, with its colours."""
        prompt = f"\x1b[1;32m$\x1b[0m \x1b[1m{shown}\x1b[0m"
        words = (
            f"printf '%s\\n' {shlex.quote(prompt)}; {shlex.join(command)}; printf '\\nended with %s\\n' $?"
        )
        settings = [f"{name}={value}" for name, value in self._environment.items()]
        self._tmux(
            *(
                "set-option",
                "-g",
                "remain-on-exit",
                "on",
                ";",
                "set-option",
                "-g",
                "history-limit",
                "9000",
                ";",
            ),
            *("new-session", "-d", "-s", "picture", "-x", str(self._columns), "-y", str(_ROWS)),
            *("-c", str(self._folder), "env", *settings, "TERM=xterm-256color", "sh", "-c", words),
        )
        self._wait()
        seen = self._tmux("capture-pane", "-e", "-p", "-t", "picture", "-S", "-").splitlines()
        return _ended([line for line in seen if "Pane is dead" not in line])

    def _wait(self) -> None:
        for _ in range(_LONGEST_SECONDS * 2):
            if self._tmux("list-panes", "-t", "picture", "-F", "#{pane_dead}").strip() == "1":
                return
            time.sleep(0.5)
        raise SystemExit(f"recording stops: a command was not over after {_LONGEST_SECONDS} s")

    def _tmux(self, *words: str, check: bool = True) -> str:
        argv = ("tmux", "-S", str(self._socket), "-f", "/dev/null", *words)
        return subprocess.run(argv, check=check, capture_output=True, text=True).stdout


def _ended(lines: list[str]) -> list[str]:
    """Leave out the empty rows below the last line."""
    while lines and not lines[-1].strip():
        lines.pop()
    return lines


def picture(lines: Sequence[str], title: str, columns: int) -> str:
    """Return an SVG of a terminal that shows these lines; ``title`` stands in its frame."""
    with Path(os.devnull).open("w") as nowhere:
        console = Console(record=True, width=columns, file=nowhere, force_terminal=True, legacy_windows=False)
        for line in lines:
            console.print(Text.from_ansi(line), no_wrap=True, overflow="crop", crop=True)
    return console.export_svg(title=title, theme=THEME, code_format=FORM, unique_id="drplan")


def text_in(svg: str) -> list[str]:
    """Return the lines that such a picture shows, without their colours; its title is none of them."""
    rows: dict[float, list[tuple[int, str]]] = {}
    for across, down, inside in _PIECE.findall(svg.rpartition('-matrix">')[2]):
        text = html.unescape(inside).replace("\xa0", " ")
        rows.setdefault(float(down), []).append((round(float(across) / _CHARACTER), text))
    return [_row(sorted(rows[down])) for down in sorted(rows)]


def _row(pieces: Sequence[tuple[int, str]]) -> str:
    """Put the pieces of a row where they stand; rich draws no piece that is only blank."""
    row = ""
    for column, text in pieces:
        row = row.ljust(column) + text
    return row.rstrip()
