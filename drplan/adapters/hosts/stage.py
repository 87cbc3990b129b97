"""Each host at its own stage: one is still planned while another is changed already."""

from __future__ import annotations

from typing import Any

from pyinfra.api import Config, Inventory, State
from pyinfra.api.host import Host
from pyinfra.api.state import StateHostMeta, StateStage
from pyinfra.context import ctx_host


class StagedState(State):
    """pyinfra's state, of which a process has one, with the stage asked of the host at work.

    ``executing`` holds the names of the hosts that are changed; the others are planned.
    """

    def __init__(self, inventory: Inventory, config: Config) -> None:
        self.executing: set[str] = set()
        super().__init__(inventory, config)

    @property
    def is_executing(self) -> bool:  # type: ignore[override]
        """Whether the host at work is changed."""
        host = ctx_host.get()
        return host is not None and host.name in self.executing

    @property
    def current_stage(self) -> Any:  # type: ignore[override]
        """The stage of the host at work."""
        return StateStage.Execute if self.is_executing else StateStage.Prepare

    def fail_hosts(self, hosts_to_fail: set[Host], activated_count: int | None = None) -> None:
        """Only note it: pyinfra's own raises when the last host has failed, whichever host asks next."""
        del activated_count
        self.failed_hosts.update(hosts_to_fail)

    def should_check_for_changes(self) -> bool:
        """Whether operations are to say beforehand if they would change the host at work."""
        return not self.is_executing


def begin_anew(state: State, host: Host, position: int) -> None:
    """Forget what the deploy did with a host so far, so that it can be run again.

    ``position`` is the host's number. Operations are told apart by their place in the call: without it,
    hosts would share them.
    """
    for op_hash in host.op_hash_order:
        state.op_meta.pop(op_hash, None)
    host.op_hash_order.clear()
    host.loop_position[:] = [position]
    host.data.override_datas.clear()
    state.ops[host].clear()
    state.meta[host] = StateHostMeta()
    # Kept by pyinfra for the life of the process, also when the answer was not known yet.
    memory: dict[str, Any] = Host._get_temp_directory.cache  # noqa: SLF001
    memory.pop(f"{(host,)}{{}}", None)
