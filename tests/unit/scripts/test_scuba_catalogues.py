"""Renewing the catalogues from small checkouts: told what came, went and changed; refused unless whole."""

import json
import shutil
import subprocess
from pathlib import Path

import pytest

from drplan.errors import DeclarationError
from drplan.posture.policy import Catalogue
from scripts.scuba_catalogues import GEAR, GOGGLES, read_checkout, refresh

PAGE = """# CISA {suite} Secure Configuration Baseline for {product}
## 1. First
"""
POLICY = "#### {id}\n{says}\n\n"


def write(checkout: Path, folder: str, name: str, suite: str, *policies: tuple[str, str]) -> None:
    path = checkout / folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    told = "".join(POLICY.format(id=each, says=says) for each, says in policies)
    path.write_text(PAGE.format(suite=suite, product=name.removesuffix(".md").title()) + told)


def commit(checkout: Path, tag: str) -> None:
    said = ("-c", "user.name=x", "-c", "user.email=x@example.org", "-c", "commit.gpgsign=false")
    for words in (("init", "-q"), ("add", "-A"), (*said, "commit", "-qm", tag), ("tag", tag)):
        subprocess.run(("git", "-C", str(checkout), *words), check=True, capture_output=True)


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    """Return two small checkouts, as their upstreams lay them out."""
    root = tmp_path_factory.mktemp("upstream")
    gear, goggles = root / "gear", root / "goggles"
    write(
        gear,
        GEAR.baselines,
        "teams.md",
        "M365",
        ("MS.TEAMS.1.1v1", "It SHALL hold."),
        ("MS.TEAMS.1.2v1", "It SHOULD."),
    )
    write(gear, GEAR.baselines, "removedpolicies.md", "M365", ("MS.TEAMS.9.9v1", "It SHALL not count."))
    write(goggles, GOGGLES.baselines, "chat.md", "Google Workspace", ("GWS.CHAT.1.1v1", "It SHALL hold."))
    for checkout, tag in ((gear, "v1.8.0"), (goggles, "v1.0.1")):
        (checkout / "LICENSE").write_text("Creative Commons Legal Code\n\nCC0 1.0 Universal\n")
        commit(checkout, tag)
    return gear, goggles


@pytest.fixture
def checkouts(made, tmp_path):
    """Return copies of them that a test may change."""
    return tuple(shutil.copytree(each, tmp_path / each.name) for each in made)


def test_a_first_run_writes_both_catalogues_with_release_and_commit(checkouts, tmp_path):
    gear, goggles = checkouts
    assert refresh(gear, goggles, tmp_path) == [
        "microsoft-365 v1.8.0: 2 policies: 2 came, 0 went, 0 changed",
        "google-workspace v1.0.1: 1 policies: 1 came, 0 went, 0 changed",
    ]
    gear = Catalogue.model_validate_json((tmp_path / "scubagear.json").read_text())
    head = subprocess.run(
        ("git", "-C", str(checkouts[0]), "rev-parse", "HEAD"), capture_output=True, text=True, check=True
    )
    assert gear.commit == head.stdout.strip()
    assert [each.id for each in gear.policies] == ["MS.TEAMS.1.1v1", "MS.TEAMS.1.2v1"], (
        "removed policies are none"
    )


def test_a_second_run_says_what_came_went_and_changed(checkouts, tmp_path):
    gear, goggles = checkouts
    refresh(gear, goggles, tmp_path)
    write(
        gear,
        GEAR.baselines,
        "teams.md",
        "M365",
        ("MS.TEAMS.1.1v2", "It SHALL hold fast."),
        ("MS.TEAMS.2.1v1", "It SHOULD."),
    )
    assert refresh(gear, goggles, tmp_path) == [
        "microsoft-365 v1.8.0: 2 policies: 1 came, 1 went, 1 changed",
        "  came: MS.TEAMS.2.1v1",
        "  went: MS.TEAMS.1.2v1",
        "  changed: MS.TEAMS.1.1v1 is now MS.TEAMS.1.1v2",
        "google-workspace v1.0.1: 1 policies: 0 came, 0 went, 0 changed",
    ]


def test_nothing_is_written_when_one_checkout_is_not_whole(checkouts, tmp_path):
    gear, goggles = checkouts
    (goggles / GOGGLES.baselines / "chat.md").write_text("#### GWS.CHAT.1.1v1\n")
    with pytest.raises(DeclarationError, match=r"chat\.md cannot be read whole"):
        refresh(gear, goggles, tmp_path)
    assert not list(tmp_path.glob("*.json"))


def test_a_checkout_under_another_licence_is_refused(checkouts):
    (checkouts[0] / "LICENSE").write_text("All rights reserved")
    with pytest.raises(DeclarationError, match="LICENSE does not say CC0"):
        read_checkout(checkouts[0], GEAR)


def test_a_folder_without_baselines_is_refused(checkouts):
    shutil.rmtree(checkouts[0] / GEAR.baselines)
    with pytest.raises(DeclarationError, match="there is no baseline"):
        read_checkout(checkouts[0], GEAR)


def test_a_folder_that_is_no_checkout_is_refused(checkouts):
    shutil.rmtree(checkouts[0] / ".git")
    with pytest.raises(DeclarationError, match="git describe says"):
        read_checkout(checkouts[0], GEAR)


@pytest.mark.parametrize(
    ("ids", "says"),
    [(["MS.TEAMS.1.1v1"], "differ: MS.TEAMS.1.2v1"), (["MS.TEAMS.1.1v1", "MS.TEAMS.1.2v1"], None)],
)
def test_the_documents_are_compared_with_the_package_that_upstream_makes_of_them(checkouts, ids, says):
    path = checkouts[0] / "PowerShell/ScubaGear/schemas/ScubaBaselines.json"
    path.parent.mkdir(parents=True)
    path.write_text("\ufeff" + json.dumps({"baselines": {"teams": [{"id": each} for each in ids]}}))
    if says is None:
        assert len(read_checkout(checkouts[0], GEAR).policies) == 2
        return
    with pytest.raises(DeclarationError, match=says):
        read_checkout(checkouts[0], GEAR)
