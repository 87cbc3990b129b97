"""nginx that shows the school's files, read-only, on port 80 (opened by ``baseline``)."""

from pyinfra import host
from pyinfra.operations import files, systemd

from deploys.steps import installed, loaded, rendered

installed(name="Web: nginx is installed", packages=["nginx-light"])
default = files.link(
    name="Web: Debian's example site is off (CM-7)", path="/etc/nginx/sites-enabled/default", present=False
)
site = files.put(
    name="Web: the school's files are shown, read-only (AC-6)",
    src=rendered("nginx.conf", root=host.data.get("web_root", "/srv/school")),
    dest="/etc/nginx/conf.d/drplan.conf",
    user="root",
    group="root",
    mode="644",
)
systemd.service(name="Web: nginx runs", service="nginx", running=True, enabled=True)
loaded(
    name="Web: works with the site on disk",
    unit="nginx.service",
    paths=["/etc/nginx/sites-enabled", "/etc/nginx/conf.d/drplan.conf"],
    after=(default, site),
)
