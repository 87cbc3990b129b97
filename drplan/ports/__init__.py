"""How drplan meets the world: small protocols, and the plain values that pass through them.

Adapters implement them; ``act`` uses them; the pure stages read only the values. An implementation raises
errors of :mod:`drplan.errors` when the thing could not be done, and returns a value when it was done,
whether the answer is good news or not.
"""

from drplan.ports.data import DOUBTED as DOUBTED
from drplan.ports.data import UNTRUSTED as UNTRUSTED
from drplan.ports.data import DataProver as DataProver
from drplan.ports.data import Entries as Entries
from drplan.ports.data import Facts as Facts
from drplan.ports.data import Protected as Protected
from drplan.ports.data import Protector as Protector
from drplan.ports.data import Recovered as Recovered
from drplan.ports.data import RecoveryPoint as RecoveryPoint
from drplan.ports.data import Sample as Sample
from drplan.ports.data import Told as Told
from drplan.ports.data import Vault as Vault
from drplan.ports.device import Device as Device
from drplan.ports.device import DeviceFacts as DeviceFacts
from drplan.ports.device import Devices as Devices
from drplan.ports.device import Neighbour as Neighbour
from drplan.ports.device import Refusal as Refusal
from drplan.ports.pages import KeepsPages as KeepsPages
from drplan.ports.world import AnyAsset as AnyAsset
from drplan.ports.world import AssetResult as AssetResult
from drplan.ports.world import Clock as Clock
from drplan.ports.world import DeviceChange as DeviceChange
from drplan.ports.world import Enforcer as Enforcer
from drplan.ports.world import FeatureHeld as FeatureHeld
from drplan.ports.world import Ground as Ground
from drplan.ports.world import Journal as Journal
from drplan.ports.world import Message as Message
from drplan.ports.world import Notifier as Notifier
from drplan.ports.world import OperationOutcome as OperationOutcome
from drplan.ports.world import OperationResult as OperationResult
from drplan.ports.world import Places as Places
from drplan.ports.world import Prober as Prober
from drplan.ports.world import Programs as Programs
from drplan.ports.world import Progress as Progress
from drplan.ports.world import RiskyLine as RiskyLine
from drplan.ports.world import SecretReader as SecretReader
from drplan.ports.world import Sighting as Sighting
from drplan.ports.world import Signer as Signer
