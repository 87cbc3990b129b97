"""Check an auditor's pack: python3 verify.py [--signers FILE] [--head HEX] [--at YYYYMMDD] [PACK]

PACK is the pack's folder (by default the one this file lies in) or its .tar, which is not unpacked.
Needs Python 3.8 or newer and, for signatures, ssh-keygen of OpenSSH 9.1 or newer. Nothing is written,
but for two small files in a temporary folder that ssh-keygen reads.

  --signers FILE  the district's allowed_signers, from a place you trust. Without it the pack's own is
                  believed: then anybody could have made the pack.
  --head HEX      a head that board minutes or a neighbour wrote down; may be given several times. Without
                  one, records taken off the end, or an older pack, are not seen.
  --at YYYYMMDD   the day you received the pack: a key may have been retired since. By default today.

Exit codes: 0 all of it holds; 1 findings, one a line; 2 the pack cannot be read; 3 nothing was found, but
signatures were NOT checked, for there is no ssh-keygen.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import math
import os
import re
import shutil
import stat
import subprocess
import sys
import tarfile
import tempfile
import time

SUMS, SIGNATURE, CHAINS, MANIFEST = "SHA256SUMS", "SHA256SUMS.sig", "chains.txt", "pack.json"
TOP = {SUMS, SIGNATURE, CHAINS, MANIFEST, "allowed_signers", "verify.py", "index.html"}
TOP |= {"HOW-TO-CHECK.md", "HOW-TO-CHECK.html"}
FOLDERS = {"restricted": {"records", "pages", "plan"}, "public": {"summaries", "pages"}}
LINE = re.compile(r"([a-z]+) ([A-Za-z0-9][A-Za-z0-9._-]*) (-|[0-9a-f]{64}) ([0-9a-f]{64}) (here|left-out)")
SUM_LINE = re.compile(r"([0-9a-f]{64})  (\S.*|\s.*)")
TIME = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z")


class Pack:
    """What was read, and what is wrong with it."""

    def __init__(self) -> None:
        self.files: dict[str, bytes] = {}
        self.findings: list[str] = []
        self.signatures_checked = True

    def find(self, name: str, what: str) -> None:
        """Note a finding, in one line whatever characters a name holds."""
        line = f"{name}: {what}"
        shown = "".join(each if each.isprintable() else ascii(each)[1:-1] for each in line)
        if shown not in self.findings:
            self.findings.append(shown)

    def get(self, name: str) -> bytes:
        """Return a file's bytes; of one that is missing, none."""
        return self.files.get(name, b"")


def sha256(data: bytes) -> str:
    """Return the SHA-256 in hexadecimal, as sha256sum prints it."""
    return hashlib.sha256(data).hexdigest()


def read_folder(root: str) -> Pack:
    """Read every plain file below root; whatever is none is a finding, and is not opened."""
    pack = Pack()
    for at, folders, names in os.walk(root, onerror=stop):
        links = [each for each in folders if os.path.islink(os.path.join(at, each))]
        for each in sorted(names + links):
            path = os.path.join(at, each)
            name = os.path.relpath(path, root).replace(os.sep, "/")
            seen = os.lstat(path)
            if not stat.S_ISREG(seen.st_mode):
                pack.find(name, "is a link, a device, a pipe or a socket, not a plain file")
            elif seen.st_nlink > 1:
                pack.find(name, "is a hard link: the same file has another name")
            else:
                with open(path, "rb") as stream:
                    pack.files[name] = stream.read()
        if not names and not folders:
            pack.find(os.path.relpath(at, root), "is an empty folder")
    return pack


def stop(error: OSError) -> None:
    """Let os.walk pass nothing by that it cannot read."""
    raise error


