"""How Jinja2 renders our pages: everything escaped, nothing silently empty, our words translated."""

from functools import cache
from typing import Any

from django.conf import settings
from django.contrib.messages import get_messages
from django.http import HttpRequest
from django.templatetags.static import static
from django.urls import reverse
from django.utils import translation
from jinja2 import BaseLoader, Environment, PackageLoader, PrefixLoader, StrictUndefined
from jinja2.runtime import Macro

from soundings_web.ui.branding import branding
from soundings_web.ui.moments import day_in_words, local_words
from soundings_web.ui.pages import page_language
from soundings_web.ui.parts import faults_of, field, items, options_of


def environment(*, loader: BaseLoader, **options: Any) -> Environment:
    """What Django asks for. A name that a page does not have is a fault, never an empty place."""
    options |= {
        "autoescape": True,
        "undefined": StrictUndefined,
        "trim_blocks": True,
        "lstrip_blocks": True,
        "extensions": ["jinja2.ext.i18n"],
    }
    made = Environment(loader=loader, **options)  # noqa: S701 - it is on, above
    made.policies["ext.i18n.trimmed"] = True
    made.install_gettext_callables(  # type: ignore[attr-defined]
        translation.gettext, translation.ngettext, newstyle=False, pgettext=translation.pgettext
    )
    made.globals |= {
        "static": static,
        "url": url,
        "branding": branding,
        "page_language": page_language,
        "govuk": govuk,
        "field": field,
        "items": items,
        "options_of": options_of,
        "faults_of": faults_of,
        "messages_of": messages_of,
        "single_sign_on": single_sign_on,
        "moment": local_words,
        "day": day_in_words,
    }
    return made


def url(name: str, *arguments: object, **keywords: object) -> str:
    """The address of a page by its name."""
    return reverse(name, args=arguments, kwargs=keywords)


def messages_of(request: HttpRequest) -> list[str]:
    """What has just been done, said once."""
    return [str(message) for message in get_messages(request)]


def single_sign_on() -> str:
    """What the council calls its single sign-on; empty where it has none."""
    return settings.SINGLE_SIGN_ON if settings.SOCIALACCOUNT_PROVIDERS else ""


def govuk(component: str, params: dict[str, Any]) -> str:
    """A component of the design system, such as "error-summary", from the parameters its own guide names."""
    return _macro(component)(params)


@cache
def _macro(component: str) -> Macro:
    name = "".join(word.title() for word in component.split("-"))
    module = _library().get_template(f"govuk_frontend_jinja/components/{component}/macro.html").module
    return getattr(module, f"govuk{name}")


@cache
def _library() -> Environment:
    """Apart from our own templates, because these ask for names that nobody gave and expect emptiness."""
    return Environment(
        loader=PrefixLoader({"govuk_frontend_jinja": PackageLoader("govuk_frontend_jinja")}), autoescape=True
    )
