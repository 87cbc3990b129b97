"""Folders: described, kept, brought back to their place, described again."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from contextlib import ExitStack
from typing import TYPE_CHECKING, Any

from . import restic
from .afterwards import Pending
from .fault import Fault
from .manifest_walk import Rules, Tree
from .paths_guard import refuse
from .paths_keep import Pass, keep_folders
from .places import manifest_path

if TYPE_CHECKING:
    from .manifest import Read
    from .restore_guard import Listing
    from .snapshot_read import Kept

_TRIES = 3


def protect(request: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Keep ``paths`` in each of ``copies``.

    A tree that changes while it is read is read again, a bounded number of times; a copy whose server refuses
    what is written is not asked again. A recovery point whose manifest does not describe it is kept and
    doubted: ``partial``, with the names of what changed.
    """
    source, data_set = request["source"], request["data_set"]
    rules, manifest_file = Rules.read(source), manifest_path(request["scratch"], data_set)
    refuse(source, rules, manifest_file)
    pending = Pending(request["scratch"], data_set)
    pending.heal(request["copies"])
    asked, said = request, dict[str, dict[str, Any]]()
    for again in (False, *[True] * (_TRIES - 1)):
        tree = Tree(data_set, source["paths"], rules, request.get("canaries", ()), again=again)
        made = keep_folders(asked, tree, rules.words(source), pending)
        changed = _changed_since(tree, manifest_file)
        _prove(asked, made, pending, changed)
        said |= {copy["location"]: each for copy, each in zip(asked["copies"], made.answers, strict=True)}
        if not changed:
            break
        asked = {**request, "copies": [each for each in asked["copies"] if _takes(said[each["location"]])]}
    from . import snapshots

    snapshots.accept(manifest_file, made.written.doubts)
    return [said[copy["location"]] for copy in request["copies"]]


def _takes(answer: Mapping[str, Any]) -> bool:
    """Say whether a copy may be asked once more: one whose server took nothing for a minute is not."""
    kind: str = answer.get("error", {}).get("kind", "")
    return kind != "repository-refuses"


def _changed_since(tree: Tree, manifest_file: str) -> list[str]:
    # Loaded while restic was already at work: the host waits for none of it.
    from .manifest_tree import changed_since

    return changed_since(tree, manifest_file)


def _prove(request: Mapping[str, Any], made: Pass, pending: Pending, changed: Sequence[str]) -> None:
    """Doubt what this pass kept and is not what its manifest says, in the answers and in the copies."""
    proved = []
    said_already = "partial" in {word for word, _ in made.written.doubts}
    for copy, answer in zip(request["copies"], made.answers, strict=True):
        if "error" in answer:
            continue
        sentences = [f"{name} changed while it was read" for name in changed]
        if not said_already and "partial" in answer["suspect"]:
            sentences.append("restic did not keep just what the manifest names")
        if sentences:
            answer["suspect"] = list(dict.fromkeys([*answer["suspect"], "partial"]))
            answer["doubts"] = [*answer["doubts"], *sentences]
        try:
            if sentences and not said_already:
                pending.doubt(restic.target(copy), made.made, sentences)
        except Fault:
            continue
        proved.append(copy["location"])
    pending.end(made.made, proved)


def recover(request: Mapping[str, Any]) -> dict[str, Any]:
    """Bring the snapshot's folders back to their place and describe what then lies there.

    ``instead_of`` names snapshots that this drill has brought there in vain: what they left in the declared
    folders goes first, and what they left elsewhere is described too.
    """
    return bring_back(request)[1]


def bring_back(request: Mapping[str, Any]) -> tuple[Kept, dict[str, Any]]:
    """Do as :func:`recover`; what the snapshot holds is returned too."""
    from . import snapshot_read
    from .restore_guard import Listing

    with Listing(restic.target(request["repository"]), request["snapshot"]) as listing:
        kept = snapshot_read.look_into(request)
        return kept, _brought_back(request, kept, listing)


def _brought_back(request: Mapping[str, Any], kept: Kept, listing: Listing) -> dict[str, Any]:
    from .in_place import Above, restore_in_place
    from .restore_guard import Acting, refuse_elsewhere
    from .restore_weight import against_manifest

    source, notes, snapshot = request.get("source", {}), list(kept.notes), request["snapshot"]
    rules, roots = Rules.read(source), list(kept.paths)
    declared = source["paths"] if "paths" in source else [source.get("path", "/")]
    refuse_elsewhere(snapshot, roots, declared)
    place, above = restic.target(request["repository"]), Above(roots)
    acting, weight = Acting(snapshot, roots, kept.artefacts), against_manifest(kept.artefacts)
    listed = listing.looked_at(roots, acting, above, weight)
    if earlier := request.get("instead_of"):
        from .paths_clear import clear

        clear(declared, kept.entries, rules)
        roots += [*declared, *_brought_by(earlier, request["data_set"], notes)]
    read = restore_in_place(place, snapshot, [path for path in kept.paths if path in listed], above)
    return {"expected": kept.entries, **_described(roots, "", rules, read), "notes": notes}


def _brought_by(earlier: Sequence[Mapping[str, Any]], data_set: str, notes: list[str]) -> list[str]:
    """Return the folders of earlier snapshots; notes those that no longer tell."""
    from .laid import paths_of

    found: list[str] = []
    for each in earlier:
        try:
            found += paths_of({**each, "data_set": data_set})
        except Fault as fault:
            where = f"where snapshot {each['snapshot'][:8]} was brought before cannot be asked"
            notes.append(f"{where}: only the declared folders were looked through ({fault})")
    return found


def restore_to(request: Mapping[str, Any]) -> dict[str, Any]:
    """Bring a snapshot's artefacts back below the folder ``to`` and describe them."""
    from . import snapshot_read, streams
    from .read_ahead import restore
    from .restore_guard import Listing
    from .restore_weight import against_manifest

    place, snapshot, base = (
        restic.target(request["repository"]),
        request["snapshot"],
        request["to"].rstrip("/"),
    )
    with ExitStack() as held:
        begun = None if request.get("run") else held.enter_context(Listing(place, snapshot))
        kept = snapshot_read.look_into(request)
        if kept.streams:
            return streams.restore_to(request, kept)
        listing = begun or held.enter_context(Listing(place, snapshot))
        listed = listing.looked_at(kept.paths, against_manifest(kept.artefacts))
    _for_our_eyes(base)
    read = restore(place, (snapshot, *restic.only(kept.paths)), request["to"])
    found = _described([root for root in kept.paths if root in listed], base, Rules(), read)
    came = {"expected": kept.artefacts, **found, "notes": kept.notes}
    if "source" not in request:
        return came
    from .exports import read_again

    return {**came, **read_again(kept, base, request["source"], came)}


def _for_our_eyes(folder: str) -> None:
    """Have the folder there for its owner alone: what comes back may have rights of its own."""
    os.makedirs(folder, mode=0o700, exist_ok=True)
    os.chmod(folder, 0o700)


def _described(roots: Sequence[str], base: str, rules: Rules, read: Read) -> dict[str, Any]:
    from .manifest import describe

    there = [root for root in roots if os.path.lexists(base + root)]
    found = describe(there, base=base, rules=rules, read=read)
    return {"found": found, "size": sum(int(facts.get("size", 0)) for facts in found.values())}
