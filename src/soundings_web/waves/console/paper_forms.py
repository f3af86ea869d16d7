"""Forms of the governance papers: the words of one section, and going back to the draft."""

from __future__ import annotations

from django import forms

from soundings_web.waves.governance.plain_text import from_text

LONGEST_SECTION = 100_000


class VersionForm(forms.Form):
    """Which version of the paper somebody had before them, so that two editors do not overwrite each other."""

    version = forms.IntegerField(
        min_value=0, widget=forms.HiddenInput(),
        error_messages=dict.fromkeys(("required", "invalid", "min_value"), "The form was not whole. Send it again."),
    )  # fmt: skip


class SectionForm(VersionForm):
    """The words of a section, as text."""

    text = forms.CharField(
        max_length=LONGEST_SECTION, label="Words of this section",
        help_text="An empty line stands between paragraphs. A line that begins with a hyphen or a number belongs to a "
        "list. A table begins with a line “Table:” and its caption; below it each row stands between upright strokes, "
        "headings first: | Risk | What is done |.",
        widget=forms.Textarea(attrs={"rows": 18}),
        error_messages={"required": "There are no words in it. Write some, or go back without saving."},
    )  # fmt: skip

    def clean_text(self) -> str:
        """Something must be left once the marks of lists and tables are read."""
        text: str = self.cleaned_data["text"]
        if not from_text(text):
            raise forms.ValidationError(self.fields["text"].error_messages["required"])
        return text


class ResetForm(VersionForm):
    """Going back to the draft takes a tick, because the council's own words are not kept."""

    sure = forms.BooleanField(
        label="I want to lose these words and go back to the draft",
        error_messages={"required": "Tick the box if you want to lose these words. To keep them, go back."},
    )
