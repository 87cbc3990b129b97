"""One page for an auditor: how to check a pack with OpenSSH and coreutils, and what each check proves.

It is the same in every pack, so that it can be compared with the one in drplan's own documentation.
"""

from __future__ import annotations

from collections.abc import Iterator

from drplan.explain.document import Block, Bullets, Command, Document, Heading, Notice, Paragraph
from drplan.record.pack import CHAINS, HOW_TO, VERIFIER
from drplan.record.sshsig import NAMESPACE, PACK_NAMESPACE
from drplan.record.sums import SIGNATURE, SUMS, sha256

NOTHING = "nothing"
GOOD = f'one line that begins with: Good "{PACK_NAMESPACE}" signature for'

_ALL_SUMS = (
    f"find . -type f ! -path ./{SUMS} ! -path ./{SIGNATURE} -print0 | LC_ALL=C sort -z |\n"
    f"  xargs -0 sha256sum | LC_ALL=C sed 's|  \\./|  |' | cmp - {SUMS}"
)

SETTINGS = """\
SIGNERS=${SIGNERS:-$PWD/allowed_signers}
HEADS=${HEADS:-}
AT=${AT:-$(date -u +%Y%m%d%H%M%S)}"""

TAR = """\
tar -tf "$TAR" | LC_ALL=C sort | uniq -d
tar -tf "$TAR" | grep -E '^/|(^|/)\\.\\.?(/|$)'
tar -tvf "$TAR" | grep -v '^[-d]'
tar -tf "$TAR" | cut -d / -f 1 | LC_ALL=C sort -u | sed 1d"""

FILES = """\
find . ! -type f ! -type d
find . -type f -links +1
find . -type d -empty"""

SUMS_HOLD = f"""\
{_ALL_SUMS}
sha256sum -c --quiet --strict {SUMS}"""

SIGNED = f"""\
who=$(TZ=UTC0 ssh-keygen -Y find-principals -f "$SIGNERS" -s {SIGNATURE} -Overify-time="$AT" 2>/dev/null |
  head -n 1)
TZ=UTC0 ssh-keygen -Y verify -f "$SIGNERS" -I "$who" -n {PACK_NAMESPACE} -Overify-time="$AT" \\
  -s {SIGNATURE} < {SUMS} 2>/dev/null"""

RECORDS = f"""\
for folder in records/*/*/; do
  [ -d "$folder" ] || continue
  (
    cd "$folder" || exit
    at=$(grep -o '"ended":"[^"]*"' record.json | head -n 1 | tr -dc 0-9 | cut -c 1-14)
    who=$(TZ=UTC0 ssh-keygen -Y find-principals -f "$SIGNERS" -s {SIGNATURE} -Overify-time="$at" 2>/dev/null |
      head -n 1)
    TZ=UTC0 ssh-keygen -q -Y verify -f "$SIGNERS" -I "$who" -n {NAMESPACE} -Overify-time="$at" \\
      -s {SIGNATURE} < {SUMS} 2>/dev/null &&
    {_ALL_SUMS.replace(chr(10), chr(10) + "    ")}
  ) || echo "REFUSED: $folder"
done"""

LINKS = f"""\
awk '$1 != noun {{ noun = $1; head = "-" }}
     $3 != head {{ print "a record is missing before " $1 " " $2 }}
     {{ head = $4 }}' {CHAINS}
cut -d ' ' -f 1 {CHAINS} | uniq | LC_ALL=C sort | uniq -d"""

LISTED = f"""\
{{
  grep ' here$' {CHAINS}
  for file in records/*/*/record.json summaries/*/*.json; do
    [ -f "$file" ] || continue
    name=${{file%/record.json}}; name=${{name%.json}}; name=${{name#*/}}
    previous=$(grep -o '"previous":[^,}}]*' "$file" | head -n 1 | cut -d : -f 2 | tr -d '"')
    case $file in
      records/*) head=$(sha256sum < "${{file%/*}}/{SUMS}" | cut -c 1-64) ;;
      *) head=$(grep -o '"head":"[^"]*"' "$file" | head -n 1 | cut -d '"' -f 4) ;;
    esac
    [ "$previous" = null ] && previous=-
    echo "${{name%%/*}} ${{name#*/}} $previous $head here"
  done
}} | LC_ALL=C sort | uniq -u"""

MINUTES = f"""\
for head in $HEADS; do
  awk -v head="$head" '$4 == head {{ found = 1 }} END {{ if (!found) print "not here: " head }}' {CHAINS}
done"""


def how_to_check(verifier: bytes) -> Document:
    """Lay the page out; ``verifier`` is the ``verify.py`` of this version."""
    return Document("How to check this pack", "For an auditor", 0, tuple(_blocks(verifier)))


