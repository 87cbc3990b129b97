"""The lab that the end-to-end tests raise, for tests that take longer."""

from tests.e2e.conftest import lab_hs, raised_lab

__all__ = ["lab_hs", "raised_lab"]
