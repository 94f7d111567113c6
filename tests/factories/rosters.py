"""Lists of invented students, as a school's office and a school's system give them."""

import csv
import io
import zipfile

MANIFEST = {"manifest.version": "1.0", "source.systemCode": "Harbour Office"}
USERS_11 = (
    "sourcedId,status,dateLastModified,enabledUser,orgSourcedIds,role,username,userIds,givenName,familyName,email,"
    "agentSourcedIds,grades,password"
)
USERS_12 = (
    "sourcedId,status,dateLastModified,enabledUser,username,userIds,givenName,familyName,preferredGivenName,"
    "agentSourcedIds,grades,password,primaryOrgSourcedId"
)
ORGS = "sourcedId,status,name,type\nS1,active,Harbour School,school\n"
CHILDREN = (("u1", "Ada", "Blue"), ("u2", "Ben", "Green"), ("u3", "Ada", "Blue"))


def table(header: str, *rows: dict) -> str:
    """Return a table as CSV; a row tells the cells that are not empty."""
    out = io.StringIO(newline="")
    writer = csv.DictWriter(out, header.split(","), restval="")
    writer.writeheader()
    writer.writerows(rows)
    return out.getvalue()


def users(version: str = "1.1", *rows: dict) -> str:
    return table(USERS_11 if version == "1.1" else USERS_12, *rows)


def child(number: str, first: str, last: str = "", **cells) -> dict:
    """Return a student's row of ``users.csv`` in version 1.1."""
    kept = {
        "sourcedId": number,
        "role": "student",
        "givenName": first,
        "familyName": last,
        "orgSourcedIds": "S1",
    }
    return {**kept, "grades": "09", **cells}


def package(version: str = "1.1", *, modes: dict | None = None, names: str = "{}", **tables: str) -> bytes:
    """Return a ZIP file with these tables and a manifest that names them."""
    told = {**MANIFEST, "oneroster.version": version}
    told |= {f"file.{name}": "bulk" for name in tables} | {
        f"file.{name}": mode for name, mode in (modes or {}).items()
    }
    rows = [{"propertyName": name, "value": value} for name, value in told.items()]
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr(names.format("manifest.csv"), table("propertyName,value", *rows))
        for name, words in tables.items():
            packed.writestr(names.format(f"{name}.csv"), words)
    return out.getvalue()


def school(version: str = "1.1") -> bytes:
    """Return three children, two of one name, in two classes, with a guardian and a teacher."""
    births = table(
        "sourcedId,birthDate,sex",
        {"sourcedId": "u1", "birthDate": "2012-11-10"},
        {"sourcedId": "u2", "birthDate": "2009-11-11"},
    )
    classes = table(
        "sourcedId,status,title,classType,courseSourcedId,termSourcedIds",
        {"sourcedId": "c1", "title": "Maths 9", "classType": "scheduled"},
        {"sourcedId": "c2", "title": "9a", "classType": "homeroom"},
        {"sourcedId": "c3", "title": "", "courseSourcedId": "k1", "classType": "scheduled"},
    )
    enrollments = table(
        "sourcedId,status,classSourcedId,userSourcedId,role",
        {"sourcedId": "e1", "classSourcedId": "c1", "userSourcedId": "u1", "role": "student"},
        {"sourcedId": "e2", "classSourcedId": "c2", "userSourcedId": "u1", "role": "student"},
        {"sourcedId": "e3", "classSourcedId": "c3", "userSourcedId": "u2", "role": "student"},
        {"sourcedId": "e4", "classSourcedId": "c2", "userSourcedId": "t1", "role": "teacher"},
    )
    others = {
        "orgs": ORGS,
        "demographics": births,
        "courses": "sourcedId,title\nk1,Music\n",
        "classes": classes,
        "enrollments": enrollments,
    }
    parts = [("t1", "teacher", "Tea", "Cher"), ("g1", "parent", "Guy", "Blue")]
    if version == "1.1":
        rows = [child(*known, agentSourcedIds="g1" if known[0] == "u1" else "") for known in CHILDREN]
        rows += [child(number, first, last, role=role, grades="") for number, role, first, last in parts]
        return package("1.1", users=users("1.1", *rows), **others)
    rows = [
        {"sourcedId": number, "givenName": first, "familyName": last, "grades": "09"}
        | ({"agentSourcedIds": "g1"} if number == "u1" else {})
        for number, first, last in CHILDREN
    ]
    rows += [
        {"sourcedId": number, "givenName": first, "familyName": last} for number, _role, first, last in parts
    ]
    roles = [(number, "student") for number, *_ in CHILDREN] + [(number, role) for number, role, *_ in parts]
    told = table(
        "sourcedId,userSourcedId,roleType,role,orgSourcedId",
        *({"sourcedId": f"r{number}", "userSourcedId": number, "role": role} for number, role in roles),
    )
    return package("1.2", users=users("1.2", *rows), roles=told, **others)


def plain(*rows: str, header: str = "id,first name,last name,date of birth,class") -> bytes:
    return "\n".join((header, *rows, "")).encode()


def large(count: int) -> bytes:
    """Return so many invented students in one plain list."""
    return plain(
        *(
            f"n{number},Kid{number % 97},Of{number % 211},2012-0{number % 9 + 1}-11,C{number % 30}"
            for number in range(count)
        )
    )
