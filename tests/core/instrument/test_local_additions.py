"""A council's own file: it adds to a questionnaire, and can change or remove nothing that others compare."""

from pathlib import Path

import pytest
from tests.factories import INSTRUMENTS, written

from soundings.errors import FaultyFileError, UnreadableFileError
from soundings.instrument import Instrument, catalogue_codes, load_instrument, read_instrument

HEAD = f'format = 1\nextends = "{INSTRUMENTS / "variants.toml"}"\n'
SECTION = '[[sections]]\ncode = "local-page"\ntitle = "Here"\nafter = "care"\n'
ITEM = '[[sections.items]]\ncode = "local-1"\ntext = "Do {people} like it here?"\nkind = "comment"\n'
CORE = read_instrument(INSTRUMENTS / "variants.toml")


def local(folder: Path, body: str, head: str = HEAD) -> Instrument:
    return read_instrument(written(folder, "local.toml", head + body))


def faults_of(folder: Path, body: str) -> list[str]:
    with pytest.raises(FaultyFileError) as caught:
        local(folder, body)
    return list(caught.value.faults)


def test_a_section_of_its_own_stands_after_the_one_it_names(tmp_path: Path):
    whole = local(tmp_path, SECTION + ITEM)

    assert [section.code for section in whole.sections] == ["care", "local-page", "you"]
    assert whole.variant("children").item("local-1").text == "Do children and families like it here?"


def test_sections_after_the_same_one_keep_their_order(tmp_path: Path):
    second = (SECTION + ITEM).replace("local-page", "local-more").replace("local-1", "local-2")

    assert [s.code for s in local(tmp_path, SECTION + ITEM + second).sections] == [
        "care", "local-page", "local-more", "you",
    ]  # fmt: skip


def test_the_core_stays_as_it_is_with_its_code_and_version(tmp_path: Path):
    whole = local(tmp_path, SECTION + ITEM)

    assert (whole.code, whole.version, whole.versions) == (CORE.code, CORE.version, CORE.versions)
    assert [item for item in whole.items if not item.code.startswith("local-")] == list(CORE.items)


def test_a_council_adds_scales_audiences_topics_and_contacts(tmp_path: Path):
    body = (
        'audiences = [{ code = "local-night", title = "Night staff" }]\n'
        'topics = [{ code = "local-night-work", title = "Night work" }]\n'
        'support = [{ name = "Night line", reach = "ring 200" }]\n'
        '[[scales]]\ncode = "local-two"\noptions = [{ code = "n", label = "No" }, { code = "y", label = "Yes" }]\n'
        + SECTION
        + '[[sections.items]]\ncode = "local-1"\ntext = "Nights are calm."\nkind = "scale"\nscale = "local-two"\n'
        'favourable = ["y"]\naudiences = ["local-night"]\ntopic = "local-night-work"\n'
    )
    whole = local(tmp_path, body)

    assert whole.scores_of(whole.item("local-1")) == (0, 100)
    assert [audience.code for audience in whole.audiences] == ["carers", "local-night"]
    assert [contact.name for contact in whole.support] == ["Staff line", "Night line"]


def test_a_local_list_takes_the_councils_own_options(tmp_path: Path):
    body = '[lists]\nrole = [{ code = "lead", label = "Team lead" }, { code = "night", label = "Night worker" }]\n'

    assert [option.label for option in local(tmp_path, body).item("role").options] == ["Team lead", "Night worker"]