def read_tar(path: str) -> Pack:
    """Read a tar where it lies: one folder of plain files, no name twice, none that leads out."""
    pack, tops, seen = Pack(), set(), set()
    with tarfile.open(path, "r:") as tar:
        for member in tar:
            top, _, name = member.name.partition("/")
            tops.add(top)
            if {"", ".", ".."} & set(member.name.split("/")):
                pack.find(member.name, "is a name that leaves the pack")
            elif not (member.isreg() or member.isdir()):
                pack.find(member.name, "is a link, a device or a pipe")
            elif len(tops) > 1 or (member.isreg() and not name):
                pack.find(member.name, "lies outside of the pack's folder")
            elif name in seen:
                pack.find(member.name, "is there twice")
            elif member.isreg():
                stream = tar.extractfile(member)
                pack.files[name] = stream.read() if stream else b""
            seen.add(name)
    below = {name[: at.start()] for name in pack.files for at in re.finditer("/", name)}
    for name in sorted(seen - below - set(pack.files) - {""}):
        pack.find(name, "is an empty folder")
    return pack


def check_sums(pack: Pack, where: str) -> None:
    """Check SHA256SUMS of the pack ("") or of a record's folder, and that it lists every file there."""
    name = where + SUMS
    if name not in pack.files:
        pack.find(name, "is missing")
        return
    lines = pack.get(name).decode("utf-8", "surrogateescape").split("\n")
    found = [SUM_LINE.fullmatch(line) for line in lines[:-1]]
    sums = {match[2]: match[1] for match in found if match}
    if not sums or lines[-1] or None in found or list(sums) != sorted(sums) or len(sums) != len(found):
        pack.find(name, "is not a sorted list of sums in the form of sha256sum")
    here = {each[len(where) :]: data for each, data in pack.files.items() if each.startswith(where)}
    for each in sorted(set(sums) | (set(here) - {SUMS, SIGNATURE})):
        if each not in sums:
            pack.find(where + each, "is here and not listed")
        elif each not in here or each in (SUMS, SIGNATURE):
            pack.find(where + each, "is listed and missing")
        elif sha256(here[each]) != sums[each]:
            pack.find(where + each, "was altered: its sum differs")


def check_signature(pack: Pack, where: str, namespace: str, at: str, signers: bytes) -> None:
    """Have ssh-keygen check the signature over the sums of the pack ("") or of a record's folder."""
    name = where + SIGNATURE
    if name not in pack.files:
        pack.find(name, "is missing")
        return
    program = shutil.which("ssh-keygen")
    if program is None:
        pack.signatures_checked = False
        return
    with tempfile.TemporaryDirectory() as folder:
        signature, allowed = os.path.join(folder, "signature"), os.path.join(folder, "signers")
        for path, data in ((signature, pack.get(name)), (allowed, signers)):
            with open(path, "wb") as stream:
                stream.write(data)
        then = ["-Overify-time=" + at, "-f", allowed, "-s", signature]
        environment = dict(os.environ, TZ="UTC0", LC_ALL="C")

        def keygen(*words: str) -> subprocess.CompletedProcess[bytes]:
            return subprocess.run(
                [program, "-Y", *words, *then],
                input=pack.get(where + SUMS),
                stdout=subprocess.PIPE,
                stderr=subprocess.STDOUT,
                env=environment,
                check=False,
            )

        listed = keygen("find-principals")
        people = listed.stdout.decode("utf-8", "replace").splitlines() if listed.returncode == 0 else []
        if not people:
            pack.find(name, "is by no key that the signers' file allows on " + at)
        elif not any(keygen("verify", "-I", who, "-n", namespace).returncode == 0 for who in people):
            pack.find(name, f"does not fit {SUMS}, or the key may not sign for {namespace}")


def read_json(pack: Pack, name: str) -> dict[str, object]:
    """Return an object that is in canonical form; a finding, and an empty one, for any other."""
    try:
        value = json.loads(pack.get(name).decode(), object_pairs_hook=no_twins, parse_constant=refuse)
        form = json.dumps(value, ensure_ascii=False, allow_nan=False, sort_keys=True, separators=(",", ":"))
        if not isinstance(value, dict) or form.encode() != pack.get(name) or not rounded(value):
            raise ValueError("is not in canonical form")
    except (ValueError, RecursionError) as error:
        pack.find(name, str(error) if name in pack.files else "is missing")
        return {}
    return value


