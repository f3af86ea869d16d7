"""Forms of what a survey asks: some of the questions (a pulse), questions of the council’s own, contacts."""

from __future__ import annotations

from typing import Any

from django import forms

from soundings.instrument import Instrument, Item, own_code, own_items

_YES_NO, _COMMENT, _OWN = "yes-no", "comment", "options"
_FEWEST, _MOST = 2, 12


class QuestionsForm(forms.Form):
    """Which questions are asked: one field a section."""

    def __init__(self, *args: Any, whole: Instrument, asked: set[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.whole = whole
        for section in whole.sections:
            self.fields[section.code] = forms.MultipleChoiceField(
                label=section.title, required=False, widget=forms.CheckboxSelectMultiple,
                choices=[(item.code, item.text) for item in section.items],
                initial=[item.code for item in section.items if item.code in asked],
            )  # fmt: skip

    @property
    def left_out(self) -> tuple[str, ...]:
        """The questions that are not ticked."""
        ticked = {code for section in self.whole.sections for code in self.cleaned_data[section.code]}
        return tuple(item.code for item in self.whole.items if item.code not in ticked)


class OwnQuestionForm(forms.Form):
    """A question of the council’s own."""

    text = forms.CharField(max_length=300, label="Question", help_text="One thing at a time, in plain words.")
    kind = forms.ChoiceField(label="How it is answered", widget=forms.RadioSelect)
    options = forms.CharField(
        required=False, label="Answers, one a line", widget=forms.Textarea(attrs={"rows": 5}),
        help_text="Only for answers of your own: from two to twelve.",
    )  # fmt: skip
    sensitive = forms.BooleanField(
        required=False, label="It is sensitive",
        help_text="Shown for larger groups only, and with contacts beside it.",
    )  # fmt: skip

    def __init__(self, *args: Any, instrument: Instrument, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.instrument = instrument
        scales = [(scale.code, "From “{}” to “{}”".format(*_ends(scale.options))) for scale in instrument.scales]
        rest = [(_YES_NO, "Yes or no"), (_OWN, "Answers of your own, of which one is chosen"), (_COMMENT, "In words")]
        self.fields["kind"].choices = [*scales, *rest]

    def clean(self) -> dict[str, Any]:
        """Answers where they are wanted."""
        given = super().clean() or {}
        lines = [line.strip() for line in given.get("options", "").splitlines() if line.strip()]
        if given.get("kind") == _OWN:
            if not _FEWEST <= len(lines) <= _MOST:
                self.add_error("options", f"Give {_FEWEST} to {_MOST} answers, one a line.")
            elif len(set(lines)) < len(lines):
                self.add_error("options", "Each answer must be different.")
        given["lines"] = ["Yes", "No"] if given.get("kind") == _YES_NO else lines
        return given

    @property
    def item(self) -> dict[str, Any]:
        """The question as an instrument file writes it."""
        given, taken = self.cleaned_data, {item.code for item in self.instrument.items}
        item = {"code": own_code(given["text"], taken), "text": given["text"].strip(), "sensitive": given["sensitive"]}
        kind = given["kind"]
        if kind == _COMMENT:
            return {**item, "kind": "comment"}
        if kind in (_YES_NO, _OWN):
            options = [{"code": f"o{n}", "label": label} for n, label in enumerate(given["lines"], start=1)]
            return {**item, "kind": "choice", "options": options}
        return {**item, "kind": "scale", "scale": kind, **_direction(self.instrument, kind)}


def _ends(options: Any) -> tuple[str, str]:
    return options[0].label, options[-1].label


def _direction(instrument: Instrument, scale: str) -> dict[str, Any]:
    """Which answers are favourable: as for the questions that have this scale already. Without one, the better half."""
    like: Item | None = next((i for i in instrument.items if i.scale == scale and not i.reversed), None)
    if like:
        return {"favourable": list(like.favourable), "neutral": list(like.neutral)}
    options = next(one.options for one in instrument.scales if one.code == scale)
    codes = [option.code for option in options]
    half, odd = divmod(len(codes), 2)
    falling = next(one.scores for one in instrument.scales if one.code == scale) == "falling"
    better = codes[:half] if falling else codes[-half:]
    return {"favourable": better, "neutral": [codes[half]] if odd else []}


class ContactsForm(forms.Form):
    """Where staff can turn: a line each."""

    contacts = forms.CharField(
        label="Contacts, one a line", widget=forms.Textarea(attrs={"rows": 8}),
        help_text="The name, a colon, and how to reach them. For example Staff support line: 01632 960 001.",
    )  # fmt: skip

    def clean_contacts(self) -> list[dict[str, str]]:
        """Each line as a contact."""
        lines = [line.strip() for line in self.cleaned_data["contacts"].splitlines() if line.strip()]
        parted = [line.partition(":") for line in lines]
        wrong = [
            line for line, (name, _, reach) in zip(lines, parted, strict=True) if not (name.strip() and reach.strip())
        ]
        if wrong:
            raise forms.ValidationError(f"Write a name, a colon and how to reach them: “{wrong[0]}” is not so.")
        return [{"name": name.strip(), "reach": reach.strip()} for name, _, reach in parted]


def own_lines(instrument: Instrument) -> list[tuple[str, str, str]]:
    """The council’s own questions: code, text, and how they are answered."""
    return [(item.code, item.text, _answered(instrument, item)) for item in own_items(instrument)]


def _answered(instrument: Instrument, item: Item) -> str:
    if item.kind == "comment":
        return "In words"
    return ", ".join(option.label for option in instrument.options_of(item))
