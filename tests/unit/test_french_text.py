"""The signs of French stay on the line of their word."""

from backend.french_text import hold_signs, hold_signs_in_page


def test_a_sign_is_held_to_its_word() -> None:
    assert hold_signs("Prêt ? « Oui » : allez !") == (
        "Prêt\u00a0? «\u00a0Oui\u00a0»\u00a0: allez\u00a0!"
    )


def test_other_spaces_stay() -> None:
    assert hold_signs("18 h, 3646. Merci") == "18 h, 3646. Merci"


def test_the_tags_of_a_page_stay_as_they_are() -> None:
    page = '<a title="Prêt ?" href="/x">Prêt ?</a>'
    assert hold_signs_in_page(page) == '<a title="Prêt ?" href="/x">Prêt\u00a0?</a>'


def test_styles_and_scripts_of_a_page_stay_as_they_are() -> None:
    page = "<style>a :hover { }</style><p>Prêt ?</p><script>x = y ? 1 : 2</script>"
    assert hold_signs_in_page(page) == page.replace("Prêt ?", "Prêt\u00a0?")
