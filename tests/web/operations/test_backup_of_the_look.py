"""The council's name, logo and colour are in every backup, and come back with it."""

from pathlib import Path

import pytest
from django.core.management import call_command

from soundings_web.operations.backup import make_backup
from soundings_web.ui.look import Logo, Look, store_look, stored_look

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("installation")]


def test_a_restore_brings_back_the_look_of_its_moment(tmp_path: Path):
    chosen = {"organisation": "Borsetshire", "colour": "#7a1f5c", "logo": Logo(b"a picture", 30, 20)}
    store_look(chosen)
    make_backup(tmp_path / "b", by="tests")
    store_look({"organisation": "Another", "colour": "", "logo": None})

    call_command("restore", str(tmp_path / "b"), yes=True)

    assert stored_look() == Look(**chosen)
