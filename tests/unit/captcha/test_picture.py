"""The picture is a PNG of its size that can be read: dark on light, and never the same twice."""

import io

from PIL import Image

from backend.captcha.picture import HEIGHT, WIDTH, draw_picture


def opened(png: bytes) -> Image.Image:
    return Image.open(io.BytesIO(png))


def test_it_is_a_png_of_the_size_that_the_page_shows() -> None:
    picture = opened(draw_picture("AFH25"))
    assert (picture.format, picture.size) == ("PNG", (WIDTH, HEIGHT))


def test_the_characters_are_dark_on_white() -> None:
    grey = opened(draw_picture("MMMMM")).convert("L")
    levels = grey.histogram()
    assert sum(levels[:90]) > 0.08 * WIDTH * HEIGHT
    assert sum(levels[245:]) > 0.5 * WIDTH * HEIGHT


def test_the_same_characters_are_never_drawn_twice_alike() -> None:
    assert len({draw_picture("AFH25") for _ in range(5)}) == 5


def test_it_tells_its_characters_nowhere_in_writing() -> None:
    assert b"AFH25" not in draw_picture("AFH25")
