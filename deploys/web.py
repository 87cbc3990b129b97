"""nginx that shows the school's files, read-only, on port 80 (opened by ``baseline``)."""

from pyinfra import host
from pyinfra.operations import files, systemd

from deploys.checked import checked_file
from deploys.control import held
from deploys.steps import installed, loaded, rendered
from deploys.units import drop_in, units_read

DROP_IN = "/etc/systemd/system/nginx.service.d/10-drplan.conf"

installed(name="Web: nginx is installed", packages=["nginx-light"])
changed, confined = [], []
if name := held("web-example"):
    changed.append(files.link(name=name, path="/etc/nginx/sites-enabled/default", present=False))
if name := held("web-site"):
    changed.append(
        checked_file(
            name=name,
            src=rendered("nginx.conf", root=host.data.get("web_root", "/srv/school")),
            dest="/etc/nginx/conf.d/drplan.conf",
            mode="644",
            check="nginx -t -q",
        )
    )
if name := held("web-confined"):
    confined.append(drop_in(name, "nginx.service", "nginx.service.conf"))
    units_read(
        name="Web: systemd works with the unit on disk", units=["nginx.service"], after=tuple(confined)
    )
if name := held("web-runs"):
    systemd.service(name=name, service="nginx", running=True, enabled=True)
    if confined:
        loaded(
            name="Web: works with the unit on disk",
            unit="nginx.service",
            paths=[DROP_IN],
            after=tuple(confined),
            how="restart",
        )
    loaded(
        name="Web: works with the site on disk",
        unit="nginx.service",
        paths=["/etc/nginx/sites-enabled", "/etc/nginx/conf.d/drplan.conf"],
        after=tuple(changed),
    )
