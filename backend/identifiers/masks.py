"""Shows an identifier to its owner while revealing little of it."""

from collections.abc import Callable

from backend.identifiers.dates import read_date
from backend.identifiers.email import parse_email
from backend.identifiers.iban import parse_iban_end
from backend.identifiers.names import parse_last_name
from backend.identifiers.nir import parse_nir
from backend.identifiers.phone import parse_landline, parse_mobile
from backend.identifiers.postcode import parse_postcode
from backend.identifiers.vitale import parse_vitale_serial
from backend.reasons import ValueRefused
from backend.sealed.kinds import Kind

_NOTHING = "••••••"


def mask(kind: Kind, raw: str) -> str:
    """Return ``raw`` masked, for example "1 62 •• •• ••• •••"; bullets alone if it is unreadable.

    Four digits in a row are never shown, but for the year of a date.
    """
    try:
        return _MASKS[kind](raw)
    except ValueRefused:
        return _NOTHING


def _nir(raw: str) -> str:
    number = parse_nir(raw).number
    return f"{number[0]} {number[1:3]} •• •• ••• •••"


def _date(raw: str) -> str:
    year, _, _ = read_date(raw)
    return f"••/••/{year}"


def _postcode(raw: str) -> str:
    return parse_postcode(raw)[:2] + "•••"


def _iban(raw: str) -> str:
    return "•••••" + parse_iban_end(raw)[-2:]


def _vitale(raw: str) -> str:
    return "•••••••••" + parse_vitale_serial(raw)[-2:]


def _email(raw: str) -> str:
    local, _, domain = parse_email(raw).partition("@")
    name, _, end = domain.rpartition(".")
    return f"{local[:1]}•••@{name[:1]}•••.{end}"


def _phone(raw: str) -> str:
    try:
        number = parse_mobile(raw)
    except ValueRefused:
        number = parse_landline(raw)
    national = "0" + number[-9:]
    return f"{national[:2]} •• •• •• {national[-2:]}"


def _name(raw: str) -> str:
    return parse_last_name(raw)[:1].upper() + _NOTHING


def _digits(_: str) -> str:
    return _NOTHING


_MASKS: dict[Kind, Callable[[str], str]] = {
    Kind.NIR: _nir,
    Kind.DATE: _date,
    Kind.CODE_POSTAL: _postcode,
    Kind.IBAN: _iban,
    Kind.VITALE: _vitale,
    Kind.EMAIL: _email,
    Kind.TELEPHONE: _phone,
    Kind.NOM: _name,
    Kind.CHIFFRES: _digits,
}
