"""pyinfra's fact of all users, asked with a handful of processes: its own takes some fourteen a user."""

from __future__ import annotations

from collections.abc import Callable

from pyinfra.facts.server import Users

_AT_ONCE = r"""
names=$(cut -d: -f1 /etc/passwd)
if groups=$(id -gn $names 2>/dev/null) && all=$(id -Gn $names 2>/dev/null) \
  && test "$(echo "$names" | sort | uniq -d)" = "" \
  && test "$(echo "$groups" | wc -l)" = "$(wc -l < /etc/passwd)" \
  && test "$(echo "$all" | wc -l)" = "$(wc -l < /etc/passwd)"
then
  { echo "$groups"; echo '|'; echo "$all"; echo '|'; lastlog 2>/dev/null; echo '|'
    cat /etc/shadow 2>/dev/null; echo '|'; cat /etc/passwd; } | awk '
      $0 == "|" { part++; row = 0; next }
      { row++ }
      part == 0 { group[row] = $0 }
      part == 1 { groups[row] = $0 }
      part == 2 { name = $1; gsub(/ +/, " "); seen[name] = $0 }
      part == 3 { split($0, field, ":"); password[field[1]] = field[2] }
      part == 4 { split($0, field, ":"); name = field[1]
        print $0 "|" group[row] "|" groups[row] "|" seen[name] "|" password[name] }'
else
"""
"""``id`` answers for several users at once since coreutils 8.31; else pyinfra's own way is taken.

So it is for a user who is listed twice, or unknown to the name service.
"""


def ask_for_users_at_once() -> None:
    """Replace the fact's command by one with the same answer."""
    original: Callable[[Users], str] = Users.command

    def command(self: Users) -> str:
        return f"{_AT_ONCE.strip()}\n{original(self)}\nfi"

    Users.command = command  # type: ignore[method-assign]
