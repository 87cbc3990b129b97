"""What RouterOS does with a command that changes a menu."""

from __future__ import annotations

from drplan.adapters.lab.standin.menu_names import SETTINGS, TABLES, is_menu, menu_of
from drplan.adapters.lab.standin.menu_words import Refused, bare, joined, pairs, words
from drplan.adapters.lab.standin.menus import Menus

VERBS = ("add", "set", "remove", "enable", "disable", "move", "unset", "comment", "reset")


class Commanding:
    """Where the next command counts, and what it changes."""

    def __init__(self, menus: Menus) -> None:
        self.menus, self.at = menus, ""

    def resolve(self, line: str) -> tuple[str, str, list[str]]:
        """Split a command into its menu, its verb (empty when it only names a menu) and the rest.

        Raises ``Refused``.
        """
        said = words(line)
        path = "" if line.lstrip().startswith("/") else self.at
        while said and said[0] == "..":
            path, said = path.rpartition("/")[0], said[1:]
        while said:
            step = menu_of(f"{path}/{said[0]}")
            parts = menu_of(said[0]).split("/")
            if is_menu(step) or said[0] == "/":
                path, said = step, said[1:]
            elif len(parts) > 1 and is_menu(menu_of(f"{path}/{'/'.join(parts[:-1])}")):
                return menu_of(f"{path}/{'/'.join(parts[:-1])}"), parts[-1], said[1:]
            else:
                return path, said[0].lstrip("/"), said[1:]
        return path, "", []

    def feed(self, line: str) -> None:
        """Take a line; raises ``Refused``."""
        if not line.strip() or line.lstrip().startswith("#"):
            return
        menu, verb, rest = self.resolve(line)
        if not verb:
            self.at = menu
        elif verb not in VERBS or menu not in TABLES | SETTINGS:
            column = line.find(verb) + 1
            raise Refused(f"bad command name {verb} (line 1 column {column})")
        else:
            getattr(self, f"_{verb}")(menu, rest)

    def _add(self, menu: str, rest: list[str]) -> None:
        if menu not in TABLES:
            raise Refused("bad command name add (line 1 column 1)")
        entry = pairs(rest)
        place = entry.pop("place-before", "")
        entry.pop("numbers", None)
        if entry.get("disabled") == "no":
            del entry["disabled"]
        self.menus.add(menu, entry, place)

    def _choice(self, menu: str, rest: list[str]) -> tuple[str, list[str]]:
        if not rest:
            raise Refused("missing value(s) of argument(s) numbers")
        first = rest[0].removeprefix("numbers=")
        if "=" in first and not first.startswith("["):
            raise Refused("missing value(s) of argument(s) numbers")
        return first, rest[1:]

    def _set(self, menu: str, rest: list[str]) -> None:
        if menu in SETTINGS:
            self.menus.settings.setdefault(menu, {}).update(pairs(rest))
            return
        choice, said = self._choice(menu, rest)
        found = self.menus.chosen(menu, choice)
        if not found and not choice.startswith("["):
            raise Refused("no such item")
        for entry in found:
            entry.update(pairs(said))
            self._drop_usual(entry)

    def _drop_usual(self, entry: dict[str, str]) -> None:
        for name, usual in (("disabled", "no"), ("comment", "")):
            if entry.get(name) == usual:
                del entry[name]

    def _unset(self, menu: str, rest: list[str]) -> None:
        choice, said = self._choice(menu, rest)
        for entry in self.menus.chosen(menu, choice):
            for name in said:
                entry.pop(bare(name.removeprefix("value-name=")), None)

    def _remove(self, menu: str, rest: list[str]) -> None:
        choice, _ = self._choice(menu, rest)
        found = self.menus.chosen(menu, choice)
        if not found and not choice.startswith("["):
            raise Refused("no such item")
        if menu == "interface/ethernet" and found:
            raise Refused("failure: cannot remove built-in interface")
        table = self.menus.table(menu)
        table[:] = [each for each in table if not any(each is gone for gone in found)]

    def _switch(self, menu: str, rest: list[str], *, off: bool) -> None:
        choice, _ = self._choice(menu, rest)
        found = self.menus.chosen(menu, choice)
        if not found and not choice.startswith("["):
            raise Refused("no such item")
        for entry in found:
            entry["disabled"] = "yes" if off else "no"
            self._drop_usual(entry)

    def _enable(self, menu: str, rest: list[str]) -> None:
        self._switch(menu, rest, off=False)

    def _disable(self, menu: str, rest: list[str]) -> None:
        self._switch(menu, rest, off=True)

    def _comment(self, menu: str, rest: list[str]) -> None:
        choice, said = self._choice(menu, rest)
        for entry in self.menus.chosen(menu, choice):
            entry["comment"] = pairs(said).get("comment", "")
            self._drop_usual(entry)

    def _move(self, menu: str, rest: list[str]) -> None:
        choice, said = self._choice(menu, rest)
        table = self.menus.table(menu)
        moved = self.menus.chosen(menu, choice)
        there = self.menus.chosen(menu, said[0].removeprefix("destination=")) if said else []
        left = [each for each in table if not any(each is one for one in moved)]
        at = next((place for place, each in enumerate(left) if there and each is there[0]), len(left))
        table[:] = [*left[:at], *moved, *left[at:]]

    def _reset(self, menu: str, rest: list[str]) -> None:
        if menu in SETTINGS:
            self.menus.settings.pop(menu, None)


def read(text: str, ports: list[str], model: str) -> Menus:
    """Return the menus after an export was read; commands that are not taken are passed over."""
    menus = Menus(ports, model)
    commanding = Commanding(menus)
    for line in joined(text):
        try:
            commanding.feed(line)
        except Refused:
            continue
    return menus
