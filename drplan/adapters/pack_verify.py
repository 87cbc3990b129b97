"""Check an auditor's pack: python3 verify.py [--signers FILE] [--head HEX] [--at YYYYMMDD] [PACK]

PACK is the pack's folder (by default the one this file lies in) or its .tar, which is not unpacked.
Needs Python 3.8 and, for signatures, ssh-keygen of OpenSSH 9.1, or newer ones. The pack is only read.

  --signers FILE  the district's allowed_signers, from a place you trust. Without it the pack's own is
                  believed: then anybody could have made the pack.
  --head HEX      a head that minutes or a neighbour hold; may be given several times. Without one,
                  records taken off the end, or an older pack, are not seen.
  --at YYYYMMDD   the day you received the pack: a key may have been retired since. By default now.

Exit codes: 0 all of it holds; 1 findings, one a line; 2 it cannot be read; 3 signatures NOT checked.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import os
import re
import shutil
import stat
import subprocess
import sys
import tarfile
import tempfile
import time
from pathlib import Path
from typing import NoReturn

NAMED = SUMS, SIGNATURE, CHAINS, MANIFEST = "SHA256SUMS", "SHA256SUMS.sig", "chains.txt", "pack.json"
MOST, OWN = 2 << 30, {"allowed_signers", "verify.py", "index.html", "HOW-TO-CHECK.md", "HOW-TO-CHECK.html"}
FOLDERS = {"restricted": {"records", "pages", "plan", "keys", "witnesses"}, "public": {"summaries", "pages"}}
LINE = re.compile(r"([a-z]+) ([A-Za-z0-9][A-Za-z0-9._-]*) (-|[0-9a-f]{64}) ([0-9a-f]{64}) (here|left-out)")


class Pack:
    """What was read, and what is wrong with it."""

    def __init__(self) -> None:
        self.files: dict[str, bytes] = {}
        self.findings: list[str] = []
        self.signatures_checked = True

    def find(self, name: str, what: str) -> None:
        """Note a finding, in one line whatever characters a name holds."""
        shown = "".join(each if each.isprintable() else ascii(each)[1:-1] for each in f"{name}: {what}")
        self.findings += [] if shown in self.findings else [shown]

    def get(self, name: str) -> bytes:
        """Return a file's bytes; of one that is missing, none."""
        return self.files.get(name, b"")

    def sha256(self, name: str) -> str:
        """Return a file's SHA-256 in hexadecimal, as sha256sum prints it."""
        return hashlib.sha256(self.get(name)).hexdigest()


def read_folder(root: str) -> Pack:
    """Read every plain file below root; whatever is none is a finding, and is not opened."""
    pack, left = Pack(), MOST
    for at, folders, names in os.walk(root, onerror=lambda error: pack.find(str(error.filename), str(error))):
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
                left = left - seen.st_size if left >= seen.st_size else refuse("more than 2 GiB")
                pack.files[name] = Path(path).read_bytes()
        if not names and not folders:
            pack.find(os.path.relpath(at, root), "is an empty folder")
    return pack


def read_tar(path: str) -> Pack:
    """Read a tar where it lies: one folder of plain files, no name twice, none that leads out."""
    pack, tops, seen = Pack(), set(), set()
    with tarfile.open(path, "r:") as tar:
        for member in tar:
            if member.issparse() or not 0 <= member.size <= min(MOST, os.path.getsize(path)):
                refuse("a file that claims to be larger than all of it")
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
                pack.files[name] = getattr(tar.extractfile(member), "read", bytes)()
            seen.add(name)
    below = {name[: at.start()] for name in pack.files for at in re.finditer("/", name)}
    for name in sorted(seen - below - set(pack.files) - {""}):
        pack.find(name, "is an empty folder")
    return pack


def check_sums(pack: Pack, where: str) -> None:
    """Check SHA256SUMS of the pack ("") or of a record's folder: it must be as sha256sum would write it."""
    below = [name[len(where) :] for name in pack.files if name.startswith(where)]
    here = {name: pack.sha256(where + name) for name in below if name not in (SUMS, SIGNATURE)}
    said = pack.get(where + SUMS).decode("utf-8", "surrogateescape")
    if said == "".join(f"{here[name]}  {name}\n" for name in sorted(here)):
        return
    pack.find(where + SUMS, "is not what sha256sum says of the files here" if SUMS in below else "is missing")
    listed = {line[66:]: line[:64] for line in said.split("\n") if line}
    for name in sorted(set(listed) | set(here)):
        if name not in here:
            pack.find(where + name, "is listed and missing")
        elif name not in listed:
            pack.find(where + name, "is here and not listed")
        elif here[name] != listed[name]:
            pack.find(where + name, "was altered: its sum differs")