@pytest.mark.parametrize(
    ("body", "fault"),
    [
        (SECTION + ITEM.replace("local-1", "A1"), "line 8, sections 1, items 1, code: “A1” must start with local-"),
        (SECTION.replace("local-page", "care") + ITEM, "line 4, sections 1, code: “care” must start with local-"),
        (SECTION.replace('"care"', '"nowhere"') + ITEM, "there is no section “nowhere”; there are care, you"),
        (SECTION.replace('after = "care"\n', "") + ITEM, "sections 1, after: is missing"),
        ('title = "Ours"\n' + SECTION + ITEM, "title: does not belong in a local file"),
        ("[[translations]]\n", "translations: does not belong in a local file"),
        ('[lists]\nA2 = [{ code = "yes", label = "Yes" }]\n', "“A2” is not a local list of variants"),
        ('[lists]\nA9 = [{ code = "yes", label = "Yes" }]\n', "its local lists are: role"),
        (SECTION + ITEM + 'topic = "care"\n', "a local item counts towards no topic of the core"),
        (SECTION + ITEM + 'standards = ["s2020-1"]\n', "a local item counts towards no standard"),
        (SECTION + ITEM + 'surprise = "x"\n', "is not a key that belongs here"),
    ],
)
def test_what_a_local_file_may_not_do_is_told_with_its_line(tmp_path: Path, body: str, fault: str):
    assert any(fault in told for told in faults_of(tmp_path, body)), faults_of(tmp_path, body)


def test_faults_against_the_core_are_told_where_the_local_file_has_them(tmp_path: Path):
    body = SECTION + ITEM + 'show_if = { item = "A4", is = ["yes"] }\naudiences = ["nobody"]\n'

    told = faults_of(tmp_path, body)

    assert any(fault.startswith("line 11, sections 1, items 1, show_if: looks at “A4”") for fault in told), told
    assert any(fault.startswith("line 12, sections 1, items 1, audiences: there is no audience") for fault in told)


def test_a_list_that_breaks_a_route_of_the_core_is_refused(tmp_path: Path):
    told = faults_of(tmp_path, '[lists]\nrole = [{ code = "night", label = "Night worker" }]\n')

    assert any("“lead” is not an option of role" in fault for fault in told), told


def test_all_faults_of_a_local_file_are_told_at_once(tmp_path: Path):
    body = 'title = "Ours"\n' + SECTION.replace('"care"', '"nowhere"') + ITEM.replace("local-1", "A1")

    assert len(faults_of(tmp_path, body)) == 3


def test_a_local_file_cannot_extend_another_local_file(tmp_path: Path):
    written(tmp_path, "first.toml", HEAD + SECTION + ITEM)
    second = written(tmp_path, "second.toml", 'format = 1\nextends = "first.toml"\n')

    with pytest.raises(FaultyFileError, match="is itself a local file"):
        read_instrument(second)


def test_extends_must_be_a_name(tmp_path: Path):
    with pytest.raises(FaultyFileError, match="extends must be a name of the catalogue or a path"):
        read_instrument(written(tmp_path, "local.toml", "format = 1\nextends = 3\n"))


def test_a_local_file_extends_the_catalogue_by_name(tmp_path: Path):
    body = SECTION.replace('"care"', '"words"') + ITEM
    path = written(tmp_path, "ours.toml", 'format = 1\nextends = "social-work"\n' + body)

    whole = load_instrument(path, "adults")

    assert whole.code == "social-work"
    assert whole.item("local-1").text == "Do adults and carers like it here?"


@pytest.mark.parametrize("name", ["social-work", "catalogue:social-work"])
def test_the_catalogue_is_found_by_name_from_any_folder(tmp_path: Path, name: str):
    assert load_instrument(name, "adults", tmp_path) == load_instrument("social-work", "adults")


def test_a_file_of_that_name_comes_before_the_catalogue(tmp_path: Path):
    written(tmp_path, "social-work", (INSTRUMENTS / "agreement.toml").read_text(encoding="utf-8"))

    assert load_instrument("social-work", folder=tmp_path).code != "social-work"
    assert read_instrument("catalogue:social-work", tmp_path).code == "social-work"


def test_an_unknown_name_of_the_catalogue_is_answered_with_the_known_ones():
    with pytest.raises(UnreadableFileError, match=", ".join(catalogue_codes())):
        read_instrument("catalogue:socialwork")