def no_twins(pairs: list[tuple[str, object]]) -> dict[str, object]:
    """Refuse a key that is there twice: two readers may each take another one."""
    if len(dict(pairs)) != len(pairs):
        raise ValueError("holds a key twice")
    return dict(pairs)


def refuse(word: str) -> object:
    """Refuse NaN and infinity."""
    raise ValueError("holds " + word)


def rounded(value: object) -> bool:
    """Say whether all numbers in it have three digits after the point at most, and none is -0.0."""
    if isinstance(value, dict):
        return all(rounded(each) for each in value.values())
    if isinstance(value, list):
        return all(rounded(each) for each in value)
    if isinstance(value, float):
        return round(value, 3) == value and math.copysign(1, value) * value >= 0 and repr(value) != "-0.0"
    return True


def check_record(pack: Pack, place: str, manifest: dict[str, object], signers: bytes) -> str:
    """Check one record's folder, records/NOUN/ID/; return the line that chains.txt must have of it."""
    record = read_json(pack, place + "record.json")
    _, noun, name, _ = place.split("/")
    check_sums(pack, place)
    for field in ("started", "ended"):
        if not TIME.fullmatch(str(record.get(field))):
            pack.find(place + "record.json", field + " is no time in UTC")
    if record.get("id") != name:
        pack.find(place + "record.json", f"id says {record.get('id')}: the folder was renamed or swapped")
    ended = re.sub(r"\D", "", str(record.get("ended")))[:14]
    check_signature(pack, place, "drplan-evidence", ended, signers)
    check_place(pack, place + "record.json", str(record.get("started"))[:10], manifest)
    names = manifest.get("names")
    if not isinstance(names, list) or record.get("district") not in names:
        pack.find(place + "record.json", "district is one that the pack does not name")
    head = sha256(pack.get(place + SUMS))
    return f"{noun} {name} {record.get('previous') or '-'} {head} here"


def check_summary(pack: Pack, name: str, manifest: dict[str, object]) -> str:
    """Check one summary, summaries/NOUN/NUMBER.json; return the line that chains.txt must have of it."""
    told = read_json(pack, name)
    check_place(pack, name, str(told.get("day")), manifest)
    number = told.get("number")
    place = f"{number:07d}" if isinstance(number, int) else "?"
    if name != f"summaries/{told.get('noun')}/{place}.json":
        pack.find(name, f"says {told.get('noun')} {number}: it was renamed or swapped")
    return f"{told.get('noun')} {place} {told.get('previous') or '-'} {told.get('head')} here"


def check_place(pack: Pack, name: str, day: str, manifest: dict[str, object]) -> None:
    """Check that a record is of the pack's period."""
    if not str(manifest.get("first_day")) <= day <= str(manifest.get("last_day")):
        pack.find(name, f"is of {day}: not in the pack's period")


