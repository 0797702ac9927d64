"""Writes the letter that bears a provisional code: one A4 page, for a window envelope.

The address stands where both the DL and the C6/5 window (100 x 45 mm, 20 mm from the right and
bottom edges of a 220 x 110 mm envelope) show it, wherever the sheet folded in three has slipped to;
nothing else is written there. French order and capitals of the address: NF Z 10-011.
"""

import io
import unicodedata
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any
from xml.sax.saxutils import escape

from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import mm
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import Frame, KeepInFrame, Paragraph

from backend.accounts.provisional import valid_for
from backend.accounts.states import Channel
from backend.french_time import day, day_and_time
from backend.settings import Settings

ADDRESS_LEFT, ADDRESS_TOP = 105 * mm, 50 * mm
"""Where the address begins, from the left and from the top of the sheet."""
ADDRESS_WIDTH = 85 * mm
ADDRESS_LEADING = 4.6 * mm

_FONT = "DejaVuSans"
_MARGIN = 20 * mm
_WIDTH, _HEIGHT = A4
_BODY_TOP = 100 * mm
_FOOT = 24 * mm

_TEXT = ParagraphStyle("text", fontName=_FONT, fontSize=10.5, leading=15, spaceAfter=7)
_TITLE = ParagraphStyle("title", parent=_TEXT, fontSize=12.5, leading=17, spaceAfter=9)
_CODE = ParagraphStyle(
    "code",
    parent=_TEXT,
    fontSize=24,
    leading=30,
    alignment=1,
    borderWidth=1,
    borderColor="#1d2733",
    borderPadding=(7, 6, 9, 6),
    spaceBefore=10,
    spaceAfter=18,
)
_STEP = ParagraphStyle("step", parent=_TEXT, leftIndent=14, spaceAfter=3)
_LAST_STEP = ParagraphStyle("last step", parent=_STEP, spaceAfter=7)


def write_letter(
    settings: Settings, *, name: str, address: str, code: str, created_at: datetime
) -> bytes:
    """Return the PDF, the same bytes each time for the same letter.

    Args:
        name: first names and last name.
        address: the lines below the name, parted by line feeds; the last one is postcode and town.
        code: 8 digits.
        created_at: when the code was made, timezone-aware: the letter's date.
    """
    _load_font()
    written = io.BytesIO()
    canvas = Canvas(written, pagesize=A4, lang="fr-FR", invariant=True)
    canvas.setTitle("Votre code provisoire")
    canvas.setAuthor("Votre caisse d’assurance maladie")
    canvas.setSubject("Code provisoire pour ouvrir ou retrouver votre compte ameli")
    _write_sender(canvas, settings)
    _write_address(canvas, [name, *address.splitlines()])
    _write_lines(canvas, [f"Le {day(created_at)}"], 105 * mm, 92 * mm)
    body = _body(settings, code, day_and_time(created_at + valid_for(Channel.POST)))
    width, height = _WIDTH - 2 * _MARGIN, _HEIGHT - _BODY_TOP - _FOOT
    frame = Frame(_MARGIN, _FOOT, width, height, 0, 0, 0, 0)
    frame.addFromList([KeepInFrame(width, height, body)], canvas)
    _write_foot(canvas)
    canvas.save()
    return written.getvalue()


def envelope_lines(lines: list[str]) -> list[str]:
    """Return an address as the post wants it: no empty line, the last one in plain capitals."""
    kept = [" ".join(line.split()) for line in lines if line.strip()]
    town = unicodedata.normalize("NFKD", kept[-1]).encode("ascii", "ignore").decode().upper()
    return [*kept[:-1], town]


def grouped(code: str) -> str:
    """Return 8 digits in two groups of four."""
    return f"{code[:4]} {code[4:]}"


def _body(settings: Settings, code: str, end: str) -> list[Any]:
    site = settings.public_url.rstrip("/")
    texts = [
        (_TITLE, "Objet : votre code provisoire"),
        (_TEXT, "Bonjour,"),
        (_TEXT, "Vous avez demandé un code provisoire pour votre compte ameli. Le voici :"),
        (_CODE, grouped(code)),
        (
            _TEXT,
            f"Ce code est valable 15 jours, jusqu’au {end}. Il ne sert qu’une fois. S’il ne "
            "fonctionne plus, vous pouvez en demander un autre.",
        ),
        (_TITLE, "Comment l’utiliser"),
        (_STEP, f"1. Ouvrez la page {site}/connexion"),
        (_STEP, "2. Écrivez votre numéro de sécurité sociale, puis ce code."),
        (_STEP, "3. Acceptez les conditions d’utilisation."),
        (_STEP, "4. Choisissez votre code personnel : il remplacera celui-ci."),
        (_STEP, "5. Indiquez votre adresse e-mail."),
        (_LAST_STEP, "6. Ouvrez l’e-mail que vous recevez et confirmez votre adresse."),
        (_TITLE, "Vous n’avez rien demandé ?"),
        (
            _TEXT,
            "Ne donnez ce code à personne et détruisez cette lettre. Prévenez votre caisse au "
            f"{settings.phone_number}. Sans ce code, personne ne peut se servir de la demande.",
        ),
        (_TITLE, "Besoin d’aide ?"),
        (
            _TEXT,
            f"Appelez le {settings.phone_number} ou écrivez à {settings.caisse_email}. Une "
            "France Services peut aussi vous accompagner.",
        ),
    ]
    return [Paragraph(escape(text), style) for style, text in texts]


def _write_sender(canvas: Canvas, settings: Settings) -> None:
    lines = ["Votre caisse d’assurance maladie", f"Téléphone : {settings.phone_number}"]
    _write_lines(canvas, lines, _MARGIN, 20 * mm)


def _write_address(canvas: Canvas, lines: list[str]) -> None:
    _write_lines(canvas, envelope_lines(lines), ADDRESS_LEFT, ADDRESS_TOP, ADDRESS_WIDTH)


def _write_foot(canvas: Canvas) -> None:
    lines = [
        "AmeliBot est un projet de démonstration, indépendant de l’Assurance Maladie.",
        "Les personnes de son registre sont fictives.",
    ]
    _write_lines(canvas, lines, _MARGIN, _HEIGHT - 15 * mm, size=8)


def _write_lines(
    canvas: Canvas,
    lines: list[str],
    left: float,
    top: float,
    width: float | None = None,
    size: float = 10.5,
) -> None:
    """Write lines downwards; those wider than ``width`` are written smaller."""
    for number, line in enumerate(lines):
        wide = pdfmetrics.stringWidth(line, _FONT, size)
        fitting = size * min(1, width / wide) if width else size
        canvas.setFont(_FONT, fitting)
        canvas.drawString(left, _HEIGHT - top - number * ADDRESS_LEADING, line)


@cache
def _load_font() -> None:
    """Register the letter's own font: those that every PDF reader has lack many letters."""
    path = Path(__file__).parent / "fonts" / f"{_FONT}.ttf"
    pdfmetrics.registerFont(TTFont(_FONT, str(path)))
