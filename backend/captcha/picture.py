"""Draws the characters of a captcha."""

from captcha.image import ImageCaptcha

WIDTH, HEIGHT = 280, 90
"""Pixels; the page shows it at this size, or smaller on a narrow screen."""

_INK = (29, 39, 51)
_PAPER = (255, 255, 255)


def draw_picture(characters: str) -> bytes:
    """Return a PNG of ``characters``: dark on white, whatever the page's colours.

    They lean and bend less than the library would have it, and stand apart. Takes some
    milliseconds: call it in a thread.
    """
    drawing = ImageCaptcha(WIDTH, HEIGHT, font_sizes=(54, 60, 66))
    drawing.character_rotate = (-18, 18)
    drawing.character_warp_dx = (0.05, 0.2)
    drawing.character_warp_dy = (0.1, 0.2)
    drawing.word_offset_dx = 0.12
    # The library takes the brightness of the ink for its opacity: a dark ink would be pale.
    drawing.lookup_table = [min(255, 8 * level) for level in range(256)]
    return drawing.generate(characters, bg_color=_PAPER, fg_color=_INK).getvalue()
