"""Judgements of SP 800-53 as OSCAL assessment results (NIST, release 1.1): plain dictionaries.

The same state gives the same bytes: every UUID is of version 5 over what it stands for, every time a
record's. A finding is ``satisfied`` only by a pass: OSCAL knows no third state, so what nothing shows is
``not-satisfied`` with the reason ``other``, and what does not apply is left out of what was reviewed.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass

from drplan.audit.controls.case import Case
from drplan.audit.controls.judge import ControlJudgement
from drplan.audit.controls.oscal_findings import findings, observations
from drplan.audit.controls.oscal_resources import declaration, embedded, resources
from drplan.audit.controls.oscal_told import Json, Told, control_id, moment, text

OSCAL_VERSION = "1.1.3"
FRAMEWORK = "NIST SP 800-53"


def assessment_results(case: Case, judgements: Iterable[ControlJudgement], version: str) -> bytes:
    """Return the document as JSON; ``version`` is the release of drplan that judged.

    Only controls of SP 800-53 are in it, and of those only rules that name an objective of SP 800-53A.
    """
    document = _Results(
        Told(case, tuple(j for j in judgements if j.framework == FRAMEWORK)), version
    ).document()
    return (json.dumps(document, indent=2, sort_keys=True, ensure_ascii=False) + "\n").encode()


@dataclass(frozen=True)
class _Results:
    told: Told
    version: str

    def document(self) -> Json:
        plan = self.plan()
        content = {
            "metadata": self._metadata("Assessment results"),
            "import-ap": {"href": f"#{self.told.id('resource', 'plan')}"},
            "results": [self._result()],
            "back-matter": {
                "resources": [embedded(self.told.id("resource", "plan"), plan), *resources(self.told)]
            },
        }
        return {"assessment-results": {"uuid": self.told.id("results", text(content)), **content}}

    def plan(self) -> Json:
        about = self.told.id("resource", "declaration")
        content = {
            "metadata": self._metadata("Assessment plan"),
            "import-ssp": {"href": f"#{about}", "remarks": "The declaration stands for a security plan."},
            "reviewed-controls": self._reviewed(),
            "back-matter": {"resources": [declaration(self.told)]},
        }
        return {"assessment-plan": {"uuid": self.told.id("plan", text(content)), **content}}

    def _metadata(self, title: str) -> Json:
        party = self.told.id("party", self.told.case.district.name)
        return {
            "title": f"{title}: contingency controls of {self.told.case.district.name}",
            "last-modified": moment(self.told.ended()),
            "version": f"{self.told.case.day} by drplan {self.version}",
            "oscal-version": OSCAL_VERSION,
            "parties": [{"uuid": party, "type": "organization", "name": self.told.case.district.name}],
        }

    def _result(self) -> Json:
        return {
            "uuid": self.told.id(
                "result", text([[each.id, each.because()] for each in self.told.objectives])
            ),
            "title": f"Judged from signed records, as on {self.told.case.day}",
            "description": "Each objective's state is what drplan's rules make of signed records and of the"
            " declaration. What nothing shows is not satisfied, for the reason other.",
            "start": moment(self.told.started()),
            "end": moment(self.told.ended()),
            "reviewed-controls": self._reviewed(),
            "observations": observations(self.told),
            "findings": findings(self.told),
        }

    def _reviewed(self) -> Json:
        judged = self.told.judged()
        controls = dict.fromkeys(control_id(each.control.control) for each in judged)
        return {
            "control-selections": [{"include-controls": [{"control-id": name} for name in controls]}],
            "control-objective-selections": [
                {"include-objectives": [{"objective-id": each.id} for each in judged]}
            ],
        }
