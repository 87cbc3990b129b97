"""Where the lines between boxes run: below rows and between columns, never through a box."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

GUTTER, GAP = 68.0, 18.0
_ABOVE, _APART, _BESIDE, _TRACKS = 9.0, 5.0, 3.0, 4
_EXIT, _SHIFT = 0.33, 0.04
"""A line leaves a box left of its middle and enters the next ones elsewhere, so that none lies on another."""

Spot = tuple[int, int]
"""A box's row and column."""


@dataclass(frozen=True)
class Grid:
    """Boxes in rows and columns, and the lines from each to those that wait for it.

    ``spots`` holds each box by name in the order of recovery, ``needs`` what each is drawn to wait for: boxes
    of earlier rows. ``cell`` is how wide a column is, its gap included; ``high`` how high a box is.
    """

    spots: Mapping[str, Spot]
    needs: Mapping[str, Sequence[str]]
    cell: float
    high: float
    top: float

    def tops(self) -> list[float]:
        """Return the top of each row, and below them the bottom of the last."""
        tracks = self._tracks()
        found, place = [], self.top
        for row in range(self._rows()):
            found.append(place)
            used = max((t for (_, channel), t in tracks.items() if channel == row), default=-1) + 1
            place += self.high + (2 * _ABOVE + _APART * used)
        return [*found, place - 2 * _ABOVE if found else place]

    def left(self, column: int) -> float:
        """Return where the boxes of a column begin."""
        return GUTTER + column * self.cell

    def lines(self) -> Iterator[str]:
        """Yield the path of every line; those from one box share their way as far as they can."""
        tops, tracks, trunks = self.tops(), self._tracks(), self._trunks()
        for name, channels in self._channels().items():
            row, column = self.spots[name]
            start = self.left(column) + _EXIT * (self.cell - GAP)
            level = {
                channel: tops[channel] + self.high + _ABOVE + _APART * tracks[name, channel]
                for channel in channels
            }
            path = [f"M{start:.1f} {tops[row] + self.high:.1f}V{level[row]:.1f}"]
            if name in trunks:
                path.append(f"M{trunks[name]:.1f} {level[row]:.1f}V{level[max(channels)]:.1f}")
            for channel, entries in channels.items():
                across = self._across(name, channel, entries, trunks)
                path.append(f"M{min(across):.1f} {level[channel]:.1f}H{max(across):.1f}")
                path += [f"M{each:.1f} {level[channel]:.1f}V{tops[channel + 1]:.1f}" for each in entries]
            yield "".join(path)

    def heads(self) -> Iterator[tuple[float, float]]:
        """Yield the points where lines end, at the top of what waits."""
        tops = self.tops()
        for channels in self._channels().values():
            for channel, entries in channels.items():
                yield from ((each, tops[channel + 1]) for each in entries)

    def _rows(self) -> int:
        return max((row for row, _ in self.spots.values()), default=-1) + 1

    def _channels(self) -> dict[str, dict[int, list[float]]]:
        """Return, by box and by the row it runs below, where its lines enter those of the next row."""
        found: dict[str, dict[int, list[float]]] = {}
        for name, needed in self.needs.items():
            row, column = self.spots[name]
            for number, each in enumerate(sorted(needed, key=lambda n: self.spots[n][1]), start=1):
                share = number / (len(needed) + 1) + _SHIFT
                entry = self.left(column) + share * (self.cell - GAP)
                ways = found.setdefault(each, {self.spots[each][0]: []})
                ways.setdefault(row - 1, []).append(entry)
        return found

    def _trunks(self) -> dict[str, float]:
        """Return where across a line runs down past rows, for each box that needs one: in a gap beside it."""
        taken: dict[tuple[int, int], list[tuple[int, int]]] = {}
        found: dict[str, float] = {}
        for name, channels in self._channels().items():
            row, column = self.spots[name]
            last = max(channels)
            if last == row:
                continue
            choices = [(gap, track) for track in range(_TRACKS) for gap in (column, column - 1)]
            clear = (each for each in choices if not _overlaps(row, last, taken.get(each, ())))
            gap, track = next(clear, choices[len(found) % len(choices)])
            taken.setdefault((gap, track), []).append((row, last))
            found[name] = self.left(gap + 1) - GAP + _BESIDE * (track + 2)
        return found

    def _tracks(self) -> dict[tuple[str, int], int]:
        """Give each stretch across its own height where it would lie on another's."""
        trunks = self._trunks()
        taken: dict[tuple[int, int], list[tuple[float, float]]] = {}
        found = {}
        for name, channels in self._channels().items():
            for channel, entries in channels.items():
                across = self._across(name, channel, entries, trunks)
                low, high = min(across) - _BESIDE, max(across) + _BESIDE
                track = 0
                while _overlaps(low, high, taken.get((channel, track), ())):
                    track += 1
                taken.setdefault((channel, track), []).append((low, high))
                found[name, channel] = track
        return found

    def _across(
        self, name: str, channel: int, entries: Sequence[float], trunks: Mapping[str, float]
    ) -> list[float]:
        row, column = self.spots[name]
        start = [self.left(column) + _EXIT * (self.cell - GAP)] if channel == row else []
        return [*entries, *start, *([trunks[name]] if name in trunks else [])]


def _overlaps(low: float, high: float, taken: Sequence[tuple[float, float]]) -> bool:
    return any(low <= other and each <= high for each, other in taken)
