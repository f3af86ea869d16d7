"""The look of the site: layout, components of the design system, plain pages for errors, the council's own branding.

It knows no other room. A room puts its templates into its own ``jinja2`` folder, extends ``ui/layout.html``, imports
macros from ``ui/choices.html``, ``ui/fields.html``, ``ui/forms.html``, ``ui/parts.html``, ``ui/lists.html`` and
``ui/tables.html``, and answers with ``page``.
"""

from soundings_web.ui.listing import Column, ListQuery
from soundings_web.ui.pages import page
from soundings_web.ui.parts import Fault, Option, Row, faults_of, sent

__all__ = ["Column", "Fault", "ListQuery", "Option", "Row", "faults_of", "page", "sent"]