def check_signature(pack: Pack, where: str, namespace: str, at: str, signers: bytes) -> None:
    """Have ssh-keygen check the signature over the sums of the pack ("") or of a record's folder."""
    name = where + SIGNATURE
    if (program := shutil.which("ssh-keygen")) is None:
        pack.signatures_checked = False
        return
    lines = signers.decode("utf-8", "replace").splitlines()
    people = dict.fromkeys(who for line in lines for who in line.split(" ")[0].split(",") if line)
    with tempfile.TemporaryDirectory() as folder:
        Path(folder, "signature").write_bytes(pack.get(name))
        Path(folder, "signers").write_bytes(signers)
        files = ["-f", folder + "/signers", "-s", folder + "/signature"]
        verify = [program, "-Y", "verify", "-n", namespace, "-Overify-time=" + at, *files, "-I"]
        if not any(accepts([*verify, who], pack.get(where + SUMS)) for who in people):
            pack.find(name, f"is no signature over {SUMS} by a key that may sign for {namespace} on {at}")


def accepts(command: list[str], data: bytes) -> bool:
    """Have ssh-keygen look at data; times are in UTC."""
    utc = dict(os.environ, TZ="UTC0")
    return subprocess.run(command, input=data, capture_output=True, check=False, env=utc).returncode == 0


def read_json(pack: Pack, name: str) -> dict[str, object]:
    """Return an object that is in canonical form; a finding, and an empty one, for any other."""
    try:
        text = pack.get(name).decode()
        value = json.loads(text, object_pairs_hook=no_twins, parse_constant=refuse, parse_float=number)
        form = json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
        if isinstance(value, dict) and form.encode() == pack.get(name):
            return value
        pack.find(name, "is not in canonical form" if name in pack.files else "is missing")
    except (ValueError, RecursionError) as error:
        pack.find(name, str(error))
    return {}


def no_twins(pairs: list[tuple[str, object]]) -> dict[str, object]:
    """Refuse a key that is there twice: two readers may each take another one."""
    return dict(pairs) if len(dict(pairs)) == len(pairs) else refuse("a key twice")


def number(text: str) -> float:
    """Return a number; refuse one with more than three digits after the point, and -0.0."""
    return refuse(text) if re.search(r"\.\d{4,}$|e-|^-0\.0$", text) else float(text)


def refuse(what: str) -> NoReturn:
    """Refuse NaN, infinity and whatever else canonical JSON does not have."""
    raise ValueError("holds " + what)


def check_record(pack: Pack, place: str, manifest: dict[str, object], signers: bytes) -> str:
    """Check one record's folder, records/NOUN/ID/; return the line that chains.txt must have of it."""
    record = read_json(pack, place + "record.json")
    noun, name = (*place.split("/"), "", "")[1:3]
    check_sums(pack, place)
    if record.get("id") != name:
        pack.find(place + "record.json", f"id says {record.get('id')}: the folder was renamed or swapped")
    ended = re.sub(r"\D", "", str(record.get("ended")))[:14]
    check_signature(pack, place, "drplan-evidence", ended, signers)
    day = str(record.get("started"))[:10]
    if not str(manifest.get("first_day")) <= day <= str(manifest.get("last_day")):
        pack.find(place + "record.json", f"is of {day}: not in the pack's period")
    if not isinstance(names := manifest.get("names"), list) or record.get("district") not in names:
        pack.find(place + "record.json", "district is one that the pack does not name")
    return f"{noun} {name} {record.get('previous') or '-'} {pack.sha256(place + SUMS)} here"


def check_summary(pack: Pack, name: str, manifest: dict[str, object]) -> str:
    """Check one summary, summaries/NOUN/NUMBER.json; return the line that chains.txt must have of it."""
    told = read_json(pack, name)
    if not str(manifest.get("first_day")) <= str(told.get("day")) <= str(manifest.get("last_day")):
        pack.find(name, f"is of {told.get('day')}: not in the pack's period")
    place = f"{number:07d}" if isinstance(number := told.get("number"), int) else "?"
    if name != f"summaries/{told.get('noun')}/{place}.json":
        pack.find(name, f"says {told.get('noun')} {number}: it was renamed or swapped")
    return f"{told.get('noun')} {place} {told.get('previous') or '-'} {told.get('head')} here"


def read_chains(pack: Pack) -> list[re.Match[str]]:
    """Return the lines of chains.txt, and see that no chain has a gap and each is in its place."""
    text = pack.get(CHAINS).decode("utf-8", "replace")
    found = [LINE.fullmatch(line) for line in text.split("\n")[:-1]]
    rows = [match for match in found if match]
    if len(rows) != len(found) or not text.endswith("\n"):
        pack.find(CHAINS, "is not a list of chains")
    noun, head = "", "-"
    for row in rows:
        if row[1] != noun:
            if row[1] < noun:
                pack.find(CHAINS, f"the chain of {row[1]}s is not in its place")
            noun, head = row[1], "-"
        if row[3] != head:
            pack.find(f"{noun}/{row[2]}", "does not follow the line before: a record is missing or moved")
        head = row[4]
    return rows


