"""Which column of a personnel export is which: the usual headers, in any spelling."""

from collections.abc import Iterable, Mapping

# What a column can be, how people call it in a sentence, and the headers it is known by (letters and digits only).
USUAL: dict[str, tuple[str, tuple[str, ...]]] = {
    "number": (
        "the staff number",
        ("employeenumber", "employeeno", "employeeid", "staffnumber", "staffno", "staffid", "payrollnumber",
         "payrollno", "personnelnumber", "personnelno", "personnumber", "assignmentnumber", "number"),
    ),
    "surname": ("the surname", ("surname", "lastname", "familyname")),
    "forename": ("the forename", ("forename", "forenames", "firstname", "givenname")),
    "name": ("the name", ("name", "fullname", "employeename", "staffname", "displayname")),
    "email": ("the e-mail address", ("email", "emailaddress", "workemail", "workemailaddress", "mail")),
    "role": ("the role", ("jobrole", "role", "jobtitle", "post", "posttitle", "position", "positiontitle")),
    "directorate": ("the directorate", ("directorate", "department")),
    "service": ("the service", ("service", "servicearea", "division")),
    "team": ("the team", ("team", "teamname")),
    "unit": ("the unit", ("unit", "unitcode", "orgunit", "organisationunit", "costcentre", "costcentrecode")),
    "start": (
        "the start date",
        ("startdate", "datestarted", "startedon", "datejoined", "joiningdate", "hiredate", "continuousservicedate"),
    ),
    "left": ("the leaving date", ("leavingdate", "lefton", "dateleft", "leavedate", "leaverdate", "terminationdate")),
    "absent": ("the start of absence", ("absentsince", "absencestart", "absencestartdate", "absentfrom")),
    "census": ("the census date", ("censusdate",)),
}  # fmt: skip
TREE = {
    "code": ("the code", ("code", "unitcode", "unit", "costcentre", "id")),
    "name": ("the name", ("name", "unitname", "title", "label")),
    "parent": ("the unit above", ("parent", "parentcode", "parentunit", "reportsto", "above")),
}
LEVELS = ("directorate", "service", "team")


def plain(header: str) -> str:
    """A header without case, spaces and punctuation: “Employee No.” is employeeno."""
    return "".join(letter for letter in header.casefold() if letter.isalnum())


def recognised(
    headers: Iterable[str],
    usual: Mapping[str, tuple[str, tuple[str, ...]]],
    given: Mapping[str, str],
    faults: list[str],
) -> dict[str, str]:
    """From each kind of column to its header in the file. What ``given`` names is taken before what is usual."""
    by_plain: dict[str, list[str]] = {}
    for header in headers:
        by_plain.setdefault(plain(header), []).append(header)
    found = {kind: one_header(by_plain, wanted, faults) for kind, wanted in given.items()}
    taken = set(found.values())
    for kind, (words, known) in usual.items():
        if kind in found:
            continue
        fitting = [header for name in known for header in by_plain.get(name, []) if header not in taken]
        if len(fitting) > 1:
            listed = ", ".join(f"“{header}”" for header in fitting)
            faults.append(f"the columns {listed} could each be {words}; say which in a layout, or leave the others out")
        if fitting:
            found[kind] = fitting[0]
            taken.add(fitting[0])
    return {kind: header for kind, header in found.items() if header}


def one_header(by_plain: Mapping[str, list[str]], wanted: str, faults: list[str]) -> str:
    """The header of the file that a layout means; empty, with a fault, where there is none."""
    headers = by_plain.get(plain(wanted), [])
    if not headers:
        faults.append(f"the layout names a column “{wanted}”, which the file does not have")
    return headers[0] if headers else ""
