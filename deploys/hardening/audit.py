"""What the kernel and the machine note about what was done on them."""

from pyinfra import host, logger
from pyinfra.api import operation
from pyinfra.operations import files, systemd

from deploys.control import held
from deploys.steps import DIFFERS, Lines, Steps, installed, rendered


def hold(shared: str | None) -> None:
    """Hold it; ``shared`` says why the kernel's records are not this host's, when they are not."""
    if name := held("audit-rules"):
        files.put(
            name=name,
            src=rendered("audit.rules"),
            dest="/etc/audit/rules.d/60-drplan.rules",
            user="root",
            group="root",
            mode="640",
            create_remote_dir=True,
        )
    if name := held("audit", not_here=shared):
        installed(name="Audit: the daemon is installed (CIS 6.2.1.1)", packages=["auditd"])
        systemd.service(name=name, service="auditd", running=True, enabled=True)
        audit_rules_loaded(name="Audit: the kernel works with the rules on disk (CIS 6.2.3.21)")
    if name := held("process-accounting", not_here=shared):
        installed(name="Audit: process accounting is installed", packages=["acct"])
        systemd.service(name=name, service="acct", running=True, enabled=True)
    if name := held("load-history"):
        installed(name="Audit: what records load is installed", packages=["sysstat"])
        files.line(name=name, path="/etc/default/sysstat", line=r"^ENABLED=.*$", replace='ENABLED="true"')
        systemd.service(name="Audit: load is recorded", service="sysstat", running=True, enabled=True)


@operation()
def audit_rules_loaded() -> Steps:
    """Load the rules when those on disk are others than those that were loaded last."""
    said = host.get_fact(Lines, command="augenrules --check 2>&1 || true")
    if any("should be updated" in line for line in said):
        logger.info(DIFFERS, "the audit rules on disk are not those that are loaded")
        yield "augenrules --load"
