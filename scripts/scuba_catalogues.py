"""Renew the SCuBA catalogues: ``python3 -m scripts.scuba_catalogues CHECKOUT_GEAR CHECKOUT_GOGGLES``.

Each is a git checkout of a release: https://github.com/cisagov/ScubaGear and .../ScubaGoggles. Both are read
whole before anything is written. What came, went and changed is printed, for whoever reviews the change.
"""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from drplan.errors import DeclarationError, DrplanError
from drplan.posture.catalogue import FILES
from drplan.posture.markdown import read_baseline
from drplan.posture.policy import Catalogue, Policy

FOLDER = Path(__file__).parents[1] / "drplan" / "posture" / "catalogues"
LICENCE = "CC0 1.0 Universal"


@dataclass(frozen=True)
class Upstream:
    """Where a catalogue comes from. ``others`` are documents beside the baselines that are none."""

    kind: str
    title: str
    source: str
    baselines: str
    others: frozenset[str]


GEAR = Upstream(
    "microsoft-365",
    "CISA SCuBA secure configuration baselines for Microsoft 365",
    "https://github.com/cisagov/ScubaGear",
    "PowerShell/ScubaGear/baselines",
    frozenset({"removedpolicies.md", "README.md"}),
)
GOGGLES = Upstream(
    "google-workspace",
    "CISA SCuBA secure configuration baselines for Google Workspace",
    "https://github.com/cisagov/ScubaGoggles",
    "scubagoggles/baselines",
    frozenset({"README.md"}),
)


def read_checkout(checkout: Path, upstream: Upstream) -> Catalogue:
    """Read one checkout; raises ``DeclarationError`` unless all of it could be read."""
    _see_licence(checkout)
    release, commit, day = (_git(checkout, *words) for words in _ASKED)
    policies = tuple(_policies(checkout, upstream, release))
    ids = [each.id for each in policies]
    if twice := sorted({each for each in ids if ids.count(each) > 1}):
        raise _refused(checkout, f"{', '.join(twice)} stands in two documents")
    _see_package(checkout, set(ids))
    said = {"title": upstream.title, "source": upstream.source, "release": release, "commit": commit}
    return Catalogue.model_validate(
        {"kind": upstream.kind, "released": day, "licence": "CC0-1.0", "policies": policies, **said}
    )


_ASKED = (
    ("describe", "--tags", "--always"),
    ("rev-parse", "HEAD"),
    ("log", "-1", "--format=%cs"),
)


def _policies(checkout: Path, upstream: Upstream, release: str) -> Iterator[Policy]:
    folder = checkout / upstream.baselines
    pages = sorted(path for path in folder.glob("*.md") if path.name not in upstream.others)
    if not pages:
        raise _refused(checkout, f"there is no baseline in {upstream.baselines}")
    for path in pages:
        page = f"{upstream.source}/blob/{release}/{upstream.baselines}/{path.name}"
        try:
            text = path.read_text(encoding="utf-8-sig")
        except (OSError, UnicodeDecodeError) as error:
            raise _refused(checkout, f"{path.name} is not to be read ({error})") from error
        yield from read_baseline(text, f"{checkout.name}/{path.name}", page)


def _see_licence(checkout: Path) -> None:
    path = checkout / "LICENSE"
    if not path.is_file() or LICENCE not in path.read_text(encoding="utf-8", errors="replace"):
        raise _refused(checkout, f"its LICENSE does not say {LICENCE}")


def _see_package(checkout: Path, ids: set[str]) -> None:
    """Compare with the package that newer releases of ScubaGear make of the same documents."""
    path = checkout / "PowerShell/ScubaGear/schemas/ScubaBaselines.json"
    if not path.is_file():
        return
    baselines = json.loads(path.read_text(encoding="utf-8-sig"))["baselines"]
    packed = {each["id"] for product in baselines.values() for each in product}
    if differ := sorted(packed ^ ids):
        raise _refused(checkout, f"its documents and {path.name} differ: {', '.join(differ)}")


def _git(checkout: Path, *words: str) -> str:
    done = subprocess.run(
        ("git", "-C", str(checkout), *words), capture_output=True, text=True, check=False, timeout=60
    )
    if done.returncode:
        raise _refused(checkout, f"git {words[0]} says {done.stderr.strip()[:200]!r}")
    return done.stdout.strip()


def _refused(checkout: Path, why: str) -> DeclarationError:
    return DeclarationError(
        f"{checkout}: {why}", next_step="check out a release of the upstream repository, whole"
    )


def told(before: Catalogue | None, after: Catalogue) -> list[str]:
    """Say what came, went and changed, a line each after a line of counts."""
    old = {} if before is None else {each.bare: each for each in before.policies}
    new = {each.bare: each for each in after.policies}
    came, went = sorted(new.keys() - old.keys()), sorted(old.keys() - new.keys())
    changed = [name for name in sorted(new.keys() & old.keys()) if _words(old[name]) != _words(new[name])]
    count = f"{len(new)} policies: {len(came)} came, {len(went)} went, {len(changed)} changed"
    lines = [f"{after.kind} {after.release}: {count}"]
    if before is not None:
        lines += [f"  came: {new[name].id}" for name in came]
        lines += [f"  went: {old[name].id}" for name in went]
        lines += [f"  changed: {old[name].id} is now {new[name].id}" for name in changed]
    return lines


def _words(policy: Policy) -> tuple[str, ...]:
    return (policy.id, policy.group, policy.requirement, policy.criticality)


def refresh(gear: Path, goggles: Path, folder: Path = FOLDER) -> list[str]:
    """Write both catalogues anew below ``folder`` and return what is to be told of it."""
    found = [read_checkout(gear, GEAR), read_checkout(goggles, GOGGLES)]
    lines = []
    for catalogue in found:
        path = folder / FILES[catalogue.kind]
        before = Catalogue.model_validate_json(path.read_text()) if path.exists() else None
        lines += told(before, catalogue)
        written = json.dumps(catalogue.model_dump(mode="json"), indent=1, ensure_ascii=False)
        path.write_text(written + "\n", encoding="utf-8")
    return lines


def main(words: Sequence[str]) -> None:
    """Do it, or end with what stands in the way."""
    match words:
        case [gear, goggles]:
            print("\n".join(refresh(Path(gear), Path(goggles))))
        case _:
            sys.exit("usage: python3 -m scripts.scuba_catalogues CHECKOUT_GEAR CHECKOUT_GOGGLES")


if __name__ == "__main__":
    try:
        main(sys.argv[1:])
    except DrplanError as failed:
        sys.exit(f"error: {failed.message}\nnext: {failed.next_step}")
