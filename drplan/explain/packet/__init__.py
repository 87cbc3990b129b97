"""The break-glass packet: the one PDF that is printed, sealed, and opened when nothing else is left."""

from drplan.explain.packet.expiry import Reason as Reason
from drplan.explain.packet.expiry import expires as expires
from drplan.explain.packet.expiry import overdue as overdue
from drplan.explain.packet.page import packet_page as packet_page
from drplan.explain.packet.sealed import Machine as Machine
from drplan.explain.packet.sealed import Sealed as Sealed
