"""The fictitious people of the demonstration: the two of the guides, one for each case, many more.

Nobody here exists: names are drawn from lists, NIRs and IBANs only have the right form and key,
e-mails end in ``.example`` (RFC 2606), mobiles are in the range that ARCEP keeps for fiction.
"""

import random
from calendar import monthrange
from dataclasses import replace
from datetime import date

from stdnum.iban import calc_check_digits

from backend.identifiers.names import fold_name
from backend.insured.matching import Cause
from backend.insured.people import InsuredPerson

_RIB_LETTERS = str.maketrans("ABCDEFGHIJKLMNOPQRSTUVWXYZ", "12345678912345678923456789")
_MEN = [
    "Paul",
    "Jean",
    "Hugo",
    "Nassim",
    "Louis",
    "André",
    "Marc",
    "Yves",
    "Karim",
    "Théo",
    "Noël",
    "Loïc",
    "Félix",
    "Amadou",
]
_WOMEN = [
    "Marie",
    "Lucie",
    "Inès",
    "Zoé",
    "Hélène",
    "Fatou",
    "Léa",
    "Anaïs",
    "Jeanne",
    "Mélanie",
    "Rose",
    "Cécile",
    "Lina",
]
_LAST_NAMES = [
    "Lefèvre",
    "Garnier",
    "Chevalier",
    "D'Almeida",
    "Le Goff",
    "Saint-Martin",
    "Benali",
    "Nguyen",
    "Fernandez",
    "Lemaître",
    "Œuvrard",
    "Da Silva",
    "Kowalski",
    "Traoré",
    "Hoarau",
    "Payet",
    "Casanova",
    "Müller",
    "L'Hermitte",
    "Bélanger",
    "Roche",
    "Vasseur",
    "Delmas",
    "Pons",
    "Guérin",
    "Picard",
    "Noël",
    "Brun",
    "Thévenet",
    "Marchal",
]
_STREETS = ("rue des Lilas", "avenue de la Gare", "place de l'Église", "chemin du Moulin")
_PLACES = (
    ("63113", "63000"),
    ("38185", "38000"),
    ("31395", "31470"),
    ("42218", "42100"),
    ("75112", "75012"),
    ("59350", "59000"),
    ("35238", "35700"),
    ("01053", "01000"),
    ("2A004", "20000"),
    ("2B033", "20200"),
    ("97411", "97400"),
    ("97105", "97100"),
    ("97209", "97200"),
    ("97302", "97300"),
    ("97608", "97600"),
    ("99352", "69008"),
)
"""Where people are born (INSEE code, 99 for abroad) and a postcode where they may live."""
_TOWNS = {
    "01000": "Bourg-en-Bresse",
    "20000": "Ajaccio",
    "20200": "Bastia",
    "31470": "Saint-Lys",
    "35700": "Rennes",
    "38000": "Grenoble",
    "42100": "Saint-Étienne",
    "59000": "Lille",
    "63000": "Clermont-Ferrand",
    "69008": "Lyon",
    "75012": "Paris",
    "97100": "Basse-Terre",
    "97200": "Fort-de-France",
    "97300": "Cayenne",
    "97400": "Saint-Denis",
    "97600": "Mamoudzou",
}
_SCHEMES = ("MSA", "MGEN", "ENIM")


def french_iban(bank: str, branch: str, account: str) -> str:
    """Return the IBAN of an account: bank and branch of 5 digits, account of 11 characters.

    The RIB key is 97 minus the remainder by 97 of 89 bank + 15 branch + 3 account.
    """
    number = int(account.translate(_RIB_LETTERS))
    rib_key = 97 - (89 * int(bank) + 15 * int(branch) + 3 * number) % 97
    bban = f"{bank}{branch}{account}{rib_key:02}"
    return f"FR{calc_check_digits('FR00' + bban)}{bban}"


def _case(
    nir13: str,
    birth_name: str,
    first_name: str,
    birth_date: date,
    postcode: str,
    *,
    iban: str | None = None,
    vitale_serial: str | None = None,
    married_name: str | None = None,
    previous_postcode: str | None = None,
    vitale_active: bool = True,
    nir_certified: bool = True,
    transfer_from: str | None = None,
) -> InsuredPerson:
    number = int(nir13[-6:])
    return InsuredPerson(
        nir13=nir13,
        birth_name=birth_name,
        married_name=married_name,
        first_name=first_name,
        birth_date=birth_date,
        postcode=postcode,
        previous_postcode=previous_postcode,
        iban=iban,
        vitale_serial=vitale_serial,
        vitale_active=vitale_active,
        nir_certified=nir_certified,
        transfer_from=transfer_from,
        email=f"{fold_name(first_name)}.{fold_name(birth_name)}{number % 1000}@courrier.example",
        mobile=f"+3363998{number % 10000:04}",
        address=f"{number % 90 + 1} {_STREETS[number % len(_STREETS)]}",
        town=_TOWNS[postcode],
    )


VENTURI = _case(
    "162122B010001",
    "VENTURI",
    "Paul",
    date(1962, 12, 18),
    "63000",
    iban=french_iban("20041", "01003", "0134780G024"),
    vitale_serial="802500000204671322630",
)
"""The person of the guide: the hidden part of the IBAN is chosen so that both keys are right."""

TOTO = _case(
    "2281231815001",
    "TOTO",
    "Marie",
    date(1928, 12, 3),
    "31470",
    iban=french_iban("20041", "01016", "00004339101"),
    vitale_serial="01647314244",
)
"""The person of the town hall's guide: IBAN ending 3910173, 11 digits of the card known."""