def summed(chain: list[re.Match[str]]) -> dict[str, object]:
    """Return what pack.json must say of one chain."""
    here = [row.groups() for row in chain if row[5] == "here"]
    ends = (here[0][1], here[-1][1], here[-1][3], here[0][2]) if here else (None, None, None, "-")
    found: dict[str, object] = dict(zip(("first", "last", "last_head", "before"), ends))
    found["before"] = None if found["before"] == "-" else found["before"]
    return dict(found, newest=chain[-1][4], count=len(chain), here=len(here))


def check_chains(pack: Pack, manifest: dict[str, object], here: list[str], heads: list[str]) -> None:
    """Check chains.txt against the records that are here, the manifest, and heads from elsewhere."""
    rows = read_chains(pack)
    told = manifest.get("chains")
    if told != {noun: summed([row for row in rows if row[1] == noun]) for noun in {row[1] for row in rows}}:
        pack.find(MANIFEST, f"says something else of the chains than {CHAINS}")
    listed = {row[0] for row in rows if row[5] == "here"}
    for line in sorted(listed ^ set(here)):
        what = "is listed and is not here as listed" if line in listed else "is here and not listed as it is"
        pack.find("/".join(line.split(" ")[:2]), what)
    for head in heads:
        if head not in {row[4] for row in rows}:
            pack.find(CHAINS, f"does not hold the head {head}: the pack is older, or was rewritten")


def check(pack: Pack, signers: bytes, heads: list[str], at: str) -> int:
    """Check a pack whole; return how many records it holds."""
    check_sums(pack, "")
    check_signature(pack, "", "drplan-pack", at, signers)
    manifest = read_json(pack, MANIFEST)
    edition = str(manifest.get("edition"))
    alike: dict[str, str] = {}
    for name in sorted(pack.files):
        if alike.setdefault(name.casefold(), name) != name:
            pack.find(name, "differs from another name in the case of its letters alone")
        top, _, below = name.partition("/")
        if not (top in FOLDERS.get(edition, ()) if below else name in {*NAMED, *OWN}):
            pack.find(name, f"has no place in a pack of the edition {edition}")
    records = [name for name in pack.files if name.startswith("records/")]
    places = {"/".join(name.split("/")[:3]) + "/" for name in records}
    here = [check_record(pack, place, manifest, signers) for place in sorted(places)]
    summaries = sorted(name for name in pack.files if name.startswith("summaries/"))
    here += [check_summary(pack, name, manifest) for name in summaries]
    check_chains(pack, manifest, here, heads)
    return len(here)


def main() -> int:
    """Read the command line, check, print; return the exit code."""
    parser = argparse.ArgumentParser(usage=__doc__)
    parser.add_argument("pack", nargs="?", default=os.path.dirname(os.path.abspath(__file__)))
    parser.add_argument("--signers")
    parser.add_argument("--head", action="append", default=[])
    parser.add_argument("--at", default=time.strftime("%Y%m%d%H%M%S", time.gmtime()))
    asked = parser.parse_args()
    if not re.fullmatch(r"\d{8}(\d{6})?", asked.at):
        parser.error("--at is a day, as in 20261208")
    try:
        pack = read_tar(asked.pack) if os.path.isfile(asked.pack) else read_folder(asked.pack)
        signers = Path(asked.signers).read_bytes() if asked.signers else pack.get("allowed_signers")
    except (OSError, ValueError, EOFError, tarfile.TarError) as error:
        print(f"cannot read the pack {asked.pack}: {error}", file=sys.stderr)
        return 2
    if not {MANIFEST, SUMS} & set(pack.files):
        parser.error(f"no pack is at {asked.pack}: neither {MANIFEST} nor {SUMS} is there")
    records = check(pack, signers, asked.head, asked.at)
    for line in pack.findings:
        print(line)
    print(f"{len(pack.files)} files and {records} records checked, {len(pack.findings)} findings")
    if not asked.signers:
        print("no --signers: the pack's own were believed; take the file from a place you trust")
    if not asked.head:
        print("no --head: records taken off the end, or an older pack, were not looked for")
    if not pack.signatures_checked:
        print("signatures NOT checked: there is no ssh-keygen here")
    return 1 if pack.findings else 0 if pack.signatures_checked else 3


if __name__ == "__main__":
    sys.exit(main())
