"""The settings drplan knows how to read and write in an AWS account, by name."""

from __future__ import annotations

from collections.abc import Mapping

from drplan.adapters.aws.settings.account import ACCOUNT
from drplan.adapters.aws.settings.bucket import BUCKET
from drplan.adapters.aws.settings.bucket import join_rule as join_rule
from drplan.adapters.aws.settings.bucket import keep_stronger as keep_stronger
from drplan.adapters.aws.settings.budget import BUDGET
from drplan.adapters.aws.settings.copies import COPIES
from drplan.adapters.aws.settings.identities import IDENTITIES
from drplan.adapters.aws.settings.policy import join_statement as join_statement
from drplan.adapters.aws.settings.restore_tests import RESTORE_TESTS
from drplan.adapters.aws.settings.setting import Place as Place
from drplan.adapters.aws.settings.setting import Setting as Setting
from drplan.adapters.aws.settings.setting import current_value as current_value
from drplan.adapters.aws.settings.trail import TRAIL
from drplan.adapters.aws.settings.vaults import VAULTS

SETTINGS: Mapping[str, Setting] = {
    **ACCOUNT,
    **BUCKET,
    **BUDGET,
    **COPIES,
    **IDENTITIES,
    **RESTORE_TESTS,
    **TRAIL,
    **VAULTS,
}
"""Every name a baseline in ``deploys/aws`` may use."""
