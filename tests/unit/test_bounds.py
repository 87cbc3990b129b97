"""What no line of drplan may do, looked for in all of its sources: a check off, or a shell let in."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
SOURCES = {
    path.relative_to(ROOT).as_posix(): path.read_text(encoding="utf-8")
    for folder in ("drplan", "deploys", "scripts")
    for path in sorted((ROOT / folder).rglob("*.py"))
}

NEVER = {
    "takes any certificate": (
        r"CERT_NONE|verify\s*=\s*False|check_hostname\s*=\s*False|_create_unverified|insecure-tls"
    ),
    "takes any host key": (
        r"AutoAddPolicy|WarningPolicy|StrictHostKeyChecking[\"']?[=:,\s]+[\"']?(no|off|ask)\b"
    ),
    "skips restic's own checks": r"--insecure|--no-verify",
    "has a shell read foreign words": r"shell\s*=\s*True|os\.system\(|os\.popen\(",
    "evaluates text": r"(?<![.\w])(eval|exec)\(|pickle\.loads?\(|yaml\.load\(|marshal\.loads\(",
    "unpacks an archive onto a disk": r"\.extractall\(|unpack_archive\(",
    "fills in templates outside of a sandbox": r"(?<![A-Za-z])Environment\(",
    "trusts a template's text as markup": r"\|\s*safe\b|Markup\(",
    "makes a file's name that somebody else can take": r"tempfile\.mktemp\(",
}
ALLOWED = {
    (
        "has a shell read foreign words",
        "drplan/adapters/hosts/lines.py",
    ): "a deploy's commands on this machine",
    ("evaluates text", "drplan/adapters/hosts/runner.py"): "deploy files are programs",
    ("evaluates text", "drplan/adapters/agent/manifest_readers.py"): "from our own fork, through a pipe",
    ("trusts a template's text as markup", "drplan/explain/search.py"): "shipped script, and its digest",
    ("trusts a template's text as markup", "drplan/explain/shown.py"): "escaped there, one by one",
    ("evaluates text", "drplan/adapters/imports/read_yaml.py"): "its loader is a SafeLoader",
}


@pytest.mark.parametrize("what", NEVER)
def test_no_source(what):
    found = {path for path, text in SOURCES.items() if re.search(NEVER[what], text)}
    allowed = {path for why, path in ALLOWED if why == what}
    assert found == allowed, f"{what}: a new place, or one that is no more"


def test_a_host_key_is_taken_unseen_only_where_it_is_noted_and_nobody_logs_in():
    new = [path for path, text in SOURCES.items() if "accept-new" in text]
    assert new == ["drplan/adapters/host_keys.py"]
    text = SOURCES[new[0]]
    assert '"PreferredAuthentications": "none"' in text


def test_every_page_forbids_what_it_does_not_bring_itself():
    frame = (ROOT / "drplan/explain/templates/frame.html.j2").read_text(encoding="utf-8")
    assert "default-src 'none'" in frame
    assert "base-uri 'none'" in frame
    others = [
        path for path in (ROOT / "drplan/explain/templates").glob("*.html.j2") if "<html" in path.read_text()
    ]
    assert [path.name for path in others] == ["frame.html.j2"]
