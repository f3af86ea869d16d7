"""A questionnaire on paper and on screen: the preview as respondents read it, and the printed codebook.

Nothing here knows an answer or a figure; both pages are made from the instrument alone.
"""

from soundings.reporting.questionnaire.codebook import codebook_html
from soundings.reporting.questionnaire.preview import preview_html

__all__ = ["codebook_html", "preview_html"]
