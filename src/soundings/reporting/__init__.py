"""HOW WE TELL IT. From a release to a report and to tables; nothing here sees an answer or a hidden figure.

``compose`` turns a release into one immutable outline in the council's own order; a renderer turns the outline
into a format; ``figures_table`` and its kin give the same figures as plain tables.
"""

from soundings.reporting.compose import compose
from soundings.reporting.logo import clean_logo, read_logo
from soundings.reporting.outline import Report
from soundings.reporting.questionnaire import codebook_html, preview_html
from soundings.reporting.tables import figures_table, tables_csv, tables_xlsx
from soundings.reporting.to_docx import to_docx
from soundings.reporting.to_html import to_html
from soundings.reporting.wording import for_whom

__all__ = [
    "Report",
    "clean_logo",
    "codebook_html",
    "compose",
    "figures_table",
    "for_whom",
    "preview_html",
    "read_logo",
    "tables_csv",
    "tables_xlsx",
    "to_docx",
    "to_html",
]