def _blocks(verifier: bytes) -> Iterator[Block]:
    yield Notice("Anything printed that is not said here: stop, and do not rely on the pack.")
    yield Paragraph(
        "Nothing of the district's is needed: sh or bash, GNU coreutils, findutils, grep, sed, awk, and "
        "OpenSSH 9.1 or newer. Paste the commands into one shell, in this order, and stop at the first that "
        "prints something else. They only read."
    )
    yield from _before()
    yield from _checks()
    yield Heading(2, "Step 8, the same by a program", "program")
    yield Paragraph(
        f"{VERIFIER} does all of this and more, with Python 3.8 or newer and nothing else. See first that it "
        "is the one that drplan wrote, or take it from drplan itself:"
    )
    yield from _check(f"echo '{sha256(verifier)}  {VERIFIER}' | sha256sum -c --quiet", NOTHING, ())
    yield Paragraph(
        f"Then: python3 {VERIFIER} --signers FILE --head HEX --at YYYYMMDD. It ends with 0 when all holds, 1 "
        "with findings, one a line, 2 when the pack cannot be read, and 3 when there is no ssh-keygen: then "
        "no signature was checked. drplan evidence verify --pack DIR does the same."
    )
    yield Heading(2, "What none of this proves", "limits")
    yield Bullets(_LIMITS)


_ELSEWHERE = (
    (
        "SIGNERS: the district's allowed_signers, from a place you trust: handed over in person, or compared "
        "with fingerprints in board minutes. The one in the pack proves nothing about itself."
    ),
    (
        "HEADS: the heads that the board's minutes or a neighbouring district wrote down, 64 hexadecimal "
        "digits each, a space between them. Without one for each chain, records taken off its end, or an "
        "older pack, are not seen."
    ),
    (
        "AT: the moment you received the pack, as YYYYMMDDhhmmss in UTC, when you check it again later: a "
        "key may have been retired since."
    ),
    f"This page. It is the same in every pack of one version of drplan: compare {HOW_TO} with drplan's own.",
)

_LIMITS = (
    "That what a record says is true. A signature says who vouches for it. Ask for a drill, and watch.",
    (
        f"What a record says that {CHAINS} calls left-out: its head is the word of whoever signed the pack. "
        "Ask for a pack that holds it."
    ),
    "Who held the key. Its holder can write another history; heads in dated minutes show that.",
    (
        "When something was signed. Times are the district's own; a head in dated minutes proves that the "
        "record is not younger than they are."
    ),
    (
        "Of a public pack: that a summary is true to its record. Ask for the restricted pack: the heads are "
        "the same."
    ),
)


def _before() -> Iterator[Block]:
    yield Heading(2, "What you need from elsewhere", "elsewhere")
    yield Bullets(_ELSEWHERE)
    yield Paragraph("Set the three first, in the folder of the pack. What you do not set is the pack's word:")
    yield from _check(SETTINGS, NOTHING, ())
    yield Heading(2, "Step 1, a tar before it is unpacked", "tar")
    yield Paragraph("Only when you were given a tar: set TAR to its path, and do this before you unpack it.")
    proves = "no name is in it twice, none leads out of it, and it holds plain files and folders only"
    yield from _check(TAR, NOTHING, (proves,))


def _checks() -> Iterator[Block]:
    yield Heading(2, "Step 2, plain files only", "files")
    proves = "there is no link, pipe or device, no file with a second name elsewhere, and no empty folder"
    yield from _check(FILES, NOTHING, (proves,))
    yield Heading(2, "Step 3, every file, and no other", "sums")
    proves = f"every file is as {SUMS} says, none is missing, and none is there that it does not list"
    yield from _check(SUMS_HOLD, NOTHING, (proves, f"whose {SUMS} this is"))
    yield Heading(2, "Step 4, the pack's signature", "signature")
    proves = "a key that SIGNERS lets sign packs signed these sums, so every file: pages, records, chains"
    yield from _check(SIGNED, GOOD, (proves, "that nothing was left out"))
    yield Heading(2, "Step 5, each record's own signature", "records")
    proves = "each record is as it was signed on its own day, before anybody knew of this pack"
    yield from _check(RECORDS, NOTHING, (proves, "anything of a public pack: it holds no records"))
    yield Heading(2, "Step 6, the chains", "chains")
    proves = (
        f"{CHAINS} lists each chain from its first record on, each line with the head of the one before, and "
        "the records here are those that it says are here: none was taken from the middle, swapped or moved"
    )
    yield from _check(f"{LINKS}\n{LISTED}", NOTHING, (proves,))
    yield Heading(2, "Step 7, the heads in the minutes", "heads")
    proves = (
        "the chains still hold what was written down elsewhere: up to there nothing was taken off the end or "
        "rewritten, and this is no older pack"
    )
    yield from _check(MINUTES, NOTHING, (proves, "anything, without HEADS"))


def _check(command: str, prints: str, proves: tuple[str, ...]) -> Iterator[Block]:
    yield Command(command)
    yield Paragraph(prints, "Prints")
    for number, each in enumerate(proves):
        yield Paragraph(f"{each}.", "Not" if number else "Proves")
