"""A restic and a repository for the tests of this folder: made once a worker, copied for each test."""

import shutil
from pathlib import Path

import pytest

from drplan.adapters.agent.restic import Target
from drplan.adapters.tools import find_restic
from tests.contract.weak_key import PASSWORD, make_repository

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="session")
def restic_program():
    return str(find_restic(ROOT / ".drplan"))


@pytest.fixture(scope="session")
def empty_repository(tmp_path_factory, restic_program):
    return make_repository(tmp_path_factory.mktemp("restic") / "repository", restic_program)


@pytest.fixture
def repository_folder(tmp_path, empty_repository):
    return shutil.copytree(empty_repository, tmp_path / "repository")


@pytest.fixture
def place(tmp_path, repository_folder, restic_program):
    """An empty repository on this disk."""
    secret = {"RESTIC_PASSWORD": PASSWORD}
    return Target(restic_program, str(repository_folder), str(tmp_path / "cache"), secret)
