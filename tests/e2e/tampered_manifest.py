"""Manifests written by other hands: an intruder with the repository's password, or a host that lies."""

import shutil

from tests.e2e.tampered_desk import make_key
from tests.e2e.tampered_rows import row

UNSIGNED = "the manifest is not signed"


def again(desk, change, *, sign=True):
    """Keep the data set once more, with a manifest of which some lines are others; no other point is left."""
    lines = change(desk.lines())
    desk.forget_all()
    desk.write_lines(lines, sign=sign)
    desk.snapshot_by_hand()


def with_tail(**said):
    return lambda lines: [*lines[:-1], {**lines[-1], **said}]


def with_entry(name, facts):
    return lambda lines: [*lines[:-1], [name, facts], {**lines[-1], "entries": lines[-1]["entries"] + 1}]


@row("a file's hash changed in the manifest, its signature kept", "does not fit it", soak=False)
def forged(desk):
    text = desk.manifest().read_text().replace('"sha256":"', '"sha256":"00', 1)
    desk.forget_all()
    desk.manifest().write_text(text)
    desk.snapshot_by_hand()


@row("the manifest's signature missing", UNSIGNED, soak=False)
def unsigned(desk):
    again(desk, lambda lines: lines, sign=False)


@row("the manifest's signature missing, with its file", UNSIGNED)
def no_signature_file(desk):
    desk.forget_all()
    desk.manifest().with_name("files.jsonl.sig").unlink()
    desk.restic_says("backup", "--tag", "drplan,data-set:files", str(desk.source), str(desk.manifest()))


@row("the manifest signed by another key", "is not a known key of the machine that made it", soak=False)
def other_key(desk):
    for each in (desk.key, desk.key.with_name(desk.key.name + ".pub")):
        each.unlink()
    make_key(desk.key)
    again(desk, lambda lines: lines)


@row("a signature of another kind of document", "does not fit it")
def other_signature(desk):
    desk.forget_all()
    desk.manifest().with_name("files.jsonl.sig").write_text("-----BEGIN SSH SIGNATURE-----\nAAAA\n")
    desk.snapshot_by_hand()


@row("a manifest cut short", "it is cut short")
def cut_short(desk):
    again(desk, lambda lines: lines[:-1])


@row("a manifest of no bytes", "it is cut short")
def no_manifest_bytes(desk):
    again(desk, lambda _: [])


@row("an entry named twice", "twice", soak=False)
def named_twice(desk):
    again(desk, lambda lines: [*lines[:2], *lines[1:]])


@row("a manifest that counts 10 to the 30th entries", "entries where 1000000", soak=False)
def huge_count(desk):
    again(desk, with_tail(entries=10**30))


@row("a manifest without entries", "nothing of this recovery point could be held against its manifest")
def no_entries(desk):
    again(desk, lambda lines: [lines[0], {**lines[-1], "entries": 0}])


@row("a manifest that declares every file as volatile", "no content was compared", soak=False)
def all_volatile(desk):
    def loosened(lines):
        loose = [[name, {"type": facts["type"], "volatile": 1}] for name, facts in lines[1:-1]]
        return [lines[0], *loose, lines[-1]]

    again(desk, loosened)


@row("a name that climbs out of its folder", "is missing")
def climbing_name(desk):
    again(desk, with_entry("/../../etc/cron.d/evil", {"type": "file", "size": 0}))


@row("a stream's name that climbs out of the folder it is written to", "is no stream of ours", soak=False)
def climbing_stream(desk):
    again(desk, with_tail(streams={"../../evil": {"size": 1, "sha256": "00"}}))


@row("a thousand brackets where an entry should be", "it cannot be read")
def deep_manifest(desk):
    again(desk, lambda lines: [*lines[:2], "[" * 100_000 + "]" * 100_000 + "\n", *lines[2:]])


@row("an entry whose facts are a number", "a line of it is no entry")
def odd_facts(desk):
    again(desk, lambda lines: [lines[0], [lines[1][0], 5], *lines[2:]])


@row("a link in the manifest's place", "was altered")
def linked_manifest(desk):
    desk.forget_all()
    there = desk.manifest()
    there.rename(there.with_name("elsewhere"))
    there.symlink_to("elsewhere")
    desk.snapshot_by_hand()


@row("two manifests of it in one snapshot", "holds no manifest of files")
def two_manifests(desk):
    other = desk.folder / "other" / "manifests"
    other.mkdir(parents=True)
    shutil.copy(desk.manifest(), other)
    desk.forget_all()
    desk.snapshot_by_hand(other / "files.jsonl")


@row("a snapshot of another data set under this one's tags", "no recovery point", soak=False)
def other_data_set(desk):
    desk.forget_all()
    other = desk.manifest().with_name("payroll.jsonl")
    desk.manifest().rename(other)
    words = ("backup", "--tag", "drplan,data-set:files", str(desk.source), str(other))
    desk.restic_says(*words)


@row("another data set's manifest under this one's name", "it is not a manifest of files")
def renamed_manifest(desk):
    again(desk, lambda lines: [{**lines[0], "data_set": "payroll"}, *lines[1:]])


@row("a doubt of its host, whose tag was taken off the snapshot", "doubted when it was made", soak=False)
def untagged_doubt(desk):
    again(desk, with_tail(suspect=["canary /srv/canary has changed"]))


@row("a snapshot dated in the future", "no recovery point was made before the disruption")
def future_snapshot(desk):
    desk.forget_all()
    desk.snapshot_by_hand(time="2099-01-01 00:00:00")


@row("an entry that could not be read when it was kept", "could not be read at backup time")
def unread_entry(desk):
    def blind(lines):
        name = lines[-2][0]
        return [*lines[:-2], [name, {"type": "file", "unread": "Input/output error"}], lines[-1]]

    again(desk, blind)


@row("no manifest in the snapshot at all", "no recovery point was made before the disruption")
def no_manifest(desk):
    desk.forget_all()
    desk.restic_says("backup", "--tag", "drplan,data-set:files", str(desk.source))
