"""An invented council: people, answers and files, so that everything can be tried without anybody's answers.

Everything about it is made up, and the same seed gives the same files, byte for byte.
"""

from soundings.responses.synthetic.files import write_council
from soundings.responses.synthetic.people import PANELS

__all__ = ["PANELS", "write_council"]
