"""What can be wrong in a list: a code, where it stands, and a sentence that says what to do."""

from dataclasses import dataclass, field

from django.utils.translation import gettext_lazy as _

#: code -> sentence. Whatever stands in a cell is told short, and as plain text.
SENTENCES = {
    "file_too_big": _(
        "The file is larger than %(most)s MB. Leave out columns and tables that are not about people."
    ),
    "file_empty": _("The file is empty."),
    "file_missing": _("The manifest names this file, but it is not there."),
    "file_twice": _("This file is in the package twice."),
    "file_unsafe": _("The package has a file whose name leads out of the package. Make the package anew."),
    "package_broken": _("The package cannot be opened. Make the ZIP file anew."),
    "package_too_big": _("Unpacked, the package is larger than %(most)s MB."),
    "package_locked": _("The package has a password. Make it without one."),
    "package_unknown": _(
        "This is no list that can be read. Give a CSV file, or a ZIP file with OneRoster tables."
    ),
    "version_unknown": _("OneRoster %(value)s cannot be read. Versions 1.1 and 1.2 can."),
    "mode_unknown": _("“%(value)s” is not known here. A table is “bulk”, “delta” or “absent”."),
    "letters_unknown": _("The letters of this file cannot be read. Save it as CSV UTF-8."),
    "letter_zero": _("There is a character here that no list may have (NUL)."),
    "quotes_open": _("Quotation marks begin here and do not end as they should."),
    "cell_too_long": _("This cell is longer than %(most)s letters."),
    "cells_too_many": _("This line has more cells than the first line."),
    "rows_too_many": _("The file has more than %(most)s lines. Make it into several lists."),
    "column_missing": _("The column “%(value)s” is missing."),
    "column_twice": _("The column “%(value)s” is there twice."),
    "number_column_missing": _(
        "There must be a column with a number or a user name for each person, so that the next list finds them again."
    ),
    "id_missing": _("The number of the person is missing."),
    "id_too_long": _("The number is longer than %(most)s letters."),
    "id_twice": _("This number is already on line %(value)s."),
    "name_missing": _("The name is missing."),
    "name_too_long": _("The name is longer than %(most)s letters."),
    "formula": _("“%(value)s” begins like a formula. Take the first sign away."),
    "role_refused": _(
        "The role “%(value)s” is an adult's. A list brings in students only. Let rows of adults be left out, or take "
        "them out of the file."
    ),
    "role_unknown": _("The role “%(value)s” is unknown."),
    "state_unknown": _("“%(value)s” is unknown. It is “active” or “tobedeleted”."),
    "date_wrong": _("“%(value)s” is no day of birth. Write it as 2012-05-31."),
    "date_unclear": _("Is “%(value)s” day and month, or month and day? Write it as 2012-05-31."),
    "grade_unknown": _(
        "The grade “%(value)s” is unknown. Give the day of birth, or choose a band for all others."
    ),
    "band_missing": _("There is neither a day of birth nor a grade. Choose a band for all others."),
    "reference_unknown": _("“%(value)s” is not in the table that it should be in."),
    "child_missing": _("This guardian stands for nobody in the list."),
    "adult_here": _("This number belongs to somebody who is an adult here. A list does not change adults."),
    "student_here": _("This number belongs to somebody who is no caregiver here."),
    "people_too_many": _("The list has more than %(most)s people. Make it into several lists."),
}


@dataclass(frozen=True)
class Problem:
    """Something that stops the whole list. Lines count from 1, with the header; 0: the file as a whole."""

    code: str
    file: str = ""
    line: int = 0
    column: str = ""
    told: dict = field(default_factory=dict, compare=False)

    @property
    def message(self) -> str:
        sentence = str(SENTENCES[self.code])
        return sentence % self.told if self.told else sentence


class Problems(list):
    """All of them, in the order in which they were found."""

    def add(self, code: str, *, file: str = "", line: int = 0, column: str = "", **told) -> None:
        told = {name: value[:60] if isinstance(value, str) else value for name, value in told.items()}
        self.append(Problem(code, file, line, column, told))
