"""FreeRADIUS, which tells the district's network devices who may come in (RFC 2865).

Who may come in is data: ``/etc/freeradius/3.0/mods-config/files/authorize`` is kept with its content, by a
backup and not by a deploy. The devices are those that declare ``radius=(SERVER, …)``.
"""

from pyinfra import host
from pyinfra.api import DeployError
from pyinfra.operations import files, systemd

from deploys.checked import checked_file
from deploys.control import held
from deploys.secrets import secret, secret_file
from deploys.steps import held_modes, installed, loaded, rendered
from deploys.units import drop_in, units_read

SHORTEST = 16
"""Letters a shared secret must have (RFC 2865, section 3)."""

FOLDER = "/etc/freeradius/3.0"
clients: dict[str, str] = host.data.get("radius_clients") or {}


def shared_with(device: str) -> str:
    """Return the secret ``radius-DEVICE`` where the server was given one, else ``radius``."""
    try:
        word = secret(f"radius-{device}")
    except DeployError:
        word = secret("radius")
    if len(word) < SHORTEST or not word.isascii() or not word.isprintable() or set(word) & set("\"\\$'{} "):
        raise DeployError(
            f"the shared secret of {device} must be {SHORTEST} letters, digits and signs or more,"
            " without blanks, quotes, backslashes, dollar signs and braces"
        )
    return word


installed(name="RADIUS: FreeRADIUS is installed", packages=["freeradius"])
changed = []
if name := held("radius-secrets"):
    words = {device: shared_with(device) for device in clients}
    changed.append(
        secret_file(
            name=name,
            src=rendered("radius-secrets.conf", secrets=words),
            dest=f"{FOLDER}/drplan-secrets.conf",
            user="root",
            group="freerad",
            mode="640",
        )
    )
if name := held("radius-settings"):
    changed.append(
        checked_file(
            name=name,
            src=rendered(
                "radius.conf",
                address=host.data.ssh_hostname,
                clients=clients,
                strict=bool(held("radius-clear-text")),
            ),
            dest=f"{FOLDER}/drplan.conf",
            group="freerad",
            mode="640",
            check="freeradius -C -x -n drplan -l stdout >&2",
        )
    )
    changed.append(
        files.put(
            name="RADIUS: the server reads drplan's settings (CM-6)",
            src=rendered("freeradius"),
            dest="/etc/default/freeradius",
            user="root",
            group="root",
            mode="644",
        )
    )
if name := held("radius-files"):
    held_modes(
        name=name,
        modes={
            "/etc/freeradius": ("root", "freerad", "2750"),
            FOLDER: ("root", "freerad", "750"),
            f"{FOLDER}/mods-config/files/authorize": ("root", "freerad", "640"),
        },
    )
confined = []
if name := held("radius-confined"):
    confined.append(drop_in(name, "freeradius.service", "freeradius.service.conf", clients=clients.values()))
    units_read(
        name="RADIUS: systemd works with the unit on disk",
        units=["freeradius.service"],
        after=tuple(confined),
    )
if name := held("radius-runs"):
    systemd.service(name=name, service="freeradius", running=True, enabled=True)
    loaded(
        name="RADIUS: works with the settings on disk",
        unit="freeradius.service",
        paths=[
            f"{FOLDER}/drplan.conf",
            f"{FOLDER}/drplan-secrets.conf",
            "/etc/default/freeradius",
            "/etc/systemd/system/freeradius.service.d/10-drplan.conf",
        ],
        after=(*changed, *confined),
        how="restart",
    )
