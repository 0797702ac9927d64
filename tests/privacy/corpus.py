"""Identifiers that nobody has, each written in several ways, and the moments to type them at."""

from datetime import date

from backend.insured.generator import french_iban
from tests.support.leaks import Canary

IBAN = french_iban("20041", "01088", "0738216K954")
CODE = "Perruche*73_Zq"
SERIAL = "802541793673918264058"

CSV = (
    "nir;nom_naissance;prenom;date_naissance;code_postal;iban;numero_serie_vitale\n"
    f"2870351482617;Quémerdec;Ondine;27/03/1987;78429;{IBAN};{SERIAL}\n"
)
"""The one of the registry who is made of canaries."""

BORN = date(1987, 3, 27)

WAYS: dict[str, tuple[str, ...]] = {
    "name": ("Quémerdec", "QUEMERDEC", "quémerdec"),
    "nir": ("2870351482617", "2 87 03 51 482 617 86", "2.87.03.51.482.617", "287O351482617"),
    "birth_date": ("27/03/1987", "27 mars 1987", "27-03-87", "vingt-sept mars 1987"),
    "postcode": ("78429", "78 429", "7 8 4 2 9"),
    "iban_end": (IBAN[-7:], IBAN, " ".join(IBAN[-7:])),
    "vitale_serial": (SERIAL[-11:], "73 918 264 058", SERIAL),
    "email": (
        "mirabelle.zigzag@exemple.fr",
        "Mirabelle.Zigzag@EXEMPLE.fr",
        "mirabelle.zigzag arobase exemple point fr",
    ),
    "mobile": (
        "0639985731",
        "+33 6 39 98 57 31",
        "06.39.98.57.31",
        "zéro six trente-neuf quatre-vingt-dix-huit cinquante-sept trente et un",
    ),
    "landline": ("0465713826", "04 65 71 38 26", "04-65-71-38-26"),
    "code": (CODE,),
}
"""Each kind of identifier, and how it is typed."""

CANARIES = [
    *(Canary(kind, ways) for kind, ways in WAYS.items() if kind not in ("birth_date", "email")),
    Canary("birth_date", (*WAYS["birth_date"], f"{BORN:%Y-%m-%d}", f"{BORN:%Y%m%d}")),
    Canary("email", (*WAYS["email"], "mirabelle.zigzag")),
]

_INTRODUCED = {
    "name": "je m'appelle {}",
    "nir": "mon numéro de sécu est {}",
    "birth_date": "je suis née le {}",
    "postcode": "j'habite au {}",
    "iban_end": "mon iban finit par {}",
    "vitale_serial": "le numéro de série c'est {}",
    "email": "mon mail c'est {}",
    "mobile": "mon portable est le {}",
    "landline": "mon fixe est le {}",
    "code": "mon code personnel est {}",
}
_ASKED = {
    "name": "est-ce que mon nom {} est bien écrit ?",
    "nir": "c'est bien {} mon numéro de sécurité sociale ?",
    "birth_date": "pourquoi ma date {} ne marche pas ?",
    "postcode": "le code postal {} suffit ?",
    "iban_end": "mon iban {} c'est lequel ?",
    "vitale_serial": "où est {} sur la carte vitale ?",
    "email": "vous écrivez à {} ou pas ?",
    "mobile": "pourquoi vous voulez le {} ?",
    "landline": "et le {} c'est obligatoire ?",
    "code": "mon mot de passe est {} ?",
}
_CORRECTED = {
    "name": "je me suis trompée, mon nom est {}",
    "nir": "non, mon numéro de sécu c'est {}",
    "birth_date": "erreur, je suis née le {}",
    "postcode": "corrigez le code postal : {}",
    "iban_end": "je me suis trompée d'iban, c'est {}",
    "vitale_serial": "je change le numéro de la carte : {}",
    "email": "modifiez mon mail, {}",
    "mobile": "je me suis trompée, mon portable est {}",
    "landline": "il y a une erreur, le fixe c'est {}",
    "code": "je change, mon code est {}",
}


def introduced(way: int) -> list[str]:
    """Return one message per kind that tells it, written in the way of this number."""
    return [text.format(_way(kind, way)) for kind, text in _INTRODUCED.items()]


def alone(way: int) -> list[str]:
    """Return one message per kind that is nothing but the value, except names and codes."""
    return [_way(kind, way) for kind in WAYS if kind not in ("name", "code")]


def asked(way: int) -> list[str]:
    """Return one question per kind with the value in it."""
    return [text.format(_way(kind, way)) for kind, text in _ASKED.items()]


def corrected(way: int) -> list[str]:
    """Return one correction per kind."""
    return [text.format(_way(kind, way)) for kind, text in _CORRECTED.items()]


HALVES = (
    "mon numéro commence par 2 87 03 51",
    "puis 482 617",
    "le téléphone c'est 06 39 98",
    "et la suite 57 31",
    "la carte : 739182",
    "64058",
    "ma date c'est 27 mars",
    "1987",
    "iban FR76 2004 1010",
    f"la fin {IBAN[-7:]}",
)
"""Values in two messages each."""


def _way(kind: str, number: int) -> str:
    ways = WAYS[kind]
    return ways[number % len(ways)]
