"""The files of a district's first repository."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from datetime import date
from importlib.resources import files

from drplan.declare import District, Repository, Secret
from drplan.explain.site_files import site_files
from drplan.explain.starter.first_plan import BORNE

_PLACES = {
    "Makefile": "Makefile",
    "with-secrets": "with-secrets",
    "sops.yaml": ".sops.yaml",
    "secrets.md": "secrets/README.md",
    "gitignore": ".gitignore",
    "pre-commit-config.yaml": ".pre-commit-config.yaml",
    "readme.md": "README.md",
    "plan.yml": ".github/workflows/plan.yml",
}
"""What each template is called where it comes to lie."""

RUN = ("with-secrets",)
"""Those that are programs."""

_WORD = re.compile(r"<<([a-z_]+)>>")
_NO_KEY = "write the public key here: age-keygen prints it"


def starter_files(
    plan: District, today: date, *, install: str, age: str | None, deploys: Mapping[str, bytes]
) -> dict[str, bytes]:
    """Return every file of the repository by its path; ``deploys`` are the baselines it begins with.

    ``install`` is what `pip install` is told in CI, ``age`` the public keys that secrets are encrypted to.
    """
    words = {
        "district": plan.name,
        "site": plan.sites[0].code,
        "data_set": plan.sites[0].services[0].data_sets[0].name,
        "names": "\n".join(f"- `{each}`" for each in secret_names(plan)),
        "borne": str(len(plan.waivers)),
        "today": str(today),
        "until": str(today + BORNE),
        "install": install,
        "age": age or _NO_KEY,
    }
    header = (f"Written by drplan init on {today}. It is yours now: change it, and run drplan validate.",)
    declared = {f"inventories/{name}": text.encode() for name, text in site_files(plan, header).items()}
    plain = {place: _filled(name, words).encode() for name, place in _PLACES.items()}
    return {
        **plain,
        **declared,
        "inventories/__init__.py": b"",
        **{f"deploys/{name}": content for name, content in deploys.items()},
    }


def secret_names(plan: District) -> list[str]:
    """Return the environment variables that the declaration's copies are opened with, sorted."""
    return sorted({name for each in plan.repositories for name in _names(each)})


def _names(repository: Repository) -> Iterator[str]:
    for secret in _secrets_of(repository):
        if secret is not None and secret.kind == "env":
            yield secret.reference[0]


def _secrets_of(repository: Repository) -> tuple[Secret | None, ...]:
    return (repository.password, repository.user, repository.user_secret, repository.ca_certificate)


def _filled(name: str, words: Mapping[str, str]) -> str:
    text = files("drplan.explain.starter").joinpath("templates", name).read_text()
    return _WORD.sub(lambda found: words[found[1]], text)
