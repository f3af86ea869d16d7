"""The form of the organisation's name, logo and colour. What the server's settings give is not asked for."""

from __future__ import annotations

from typing import Any

from django import forms
from django.conf import settings
from django.core.files.uploadedfile import UploadedFile

from soundings.errors import SoundingsError
from soundings_web.ui.colours import PaleColourError, checked_colour
from soundings_web.ui.look import Logo, Look

# Each part of the look with the setting of the server that goes before it.
SETTINGS = {"organisation": "ORGANISATION", "logo": "LOGO", "colour": "COLOUR"}


def set_on_the_server() -> list[str]:
    """The parts that cannot be changed here."""
    return [part for part, setting in SETTINGS.items() if getattr(settings, setting)]


class NameField(forms.CharField):
    """A name on one line: it stands in titles."""

    def clean(self, value: str) -> str:
        return " ".join(str(super().clean(value)).split())


class ColourField(forms.CharField):
    """A dark colour, as #rrggbb."""

    def clean(self, value: str) -> str:
        try:
            return checked_colour(super().clean(value))
        except PaleColourError as error:
            raise forms.ValidationError(str(error)) from None


class LogoField(forms.FileField):
    """A picture, made clean; None where none was sent."""

    def clean(self, value: UploadedFile | None, initial: object = None) -> Logo | None:
        file: UploadedFile | None = super().clean(value, initial)
        if not file:
            return None
        if (file.size or 0) > settings.LARGEST_UPLOAD:
            most = settings.LARGEST_UPLOAD // 2**20
            raise forms.ValidationError(f"{file.name} is larger than {most} MB, the most that is taken.")
        from soundings.reporting import clean_logo  # noqa: PLC0415 - loads the writers of reports, which few pages need

        try:
            picture = clean_logo(file.read(), file.name or "The file")
        except SoundingsError as error:
            raise forms.ValidationError(error.message) from None
        return Logo(picture.png, picture.width, picture.height)


class LookForm(forms.Form):
    """Name, logo and colour, those of them that can be chosen here."""

    organisation = NameField(
        max_length=200, required=False, label="Name of the council",
        help_text="It stands at the head of every page. Without a name that is “Soundings”.",
    )  # fmt: skip
    logo = LogoField(
        required=False, label="Logo",
        help_text="A PNG or JPEG picture. It is shown on white; what a file carries besides the picture is left out.",
        widget=forms.FileInput(attrs={"accept": ".png,.jpg,.jpeg"}),
    )  # fmt: skip
    remove = forms.BooleanField(
        required=False, label="Remove the logo", help_text="The head of every page then shows the name alone."
    )
    colour = ColourField(
        required=False, label="Colour",
        help_text="Six digits and letters behind a hash, such as #7a1f5c. White words stand on it, so it has to be "
        "dark. Without one the colour is our own dark blue.",
    )  # fmt: skip

    def __init__(self, *args: Any, stored: Look, **kwargs: Any) -> None:
        first = {"organisation": stored.organisation, "colour": stored.colour}
        super().__init__(*args, initial=first, **kwargs)
        fixed = set_on_the_server()
        for part in fixed:
            del self.fields[part]
        if stored.logo is None or "logo" in fixed:
            del self.fields["remove"]

    def clean(self) -> dict[str, Any]:
        """A new logo and none at once is a mistake; and a browser does not send a file twice by itself."""
        given = super().clean() or {}
        if given.get("logo") and given.get("remove"):
            self.add_error("remove", "Choose a new logo or remove the old one, not both.")
        if given.get("logo") and self.errors:
            self.add_error("logo", "Choose the picture again: with something else to put right, it was not kept.")
        return given

    @property
    def chosen(self) -> dict[str, Any]:
        """What is to be stored, by part. A logo only where a new one was sent or the old one is to go."""
        given = {part: value for part, value in self.cleaned_data.items() if part in SETTINGS}
        if not given.get("logo") and not self.cleaned_data.get("remove"):
            given.pop("logo", None)
        return given
