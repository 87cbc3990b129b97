"""Small OneRoster exports of both versions, whole, as a student information system would leave them."""

from collections.abc import Mapping
from pathlib import Path

STUDENTS = 40
_ABSENT_11 = ("categories", "classResources", "courseResources", "lineItems", "resources", "results")


def _table(columns: str, *rows: str) -> str:
    return "\n".join((f"sourcedId,status,dateLastModified,{columns}", *rows)) + "\n"


def _rows(count: int, row: str) -> list[str]:
    return [row.replace("N", str(number)) for number in range(1, count + 1)]


_BOTH = {
    "academicSessions": _table(
        "title,type,startDate,endDate,parentSourcedId,schoolYear",
        "y1,,,Year,schoolYear,2026-08-17,2027-06-04,,2027",
        "t1,,,Fall,term,2026-08-17,2026-12-18,y1,2027",
    ),
    "orgs": _table(
        "name,type,identifier,parentSourcedId", "d1,,,District,district,,", "hs,,,High,school,,d1"
    ),
    "courses": _table(
        "schoolYearSourcedId,title,courseCode,grades,orgSourcedId,subjects,subjectCodes",
        'k1,,,y1,Algebra,MA1,"09,10",d1,,',
    ),
    "classes": _table(
        "title,grades,courseSourcedId,classCode,classType,location,schoolSourcedId,termSourcedIds,subjects,"
        "subjectCodes,periods",
        "c1,,,Algebra 1,09,k1,,scheduled,,hs,t1,,,",
    ),
    "enrollments": _table(
        "classSourcedId,schoolSourcedId,userSourcedId,role,primary,beginDate,endDate",
        "e0,,,c1,hs,teach,teacher,true,,",
        *_rows(STUDENTS, "eN,,,c1,hs,uN,student,false,,"),
    ),
    "demographics": _table("birthDate,sex", *_rows(STUDENTS, "uN,,,2011-01-01,")),
}


def roster(version: str) -> dict[str, str]:
    """Return the files of an export by name."""
    files = dict(_BOTH)
    if version == "1.1":
        files["users"] = _table(
            "enabledUser,orgSourcedIds,role,username,userIds,givenName,familyName,middleName,identifier,email,"
            "sms,phone,agentSourcedIds,grades,password",
            'teach,,,true,"hs,d1",teacher,teach,,Terry,Teach,,,,,,,,',
            "g1,,,true,hs,guardian,g1,,Gale,Guard,,,,,,u1,,",
            *_rows(STUDENTS, "uN,,,true,hs,student,sN,,Given,Family,,,,,,g1,09,"),
        )
    else:
        files["users"] = _table(
            "enabledUser,username,userIds,givenName,familyName,middleName,identifier,email,sms,phone,"
            "agentSourcedIds,grades,password,primaryOrgSourcedId",
            "teach,,,true,teach,,Terry,Teach,,,,,,,,,hs",
            "g1,,,true,g1,,Gale,Guard,,,,,,u1,,,hs",
            *_rows(STUDENTS, "uN,,,true,sN,,Given,Family,,,,,,g1,09,,hs"),
        )
        files["roles"] = _table(
            "userSourcedId,roleType,role,beginDate,endDate,orgSourcedId",
            "r0,,,teach,primary,teacher,,,hs",
            *_rows(STUDENTS, "rN,,,uN,primary,student,,,hs"),
        )
    return {
        "manifest.csv": _manifest(version, files),
        **{f"{name}.csv": text for name, text in files.items()},
    }


def _manifest(version: str, files: Mapping[str, str]) -> str:
    said = {f"file.{name}": "bulk" for name in files} | {f"file.{name}": "absent" for name in _ABSENT_11}
    first = {"manifest.version": "1.0", "oneroster.version": version}
    return "propertyName,value\n" + "".join(f"{key},{value}\n" for key, value in {**first, **said}.items())


def lay_down(folder: Path, files: Mapping[str, str]) -> Path:
    """Write an export into a folder, which is made."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, text in files.items():
        (folder / name).write_text(text)
    return folder
