"""Controllers of network gear, read by their APIs and never written to."""

from drplan.adapters.network.controllers.device import ControllerDevice, open_controller

__all__ = ["ControllerDevice", "open_controller"]
