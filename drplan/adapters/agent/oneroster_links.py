"""What the files of an OneRoster export are called, and which of their columns name records of another file.

1EdTech OneRoster 1.1 (2017) and 1.2 (2022), CSV bindings. What a file has no column for is not looked at.
"""

from __future__ import annotations

from collections.abc import Mapping

_SESSIONS, _ORGS, _USERS, _CLASSES, _COURSES = "academicSessions", "orgs", "users", "classes", "courses"
_ITEMS, _RESOURCES, _RESULTS, _SCALES = "lineItems", "resources", "results", "scoreScales"

Links = Mapping[str, Mapping[str, str]]

_BOTH: Links = {
    "academicSessions": {"parentSourcedId": _SESSIONS},
    "categories": {},
    "classes": {
        "courseSourcedId": _COURSES,
        "schoolSourcedId": _ORGS,
        "termSourcedIds": _SESSIONS,
        # A name that 1.1 gives no file, and that exports of it use all the same.
        "termSourcedId": _SESSIONS,
    },
    "classResources": {"classSourcedId": _CLASSES, "resourceSourcedId": _RESOURCES},
    "courses": {"schoolYearSourcedId": _SESSIONS, "orgSourcedId": _ORGS},
    "courseResources": {"courseSourcedId": _COURSES, "resourceSourcedId": _RESOURCES},
    "demographics": {"sourcedId": _USERS},
    "enrollments": {"classSourcedId": _CLASSES, "schoolSourcedId": _ORGS, "userSourcedId": _USERS},
    "lineItems": {
        "classSourcedId": _CLASSES,
        "categorySourcedId": "categories",
        "gradingPeriodSourcedId": _SESSIONS,
    },
    "orgs": {"parentSourcedId": _ORGS},
    "resources": {},
    "results": {"lineItemSourcedId": _ITEMS, "studentSourcedId": _USERS},
    "users": {"orgSourcedIds": _ORGS, "agentSourcedIds": _USERS},
}
_ONLY_12: Links = {
    "lineItems": {"academicSessionSourcedId": _SESSIONS, "schoolSourcedId": _ORGS},
    "lineItemLearningObjectiveIds": {"lineItemSourcedId": _ITEMS},
    "lineItemScoreScales": {"lineItemSourcedId": _ITEMS, "scoreScaleSourcedId": _SCALES},
    "results": {"classSourcedId": _CLASSES, "enrollmentSourcedId": "enrollments"},
    "resultLearningObjectiveIds": {"resultSourcedId": _RESULTS},
    "resultScoreScales": {"resultSourcedId": _RESULTS, "scoreScaleSourcedId": _SCALES},
    "roles": {"userSourcedId": _USERS, "orgSourcedId": _ORGS, "userProfileSourcedId": "userProfiles"},
    "scoreScales": {
        "orgSourcedId": _ORGS,
        "courseSourcedId": _COURSES,
        "classSourcedId": _CLASSES,
        "gradingPeriodSourcedId": _SESSIONS,
    },
    "userProfiles": {"userSourcedId": _USERS},
    "userResources": {
        "userSourcedId": _USERS,
        "orgSourcedId": _ORGS,
        "classSourcedId": _CLASSES,
        "resourceSourcedId": _RESOURCES,
    },
    "users": {"primaryOrgSourcedId": _ORGS, "resourceSourcedIds": _RESOURCES},
}
LINKS: Mapping[str, Links] = {
    "1.1": _BOTH,
    "1.2": {name: {**_BOTH.get(name, {}), **_ONLY_12.get(name, {})} for name in {**_BOTH, **_ONLY_12}},
}
"""By version and file, the columns that name records of another; some hold several, with commas between."""

_ROSTER = {
    "academicSessions": ("title", "type"),
    "classes": ("courseSourcedId", "schoolSourcedId"),
    "courses": ("title",),
    "enrollments": ("classSourcedId", "userSourcedId", "role"),
    "lineItems": ("classSourcedId",),
    "orgs": ("name", "type"),
    "results": ("lineItemSourcedId", "studentSourcedId"),
}
NEEDED: Mapping[str, Mapping[str, tuple[str, ...]]] = {
    "1.1": {**_ROSTER, "users": ("orgSourcedIds", "role", "username")},
    "1.2": {**_ROSTER, "users": ("username",), "roles": ("userSourcedId", "role", "orgSourcedId")},
}
"""By version and file, the columns without which nobody can build a roster from it again."""
