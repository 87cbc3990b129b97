"""Every reader of what others wrote that is fuzzed; ``docs/untrusted.md`` has them in a table."""

from tests.unit.fuzz.readers_backups import READERS as BACKUPS
from tests.unit.fuzz.readers_devices import READERS as DEVICES
from tests.unit.fuzz.readers_documents import READERS as DOCUMENTS
from tests.unit.fuzz.readers_evidence import READERS as EVIDENCE
from tests.unit.fuzz.readers_exports import READERS as EXPORTS

READERS = (*DOCUMENTS, *EVIDENCE, *DEVICES, *BACKUPS, *EXPORTS)
