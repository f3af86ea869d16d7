"""Elements of Word's format, made by hand: a name, attributes, and what stands inside."""

from __future__ import annotations

from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.oxml.xmlchemy import BaseOxmlElement

from soundings.reporting.lettering import legal

Element = BaseOxmlElement


def element(tag: str, /, *inside: Element, **attributes: object) -> Element:
    """An element with what stands inside; names and attributes are of the format's own name space."""
    made: Element = OxmlElement(f"w:{tag}")
    for name, value in attributes.items():
        made.set(qn(f"w:{name}"), legal(str(value)))
    made.extend(inside)
    return made


def flags(*names: str) -> list[Element]:
    """Elements that only say “yes”."""
    return [element(name) for name in names]


def run(text: str, style: str = "", *more: Element) -> Element:
    """A run of text, in a character style or with its own properties. A tab in it is a tab."""
    properties = [element("rStyle", val=style)] if style else []
    parts = [element("rPr", *properties, *more)] if properties or more else []
    for number, piece in enumerate(legal(text).split("\t")):
        parts += [element("tab")] if number else []
        parts += [_text("t", piece)] if piece else []
    return element("r", *parts)


def field(code: str, *shown: Element) -> list[Element]:
    """A field that the program works out, with what it shows until then."""
    return [*open_field(code), *shown, close_field()]


def open_field(code: str) -> list[Element]:
    """The beginning of a field, up to what it shows."""
    return [
        element("r", element("fldChar", fldCharType="begin")),
        element("r", _text("instrText", f" {code} ")),
        element("r", element("fldChar", fldCharType="separate")),
    ]


def close_field() -> Element:
    """The end of a field."""
    return element("r", element("fldChar", fldCharType="end"))


def paragraph(style: str, *inside: Element, own: tuple[Element, ...] = ()) -> Element:
    """A paragraph in a style. ``own`` properties must stand in the order of the format."""
    named = () if style == "Normal" else (element("pStyle", val=style),)
    properties = (element("pPr", *named, *own),) if named or own else ()
    return element("p", *properties, *inside)


def _text(tag: str, text: str) -> Element:
    made = element(tag)
    made.set(qn("xml:space"), "preserve")
    made.text = text
    return made
