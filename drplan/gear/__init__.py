"""What is known of network gear: each platform as data, and how its configurations read. Pure.

A configuration here is text as the device prints it. Nothing in this package talks to a device.
"""

from drplan.gear.catalogue import PLATFORMS as PLATFORMS
from drplan.gear.catalogue import RESTORED as RESTORED
from drplan.gear.catalogue import spoken as spoken
from drplan.gear.feature import Feature as Feature
from drplan.gear.feature import Held as Held
from drplan.gear.platform import Platform as Platform