def check_chains(pack: Pack, manifest: dict[str, object], here: list[str], heads: list[str]) -> None:
    """Check chains.txt: no gap, the records that are here and no other, the manifest's word, the heads."""
    text = pack.get(CHAINS).decode("utf-8", "replace")
    found = [LINE.fullmatch(line) for line in text.split("\n")[:-1]]
    rows = [match for match in found if match]
    if len(rows) != len(found) or not text.endswith("\n"):
        pack.find(CHAINS, "is not a list of chains")
    told: dict[str, dict[str, object]] = {}
    for row in rows:
        noun, name, previous, head, where = row.groups()
        if noun not in told and told and noun < max(told):
            pack.find(CHAINS, f"the chain of {noun}s is not in its place")
        chain = told.setdefault(noun, dict.fromkeys(("before", "first", "last", "last_head"), None))
        if previous != chain.get("newest", "-") or (noun in told and noun != list(told)[-1]):
            pack.find(f"{noun}/{name}", "does not follow the line before: a record is missing or was moved")
        if where == "here":
            if not chain.get("here"):
                chain.update(before=None if previous == "-" else previous, first=name)
            chain.update(last=name, last_head=head)
        count, present = int(str(chain.get("count", 0))), int(str(chain.get("here", 0)))
        chain.update(newest=head, count=count + 1, here=present + (where == "here"))
    if told != manifest.get("chains"):
        pack.find(MANIFEST, f"says something else of the chains than {CHAINS}")
    listed = {row[0] for row in rows if row[5] == "here"}
    for line in sorted(listed ^ set(here)):
        noun, name = line.split(" ")[:2]
        what = "is listed and is not here as listed" if line in listed else "is here and not listed as it is"
        pack.find(f"{noun}/{name}", what)
    for head in heads:
        if head not in {row[4] for row in rows}:
            pack.find(CHAINS, f"does not hold the head {head}: the pack is older, or was rewritten")


def check(pack: Pack, signers: bytes, heads: list[str], at: str) -> int:
    """Check a pack whole; return how many records it holds."""
    check_sums(pack, "")
    check_signature(pack, "", "drplan-pack", at, signers)
    manifest = read_json(pack, MANIFEST)
    edition = str(manifest.get("edition"))
    for name in sorted(pack.files):
        if name not in TOP and not ("/" in name and name.split("/")[0] in FOLDERS.get(edition, ())):
            pack.find(name, f"has no place in a pack of the edition {edition}")
    here = []
    for place in sorted({"/".join([*name.split("/")[:3], ""]) for name in pack.files if name.count("/") > 2}):
        if place.startswith("records/"):
            here.append(check_record(pack, place, manifest, signers))
    for name in sorted(pack.files):
        if name.startswith("records/") and name.count("/") <= 2:
            pack.find(name, "lies beside the records")
        if name.startswith("summaries/"):
            here.append(check_summary(pack, name, manifest))
    check_chains(pack, manifest, here, heads)
    return len(here)


def main() -> int:
    """Read the command line, check, print; return the exit code."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("pack", nargs="?", default=os.path.dirname(os.path.abspath(__file__)))
    parser.add_argument("--signers")
    parser.add_argument("--head", action="append", default=[])
    parser.add_argument("--at", default=time.strftime("%Y%m%d%H%M%S", time.gmtime()))
    asked = parser.parse_args()
    try:
        if not re.fullmatch(r"\d{8}(\d{6})?", asked.at):
            raise ValueError("--at is a day, as in 20261208")
        pack = read_tar(asked.pack) if os.path.isfile(asked.pack) else read_folder(asked.pack)
        signers = pack.get("allowed_signers")
        if asked.signers:
            with open(asked.signers, "rb") as stream:
                signers = stream.read()
        if not {MANIFEST, SUMS} & set(pack.files):
            raise ValueError("neither pack.json nor SHA256SUMS is there")
    except (OSError, ValueError, EOFError, tarfile.TarError) as error:
        print(f"cannot read the pack {asked.pack}: {error}", file=sys.stderr)
        return 2
    records = check(pack, signers, asked.head, asked.at)
    for line in pack.findings:
        print(line)
    print(f"{len(pack.files)} files and {records} records checked, {len(pack.findings)} findings")
    if not asked.signers:
        print("signers: the pack's own were believed; give --signers, a file from a place you trust")
    if not asked.head:
        print("heads: none given; records taken off the end, and older packs, are not seen without --head")
    if not pack.signatures_checked:
        print("signatures NOT checked: there is no ssh-keygen here")
    return 1 if pack.findings else 0 if pack.signatures_checked else 3


if __name__ == "__main__":
    sys.exit(main())
