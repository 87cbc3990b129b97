"""The Debian image every lab host starts from: built once, kept in the cache, never written to again."""

from __future__ import annotations

import hashlib
import shutil
import tempfile
from pathlib import Path

from drplan.adapters.lab import pens
from drplan.adapters.lab.pool import Recipe
from drplan.adapters.lab.tools import require, run
from drplan.errors import LabError

LOGIN = "drplan"
"""The operator's login on every lab host."""

LOGIN_ID = 1000
PEN = "image"
_BUILD_SECONDS = 900
_KEYRING = Path("/usr/share/keyrings/debian-archive-keyring.gpg")
"""Said to mmdebstrap, which without gpg, as on a fresh Ubuntu, does not find it by itself."""

SYSTEM = (
    "systemd-sysv,dbus,openssh-server,iproute2,sudo,ca-certificates,procps,cron,logrotate,rsyslog,nftables,"
    "linux-base,python3-minimal,libpython3-stdlib"
)
"""What a freshly installed host has. ``linux-base``: packages that ask for a kernel are content."""

_DOWNLOAD = 'chroot "$1" apt-get -y --download-only --no-install-recommends install '
"""What baselines install is downloaded with what it depends on, so that a lab needs no network."""

# mmdebstrap forgets downloads and package lists as its last step: the pool is put aside in a hook of its own.
_ASIDE = 'mkdir -p "$1/srv/apt" && mv "$1"/var/cache/apt/archives/*.deb "$1/srv/apt/"'

_FINISH = f"""
set -eu
cd /srv/apt
for deb in *.deb; do
  # A pool's file names carry no epoch; apt would take the % for an escape.
  plain=$(echo "$deb" | sed 's/_[0-9]*%3a/_/')
  [ "$deb" = "$plain" ] || mv "$deb" "$plain"
  dpkg-deb --field "$plain"
  echo "Filename: ./$plain"
  echo "Size: $(stat -c %s "$plain")"
  echo "SHA256: $(sha256sum "$plain" | cut -d' ' -f1)"
  echo
done > Packages
rm -rf /etc/apt/sources.list.d/* /var/lib/apt/lists/*
echo 'deb [trusted=yes] file:/srv/apt ./' > /etc/apt/sources.list
apt-get -qq update
useradd --create-home --uid {LOGIN_ID} --shell /bin/bash {LOGIN}
install -d -m 700 -o {LOGIN} -g {LOGIN} /home/{LOGIN}/.ssh
echo '{LOGIN} ALL=(ALL:ALL) NOPASSWD: ALL' > /etc/sudoers.d/{LOGIN}
chmod 440 /etc/sudoers.d/{LOGIN}
rm -f /etc/ssh/ssh_host_*
: > /etc/machine-id
"""


def key(recipe: Recipe) -> str:
    """Return the image's name: a changed recipe is another image."""
    whole = f"{recipe.suite}\n{SYSTEM}\n{_download(recipe)}\n{_ASIDE}\n{_FINISH}"
    return hashlib.sha256(whole.encode()).hexdigest()[:16]


def path(cache: Path, recipe: Recipe) -> Path:
    """Return where the image of a recipe is, or would be."""
    return cache / f"image-{key(recipe)}"


def build(cache: Path, recipe: Recipe) -> Path:
    """Return the image, building it first when it is not there (about 40 s and 450 MB of downloads).

    It appears under its name only when it is whole: a build that was killed is thrown away by the next.
    """
    image = path(cache, recipe)
    if image.is_dir():
        return image
    cache.mkdir(parents=True, exist_ok=True)
    pens.empty(PEN)
    for remains in cache.glob("building-*"):
        remove_tree(remains)
    # mmdebstrap and the host's own logins must be able to look inside.
    folder = Path(tempfile.mkdtemp(prefix="building-", dir=cache))
    folder.chmod(0o755)
    try:
        run(pens.joined(PEN, _mmdebstrap(folder, recipe)), timeout=_BUILD_SECONDS)
        run(["chroot", str(folder), "/bin/sh", "-c", _FINISH], timeout=_BUILD_SECONDS)
        folder.rename(image)
    except BaseException:
        remove_tree(folder)
        raise
    finally:
        pens.empty(PEN)
    return image


def remove_tree(folder: Path) -> None:
    """Remove a tree that holds a system; raises ``LabError`` rather than follow a mount out of it."""
    real = folder.resolve()
    for line in Path("/proc/self/mounts").read_text().splitlines():
        point = Path(line.split()[1].encode().decode("unicode_escape"))
        if point.is_relative_to(real):
            raise LabError(f"{point} is still mounted", next_step=f"umount {point}, then run this again")
    shutil.rmtree(folder)


def _download(recipe: Recipe) -> str:
    return _DOWNLOAD + " ".join(recipe.packages)


def _mmdebstrap(folder: Path, recipe: Recipe) -> list[str]:
    # setpriv: a build must not outlive a killed command. unshare: nor must what mmdebstrap mounts.
    return [
        *(require("setpriv"), "--pdeathsig", "KILL", "unshare", "--mount", require("mmdebstrap")),
        *("--quiet", "--variant=minbase", "--dpkgopt=force-unsafe-io", f"--include={SYSTEM}"),
        *((f"--keyring={_KEYRING}",) if _KEYRING.exists() else ()),
        *(f"--customize-hook={_download(recipe)}", f"--customize-hook={_ASIDE}"),
        *(recipe.suite, str(folder)),
    ]
