"""What a presenter hands to the macros: options of a question, faults of a form, rows of a list."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.core.exceptions import NON_FIELD_ERRORS
from django.core.files.uploadedfile import UploadedFile
from django.forms import BaseForm, BoundField
from django.http import HttpRequest, QueryDict
from django.utils.datastructures import MultiValueDict
from django.utils.translation import gettext as _


@dataclass(frozen=True)
class Option:
    """One answer to choose. One that stands apart, such as "Prefer not to say", has "or" before it.

    ``head`` stands above the first of several options in a long list.
    """

    value: str
    label: str
    hint: str = ""
    apart: bool = False
    head: str = ""


@dataclass(frozen=True)
class Fault:
    """What is wrong with a field, by the field's name; without one, with the form as a whole."""

    field: str
    text: str


@dataclass(frozen=True)
class Row:
    """A line of a summary list, with a link to change it where there is an address."""

    key: str
    value: str
    href: str = ""
    action: str = ""


def field(
    name: str, label: str, value: str, hint: str, error: str, size: str, heading: bool, **more: object
) -> dict[str, object]:
    """What every macro of the design system wants for a field, and what this kind of field wants besides."""
    params: dict[str, object] = {"id": name, "name": name, "value": value, **more}
    params["label"] = {"text": label, "classes": f"govuk-label--{size}", "isPageHeading": heading}
    if hint:
        params["hint"] = {"text": hint}
    if error:
        params["errorMessage"] = {"text": error, "visuallyHiddenText": _("Error")}
    return params


def items(options: Sequence[Option], empty: str) -> list[dict[str, str]]:
    """The lines of a drop-down list, an empty one first."""
    return [{"value": "", "text": empty}, *({"value": option.value, "text": option.label} for option in options)]


def options_of(field: BoundField) -> list[Option]:
    """The options of a field of a Django form."""
    return [Option(str(value), str(label)) for value, label in field.field.choices]


def sent(request: HttpRequest) -> tuple[QueryDict | None, MultiValueDict[str, UploadedFile] | None]:
    """What a form is given: fields and files where one was sent, even an empty one; otherwise none."""
    return (request.POST, request.FILES) if request.method == "POST" else (None, None)


def faults_of(form: BaseForm) -> list[Fault]:
    """What is wrong with a Django form, for the summary at the top of the page, each fault with its field's label."""
    return [
        Fault("" if name == NON_FIELD_ERRORS else form.add_prefix(name), f"{_label(form, name)}{text}")
        for name, texts in form.errors.items()
        for text in texts
    ]


def _label(form: BaseForm, name: str) -> str:
    """What the field is called; a box to tick is called by what one agrees to, which its fault says anyway."""
    if name == NON_FIELD_ERRORS:
        return ""
    ticked = form[name].widget_type == "checkbox"
    return "" if ticked else f"{form[name].label.rstrip('?:')}: "
