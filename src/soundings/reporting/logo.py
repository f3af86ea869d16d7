"""A council's own logo, read once and made clean: whatever the file carried beside the picture does not go on."""

from __future__ import annotations

import stat
import struct
import warnings
from io import BytesIO
from pathlib import Path

from PIL import Image, ImageOps, UnidentifiedImageError

from soundings.errors import UnreadableFileError
from soundings.reporting.outline import Picture

LARGEST_FILE = 10 * 2**20
LARGEST_SIDE = 1200
_FORMATS = ("PNG", "JPEG")


def read_logo(path: Path | str) -> Picture:
    """The logo as a PNG of modest size, without the place, the camera or the author a file may name.

    Raises UnreadableFileError where the file is not a sound PNG or JPEG picture.
    """
    return clean_logo(_bytes_of(Path(path)), path)


def clean_logo(data: bytes, name: Path | str) -> Picture:
    """The same of a file that was sent instead of kept; ``name`` is what its faults call it."""
    picture = _opened(data, name)
    picture = _upright(picture)
    picture = picture.convert("RGBA" if picture.has_transparency_data else "RGB")
    picture.thumbnail((LARGEST_SIDE, LARGEST_SIDE))
    out = BytesIO()
    picture.save(out, "PNG", optimize=True)
    return Picture(out.getvalue(), *picture.size)


def _bytes_of(path: Path) -> bytes:
    try:
        facts = path.stat()
        if not stat.S_ISREG(facts.st_mode):
            raise UnreadableFileError(f"{path} is not a file, so it cannot be the logo. Give a PNG or JPEG picture.")
        if facts.st_size > LARGEST_FILE:
            raise UnreadableFileError(f"{path} is larger than 10 MB. Give a smaller picture as the logo.")
        return path.read_bytes()
    except OSError as error:
        raise UnreadableFileError(f"{path} could not be read: {(error.strerror or str(error)).lower()}.") from None


def _opened(data: bytes, path: Path | str) -> Image.Image:
    """The picture, read to its last pixel: a file that breaks off is found here and not in a reader's Word."""
    try:
        with warnings.catch_warnings():
            # What a camera wrote beside the picture may be nonsense, and is left out anyway.
            warnings.simplefilter("ignore")
            # A small file can hold a picture of monstrous size; it is refused, not unpacked.
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            picture = Image.open(BytesIO(data), formats=_FORMATS)
            picture.load()
    except UnidentifiedImageError:
        raise UnreadableFileError(f"{path} is not a PNG or JPEG picture. Give the logo as one of these.") from None
    except (OSError, SyntaxError, ValueError, Image.DecompressionBombError, Image.DecompressionBombWarning):
        raise UnreadableFileError(f"{path} is a picture that is damaged or far too large. Save it anew.") from None
    return picture


def _upright(picture: Image.Image) -> Image.Image:
    """Turned as its camera says it was held; as it lies where what the camera wrote cannot be read."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return ImageOps.exif_transpose(picture)
    except (OSError, SyntaxError, ValueError, TypeError, LookupError, EOFError, struct.error):
        return picture