MARRIED = _case(
    "2850538185017",
    "Lemaître",
    "Hélène",
    date(1985, 5, 21),
    "38000",
    married_name="D'Almeida",
    iban=french_iban("20041", "01017", "0520011A028"),
    vitale_serial="802500000311122233344",
)
"""Known by her birth name and by her married name."""

MOVED = _case(
    "1900742218033",
    "Garnier",
    "Hugo",
    date(1990, 7, 9),
    "42100",
    previous_postcode="69008",
    iban=french_iban("20041", "01007", "0731902B038"),
    vitale_serial="802500000355566677788",
)
"""Has moved: the previous postcode is accepted too."""

OVERSEAS = _case(
    "2780297411054",
    "Hoarau",
    "Lucie",
    date(1978, 2, 14),
    "97400",
    iban=french_iban("20041", "01021", "0245813C031"),
    vitale_serial="802500000399900011122",
)
"""Born and living in La Réunion."""

CORSICAN = _case(
    "170112A004021",
    "Casanova",
    "André",
    date(1970, 11, 30),
    "20000",
    iban=french_iban("20041", "01000", "0318264D042"),
    vitale_serial="802500000344455566677",
)
"""Born in Corse-du-Sud (2A)."""

_CASES: dict[Cause, InsuredPerson] = {
    Cause.VITALE_INACTIVE: _case(
        "1831063113055",
        "Vasseur",
        "Marc",
        date(1983, 10, 4),
        "63000",
        iban=french_iban("20041", "01003", "0412075E026"),
        vitale_serial="802500000322233344455",
        vitale_active=False,
    ),
    Cause.NO_BANK_DETAILS: _case(
        "2960438185062",
        "Delmas",
        "Inès",
        date(1996, 4, 17),
        "38000",
        vitale_serial="802500000366677788899",
    ),
    Cause.PROVISIONAL_NIR: _case(
        "1920899352087",
        "Traoré",
        "Amadou",
        date(1992, 8, 25),
        "69008",
        iban=french_iban("20041", "01007", "0519486F038"),
        vitale_serial="802500000377788899900",
        nir_certified=False,
    ),
    Cause.REGIME_TRANSFER: _case(
        "2740135238091",
        "Le Goff",
        "Anaïs",
        date(1974, 1, 11),
        "35700",
        iban=french_iban("20041", "01013", "0627351G034"),
        vitale_serial="802500000388899900011",
        transfer_from="MSA",
    ),
}

ONLY_POST = replace(
    _case(
        "2500342218045",
        "Œuvrard",
        "Cécile",
        date(1950, 3, 8),
        "42100",
        vitale_serial="802500000355566600011",
    ),
    email=None,
    mobile=None,
)
"""No bank details; only her address is known: a provisional code can only come by post."""

NO_EMAIL = replace(
    _case(
        "1680759350071",
        "Kowalski",
        "Marc",
        date(1968, 7, 19),
        "59000",
        iban=french_iban("20041", "01005", "0713846H041"),
        vitale_serial="802500000377700011122",
        vitale_active=False,
    ),
    email=None,
)
"""His card is not active; known by his mobile and his address."""


def demonstration_case(cause: Cause) -> InsuredPerson:
    """Return the person of the demonstration who is refused for ``cause``; always the same."""
    return _CASES[cause]


def demonstration_people(seed: int = 2025, count: int = 200) -> list[InsuredPerson]:
    """Return ``count`` people: the known cases first, the others drawn from ``seed``."""
    people = [
        VENTURI,
        TOTO,
        MARRIED,
        MOVED,
        OVERSEAS,
        CORSICAN,
        *_CASES.values(),
        ONLY_POST,
        NO_EMAIL,
    ]
    draw = random.Random(seed)  # noqa: S311 - fictitious people that must come out the same
    taken = {person.nir13 for person in people}
    while len(people) < count:
        person = _drawn(draw)
        if person.nir13 not in taken:
            taken.add(person.nir13)
            people.append(person)
    return people[:count]


def _drawn(draw: random.Random) -> InsuredPerson:
    woman = draw.random() < 0.5
    year, month = draw.randint(1930, 2006), draw.randint(1, 12)
    born = date(year, month, draw.randint(1, monthrange(year, month)[1]))
    birthplace, postcode = draw.choice(_PLACES)
    elsewhere = draw.choice(_PLACES)[1]
    birth_name, married_name = draw.sample(_LAST_NAMES, 2)
    cause = draw.choice(list(Cause)) if draw.random() < 0.1 else None
    return _case(
        f"{2 if woman else 1}{born:%y%m}{birthplace}{draw.randint(1, 999):03}",
        birth_name,
        draw.choice(_WOMEN if woman else _MEN),
        born,
        postcode,
        married_name=married_name if draw.random() < (0.5 if woman else 0.05) else None,
        previous_postcode=elsewhere if elsewhere != postcode and draw.random() < 0.3 else None,
        iban=None if cause is Cause.NO_BANK_DETAILS else _drawn_iban(draw),
        vitale_serial="8025" + _digits(draw, 17),
        vitale_active=cause is not Cause.VITALE_INACTIVE,
        nir_certified=cause is not Cause.PROVISIONAL_NIR,
        transfer_from=draw.choice(_SCHEMES) if cause is Cause.REGIME_TRANSFER else None,
    )


def _drawn_iban(draw: random.Random) -> str:
    letter = draw.choice("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ")
    account = _digits(draw, 7) + letter + _digits(draw, 3)
    return french_iban("20041", "010" + _digits(draw, 2), account)


def _digits(draw: random.Random, length: int) -> str:
    return "".join(draw.choice("0123456789") for _ in range(length))
