"""The folders whose files the district declares on this server, and Samba over those below /srv.

Only that they exist is held here: owners and modes inside them are data, and come back with a restore. So are
the accounts that may log in: ``/var/lib/samba/private`` belongs into a backup.
"""

from pyinfra import host
from pyinfra.operations import systemd

from deploys.checked import checked_file
from deploys.control import held
from deploys.shares import shares
from deploys.steps import folders_exist, held_modes, installed, loaded, rendered
from deploys.units import drop_in, units_read

SETTINGS, SHARES = "/etc/samba/smb.conf", "/etc/samba/drplan-shares.conf"
DROP_IN = "/etc/systemd/system/smbd.service.d/10-drplan.conf"

# testparm ends well whatever it reads: what it says about a setting decides.
CHECK = (
    "said=$(testparm --suppress-prompt {file} 2>&1 >/dev/null) && ! printf '%s' \"$said\""
    " | grep -iE 'unknown|error|ignor|invalid|fail' >&2"
)

folders: list[str] = host.data.get("folders") or []
if name := held("share-entry"):
    held_modes(name=name, modes={"/srv": ("root", "root", "755")})
if name := held("share-folders"):
    folders_exist(name=name, paths=folders)

# The settings are there before the server is: not for a moment are Debian's own shares offered.
installed(name="Shares: Samba's tools are installed", packages=["samba-common-bin"])
strict = bool(held("share-strict"))
offered, settings, confined = [], [], []
if name := held("share-shares"):
    offered.append(
        checked_file(
            name=name,
            src=rendered("smb-shares.conf", shares=shares(folders), strict=strict),
            dest=SHARES,
            mode="644",
            check=CHECK.format(file=SHARES),
        )
    )
if name := held("share-settings"):
    settings.append(
        checked_file(
            name=name,
            src=rendered(
                "smb.conf",
                workgroup=host.data.site_code.upper()[:15],
                address=host.data.ssh_hostname,
                networks=host.data.site_networks,
                strict=strict,
            ),
            dest=SETTINGS,
            mode="644",
            check=CHECK.format(file=SETTINGS),
        )
    )
installed(name="Shares: Samba is installed", packages=["samba"])
if name := held("share-browsing"):
    systemd.service(name=name, service="nmbd", running=False, enabled=False)
if name := held("share-confined"):
    confined.append(drop_in(name, "smbd.service", "smbd.service.conf", networks=host.data.site_networks))
    units_read(
        name="Shares: systemd works with the unit on disk", units=["smbd.service"], after=tuple(confined)
    )
if name := held("share-runs"):
    systemd.service(name=name, service="smbd", running=True, enabled=True)
    loaded(
        name="Shares: work with the settings on disk",
        unit="smbd.service",
        paths=[SETTINGS, *([DROP_IN] if confined else [])],
        after=(*settings, *confined),
        how="restart",
    )
    loaded(
        name="Shares: work with the shares on disk", unit="smbd.service", paths=[SHARES], after=tuple(offered)
    )
