"""What a message is while a field is awaited: realistic messages and how each is read."""

import pytest

from backend.chat.reading import Reading, ReadingKind, read, read_in_card
from backend.enrolment.fields import KIND_OF, Field
from tests.unit.chat.taught import VOCABULARY

Row = tuple[Field | None, str, str, str, tuple[str, ...]]

# awaited field, name known already, message, text kept, values sealed
VALUES: list[Row] = [
    (Field.LAST_NAME, "", "venturi", "[nom]", ("venturi",)),
    (Field.LAST_NAME, "", "VENTURI", "[nom]", ("VENTURI",)),
    (Field.LAST_NAME, "", "Venturi.", "[nom]", ("Venturi",)),
    (Field.LAST_NAME, "", "bonjour, venturi merci", "[nom]", ("venturi",)),
    (Field.LAST_NAME, "", "Bonjour, je m'appelle Venturi. Merci.", "[nom]", ("Venturi",)),
    (Field.LAST_NAME, "", "mon nom c'est Venturi", "[nom]", ("Venturi",)),
    (Field.LAST_NAME, "", "mon nom c'est petit", "[nom]", ("petit",)),
    (Field.LAST_NAME, "", "Petit", "[nom]", ("Petit",)),
    (Field.LAST_NAME, "", "Blanc", "[nom]", ("Blanc",)),
    (Field.LAST_NAME, "", "Leroy", "[nom]", ("Leroy",)),
    (Field.LAST_NAME, "", "Le Goff", "[nom]", ("Le Goff",)),
    (Field.LAST_NAME, "", "de la Porte", "[nom]", ("de la Porte",)),
    (Field.LAST_NAME, "", "Martin-Dupont", "[nom]", ("Martin-Dupont",)),
    (Field.LAST_NAME, "", "N'Diaye", "[nom]", ("N'Diaye",)),
    (Field.LAST_NAME, "", "O’Connor", "[nom]", ("O’Connor",)),
    (Field.LAST_NAME, "", "moi c venturi", "[nom]", ("venturi",)),
    (Field.LAST_NAME, "", "c'est venturi", "[nom]", ("venturi",)),
    (Field.LAST_NAME, "", "je suis madame venturi", "[nom]", ("venturi",)),
    (Field.LAST_NAME, "", "Mme Venturi", "[nom]", ("Venturi",)),
    (
        Field.LAST_NAME,
        "",
        "venturi 162122B010001 18/12/1962 63000",
        "[nom] [nir] [date] [code_postal]",
        (
            "venturi",
            "162122B010001",
            "18/12/1962",
            "63000",
        ),
    ),
    (
        Field.LAST_NAME,
        "",
        "petit 162122B010001",
        "[nom] [nir]",
        (
            "petit",
            "162122B010001",
        ),
    ),
    (Field.LAST_NAME, "", "jean@x.fr", "[email]", ("jean@x.fr",)),
    (Field.LAST_NAME, "", "162122B010001", "[nir]", ("162122B010001",)),
    (Field.LAST_NAME, "", "63000", "[code_postal]", ("63000",)),
    (
        Field.LAST_NAME,
        "",
        "venturi née dupont",
        "[nom] [nom]",
        (
            "venturi",
            "dupont",
        ),
    ),
    (Field.LAST_NAME, "", "Dupont1962", "[nom]", ("Dupont1962",)),
    (Field.NIR, "", "1 62 12 2B 010 001", "[nir]", ("1 62 12 2B 010 001",)),
    (Field.NIR, "", "162122b010001", "[nir]", ("162122b010001",)),
    (Field.NIR, "", "16212", "[nir]", ("16212",)),
    (Field.NIR, "", "mon numéro c'est 16212", "[nir]", ("16212",)),
    (Field.NIR, "", "1 62 12 2B O1O OO1", "[nir]", ("1 62 12 2B O1O OO1",)),
    (Field.NIR, "", "2 28 12 31 815 001 54", "[nir]", ("2 28 12 31 815 001 54",)),
    (Field.NIR, "", "c'est le 2 28 12 31 815 001", "[nir]", ("2 28 12 31 815 001",)),
    (Field.NIR, "", "jean@x.fr", "[email]", ("jean@x.fr",)),
    (Field.NIR, "", "18/12/1962", "[date]", ("18/12/1962",)),
    (Field.NIR, "", "63000", "[nir]", ("63000",)),
    (Field.NIR, "", "dupont", "[nir]", ("dupont",)),
    (Field.NIR, "", "azerty qwerty", "[nir]", ("azerty qwerty",)),
    (
        Field.NIR,
        "",
        "un soixante deux douze deux B zéro dix zéro zéro un",
        "[nir]",
        ("un soixante deux douze deux B zéro dix zéro zéro un",),
    ),
    (Field.NIR, "", "1 62 12", "[nir]", ("1 62 12",)),
    (
        Field.NIR,
        "",
        "Madame, Monsieur, voici mon numéro : 162122B010001. Cordialement, Mme Venturi",
        "[nir]",
        ("162122B010001",),
    ),
    (Field.NIR, "", "venturi 1 62 12 2B 010 001", "[nir]", ("1 62 12 2B 010 001",)),
    (Field.NIR, "", "oui c'est 162122B010001", "[nir]", ("162122B010001",)),
    (Field.BIRTH_DATE, "", "18 décembre 1962", "[date]", ("18 décembre 1962",)),
    (Field.BIRTH_DATE, "", "18121962", "[date]", ("18121962",)),
    (Field.BIRTH_DATE, "", "181262", "[date]", ("181262",)),
    (Field.BIRTH_DATE, "", "18 12 62", "[date]", ("18 12 62",)),
    (
        Field.BIRTH_DATE,
        "",
        "dix-huit décembre soixante-deux",
        "[date]",
        ("dix-huit décembre soixante-deux",),
    ),
    (Field.BIRTH_DATE, "", "le 18 decenbre 1962", "[date]", ("le 18 decenbre 1962",)),
    (Field.BIRTH_DATE, "", "je suis né le 18/12/1962 à Bastia", "[date]", ("18/12/1962",)),
    (Field.BIRTH_DATE, "", "en 1962", "[date]", ("1962",)),
    (Field.POSTCODE, "", "63000", "[code_postal]", ("63000",)),
    (Field.POSTCODE, "", "63 000", "[code_postal]", ("63 000",)),
    (Field.POSTCODE, "", "clermont", "[code_postal]", ("clermont",)),
    (Field.POSTCODE, "", "63000 Clermont-Ferrand", "[code_postal]", ("63000",)),
    (Field.POSTCODE, "", "6300", "[code_postal]", ("6300",)),
    (Field.POSTCODE, "", "2A004", "[code_postal]", ("2A004",)),
    (Field.IBAN_END, "", "0G02443", "[iban]", ("0G02443",)),
    (Field.IBAN_END, "", "0g02 443", "[iban]", ("0g02 443",)),
    (Field.IBAN_END, "", "3910173", "[iban]", ("3910173",)),
    (
        Field.IBAN_END,
        "",
        "FR64 2004 1000 0101 3478 0G02 443",
        "[iban]",
        ("FR64 2004 1000 0101 3478 0G02 443",),
    ),
    (Field.IBAN_END, "", "c'est 0G02443 je crois", "[iban]", ("0G02443",)),
    (
        Field.IBAN_END,
        "",
        "zéro G zéro deux quatre cent quarante-trois",
        "[iban]",
        ("zéro G zéro deux quatre cent quarante-trois",),
    ),
    (Field.VITALE_SERIAL, "", "04671322630", "[vitale]", ("04671322630",)),
    (Field.VITALE_SERIAL, "", "04 671 322 630", "[vitale]", ("04 671 322 630",)),
    (
        Field.VITALE_SERIAL,
        "",
        "8025000002 04 671 322 630",
        "[vitale]",
        ("8025000002 04 671 322 630",),
    ),
    (Field.VITALE_SERIAL, "", "0467132263", "[vitale]", ("0467132263",)),
    (Field.EMAIL, "", "jean.dupont@orange.fr", "[email]", ("jean.dupont@orange.fr",)),
    (
        Field.EMAIL,
        "",
        "jean point dupont arobase orange point fr",
        "[email]",
        ("jean point dupont arobase orange point fr",),
    ),
    (Field.EMAIL, "", "jean dupont arobase gmail", "[email]", ("jean dupont arobase gmail",)),
    (Field.EMAIL, "", "jean.dupont", "[email]", ("jean.dupont",)),
    (Field.EMAIL, "", "dupont1963", "[email]", ("dupont1963",)),
    (Field.EMAIL, "", "jean.dupont @ orange.fr", "[email]", ("jean.dupont @ orange.fr",)),
    (Field.EMAIL, "", "c'est jean@x.fr merci", "[email]", ("jean@x.fr",)),
    (Field.MOBILE, "", "06 12 34 56 78", "[telephone]", ("06 12 34 56 78",)),
    (Field.MOBILE, "", "+33612345678", "[telephone]", ("+33612345678",)),
    (
        Field.MOBILE,
        "",
        "zéro six douze trente-quatre cinquante-six soixante-dix-huit",
        "[telephone]",
        ("zéro six douze trente-quatre cinquante-six soixante-dix-huit",),
    ),
    (Field.MOBILE, "", "06 12 34 56", "[telephone]", ("06 12 34 56",)),
    (Field.MOBILE, "", "0692 12 34 56", "[telephone]", ("0692 12 34 56",)),
    (Field.IDENTITY_REVIEW, "", "Ventura", "[nom]", ("Ventura",)),
    (Field.IDENTITY_REVIEW, "", "VENTURA", "[nom]", ("VENTURA",)),
    (Field.IDENTITY_REVIEW, "", "de la Porte", "[nom]", ("de la Porte",)),
    (Field.IDENTITY_REVIEW, "", "Petit", "[nom]", ("Petit",)),
    (Field.LAST_NAME, "", "Dupont ?", "[nom]", ("Dupont",)),
    (Field.LAST_NAME, "", "Le Goff ?", "[nom]", ("Le Goff",)),
    (Field.LAST_NAME, "", "Casanova, ça marche ?", "[nom]", ("Casanova",)),
    (Field.LAST_NAME, "", "marchand", "[nom]", ("marchand",)),
    (Field.LAST_NAME, "", "Marie Blanc", "[nom]", ("Marie Blanc",)),
    (
        Field.LAST_NAME,
        "",
        "appelez moi au 06 39 98 01 23",
        "[telephone]",
        ("06 39 98 01 23",),
    ),
    (Field.VITALE_SERIAL, "", "mon code postal est 97400", "[code_postal]", ("97400",)),
    (Field.IBAN_END, "", "mon code postal est 97110", "[code_postal]", ("97110",)),
    (Field.IBAN_END, "", "ma date de naissance 18121962", "[date]", ("18121962",)),
    (Field.IBAN_END, "", "pas très sûre 3910173", "[iban]", ("3910173",)),
    (Field.EMAIL, "", "mon code postal est 97110", "[code_postal]", ("97110",)),
    (Field.MOBILE, "", "97110 c'est mon code postal", "[code_postal]", ("97110",)),
    (Field.VITALE_SERIAL, "", "vu sur mon portable 04671322630", "[vitale]", ("04671322630",)),
    (Field.NIR, "", "sur ma carte vitale 1629922010001", "[nir]", ("1629922010001",)),
    (Field.LAST_NAME, "", "MADAME VENTURI", "[nom]", ("VENTURI",)),
    (Field.LAST_NAME, "", "M. Venturi", "[nom]", ("Venturi",)),
    (Field.LAST_NAME, "", "venturi svp", "[nom]", ("venturi",)),
    (Field.LAST_NAME, "", "jm'appelle venturi", "[nom]", ("venturi",)),
    (Field.LAST_NAME, "", "je mappelle venturi", "[nom]", ("venturi",)),
    (Field.LAST_NAME, "", "je m'appelle monsieur Petit", "[nom]", ("Petit",)),
    (Field.LAST_NAME, "", "mon nom de naissance est Le Bihan", "[nom]", ("Le Bihan",)),
    (Field.LAST_NAME, "", "Nom de famille : VENTURI", "[nom]", ("VENTURI",)),
    (Field.LAST_NAME, "", "nom de jeune fille venturi", "[nom]", ("venturi",)),
    (Field.LAST_NAME, "", "Je soussigné Venturi Jean", "[nom]", ("Venturi Jean",)),
    (
        Field.LAST_NAME,
        "",
        "Bonjour Madame, je me permets de vous écrire, mon nom est Venturi, je vous remercie",
        "[nom]",
        ("Venturi",),
    ),
    (Field.LAST_NAME, "", "Ngo Van Thi", "[nom]", ("Ngo Van Thi",)),
    (Field.LAST_NAME, "", "Ó Briain", "[nom]", ("Ó Briain",)),
    (Field.LAST_NAME, "", "非常", "[nom]", ("非常",)),
    (Field.NIR, "", "voila 1 62 12 2B 010 001 merci beaucoup", "[nir]", ("1 62 12 2B 010 001",)),
    (Field.NIR, "", "nir 162122B010001", "[nir]", ("162122B010001",)),
    (Field.NIR, "", "sécu 2281231815001", "[nir]", ("2281231815001",)),
    (Field.NIR, "", "2 28 12 31 815", "[nir]", ("2 28 12 31 815",)),
    (Field.NIR, "", "c 162122B010001", "[nir]", ("162122B010001",)),
    (Field.NIR, "", "1621 22B0 1000 1", "[nir]", ("1621 22B0 1000 1",)),
    (
        Field.NIR,
        "",
        "venturi 18/12/1962 63000",
        "[date] [code_postal]",
        (
            "18/12/1962",
            "63000",
        ),
    ),
    (Field.NIR, "", "18121962", "[nir]", ("18121962",)),
    (Field.BIRTH_DATE, "", "3/12/28", "[date]", ("3/12/28",)),
    (Field.BIRTH_DATE, "", "le 3 décembre 28", "[date]", ("3 décembre 28",)),
    (Field.BIRTH_DATE, "", "03-12-1928", "[date]", ("03-12-1928",)),
    (Field.BIRTH_DATE, "", "née le 3 décembre 1928 à Toulouse", "[date]", ("3 décembre 1928",)),
    (Field.BIRTH_DATE, "", "trois douze vingt-huit", "[date]", ("trois douze vingt-huit",)),
    (Field.BIRTH_DATE, "", "18.12.62", "[date]", ("18.12.62",)),
    (
        Field.BIRTH_DATE,
        "",
        "18 12 1962 et 63000",
        "[date] [code_postal]",
        (
            "18 12 1962",
            "63000",
        ),
    ),
    (Field.BIRTH_DATE, "", "162122B010001", "[nir]", ("162122B010001",)),
    (Field.POSTCODE, "", "31470", "[code_postal]", ("31470",)),
    (Field.POSTCODE, "", "soixante-trois mille", "[code_postal]", ("soixante-trois mille",)),
    (Field.POSTCODE, "", "c le 63000", "[code_postal]", ("63000",)),
    (
        Field.POSTCODE,
        "",
        "avant c'était 75011 maintenant 63000",
        "[code_postal] [code_postal]",
        (
            "75011",
            "63000",
        ),
    ),
    (Field.POSTCODE, "", "20000 Ajaccio", "[code_postal]", ("20000",)),
    (Field.POSTCODE, "", "dupont", "[code_postal]", ("dupont",)),
    (Field.IBAN_END, "", "02443", "[iban]", ("02443",)),
    (Field.IBAN_END, "", "les 7 derniers c'est 0G02443", "[iban]", ("0G02443",)),
    (
        Field.IBAN_END,
        "",
        "FR76 3000 6000 0112 3456 7890 189",
        "[iban]",
        ("FR76 3000 6000 0112 3456 7890 189",),
    ),
    (Field.IBAN_END, "", "0 G 0 2 4 4 3", "[iban]", ("0 G 0 2 4 4 3",)),
    (Field.VITALE_SERIAL, "", "04 671 322 630 (au dos)", "[vitale]", ("04 671 322 630",)),
    (Field.EMAIL, "", "jean.dupont@gmail,com", "[email]", ("jean.dupont@gmail,com",)),
    (
        Field.EMAIL,
        "",
        "mon mail c jeandupont at gmail.com",
        "[email]",
        ("jeandupont at gmail.com",),
    ),
    (Field.EMAIL, "", "jean_dupont63@hotmail.fr", "[email]", ("jean_dupont63@hotmail.fr",)),
    (Field.EMAIL, "", "gmail", "[email]", ("gmail",)),
    (Field.EMAIL, "", "jeandupont gmail com", "[email]", ("jeandupont gmail com",)),
    (Field.EMAIL_CONFIRMATION, "", "jean.dupont@orange.fr", "[email]", ("jean.dupont@orange.fr",)),
    (Field.MOBILE, "", "06.12.34.56.78.", "[telephone]", ("06.12.34.56.78",)),
    (Field.MOBILE, "", "mon portable : 06 12 34 56 78 merci", "[telephone]", ("06 12 34 56 78",)),
    (Field.LANDLINE, "", "04 73 11 22 33", "[telephone]", ("04 73 11 22 33",)),
    (Field.IDENTITY_REVIEW, "", "Le Goff", "[nom]", ("Le Goff",)),
    (Field.LAST_NAME, "", "c’est Venturi", "[nom]", ("Venturi",)),
    (Field.LAST_NAME, "", "Je m’appelle Venturi", "[nom]", ("Venturi",)),
    (Field.LAST_NAME, "", "Mon nom : Venturi, prénom : Jean", "[nom]", ("Venturi",)),
    (Field.LAST_NAME, "", "venturi jean", "[nom]", ("venturi jean",)),
    (
        Field.LAST_NAME,
        "",
        "Bonjour monsieur, je m'appelle Marie-Thérèse Le Goff épouse Venturi",
        "[nom] [nom]",
        (
            "Marie-Thérèse Le Goff",
            "Venturi",
        ),
    ),
    (Field.LAST_NAME, "", "Bonnet", "[nom]", ("Bonnet",)),
    (Field.LAST_NAME, "", "Marchand", "[nom]", ("Marchand",)),
    (Field.LAST_NAME, "", "oui venturi", "[nom]", ("venturi",)),
    (Field.LAST_NAME, "", "ben venturi", "[nom]", ("venturi",)),
    (Field.LAST_NAME, "", "Nguyen", "[nom]", ("Nguyen",)),
    (
        Field.LAST_NAME,
        "",
        "mon nom de famille c'est Petit et mon code postal 63000",
        "[nom] [code_postal]",
        (
            "Petit",
            "63000",
        ),
    ),
    (Field.LAST_NAME, "", "Mon nom est Rose", "[nom]", ("Rose",)),
    (
        Field.NIR,
        "",
        "162122B010001 et je suis né le 18/12/1962",
        "[nir] [date]",
        (
            "162122B010001",
            "18/12/1962",
        ),
    ),
    (Field.NIR, "", "1 62 12 2B 010 001 clé 54", "[nir]", ("1 62 12 2B 010 001 clé 54",)),
    (Field.LAST_NAME, "", "mon iban finit par 0G02443", "[iban]", ("0G02443",)),
    (
        Field.LAST_NAME,
        "",
        "venturi, mon iban finit par 0G02443",
        "[nom] [iban]",
        ("venturi", "0G02443"),
    ),
    (Field.NIR, "", "2 70 05 99 123 456", "[nir]", ("2 70 05 99 123 456",)),
    (Field.NIR, "", "7 62 12 2B 010 001", "[nir]", ("7 62 12 2B 010 001",)),
    (Field.BIRTH_DATE, "", "18 decembre 62", "[date]", ("18 decembre 62",)),
    (
        Field.BIRTH_DATE,
        "",
        "le dix huit douze soixante deux",
        "[date]",
        ("dix huit douze soixante deux",),
    ),
    (Field.BIRTH_DATE, "", "62", "[date]", ("62",)),
    (Field.POSTCODE, "", "63", "[code_postal]", ("63",)),
    (Field.POSTCODE, "", "cedex 63000", "[code_postal]", ("63000",)),
    (Field.IBAN_END, "", "FR 64", "[iban]", ("FR 64",)),
    (Field.IBAN_END, "", "G02443", "[iban]", ("G02443",)),
    (Field.MOBILE, "", "06", "[telephone]", ("06",)),
    (Field.EMAIL, "", "jean@", "[email]", ("jean@",)),
]

# the same, for messages that pass as text
TALK: list[Row] = [
    (Field.NIR, "", "je reviens dans 5 minutes", "je reviens dans 5 minutes", ()),
    (Field.POSTCODE, "", "je reviens dans 10 min", "je reviens dans 10 min", ()),
    (Field.VITALE_SERIAL, "", "je reviens dans 2 jours", "je reviens dans 2 jours", ()),
    (Field.EMAIL, "", "je reviens dans 5 minutes", "je reviens dans 5 minutes", ()),
    (
        None,
        "",
        "Bonjour, je voudrais ouvrir un compte",
        "Bonjour, je voudrais ouvrir un compte",
        (),
    ),
    (None, "", "je m'appelle Jean Venturi", "je m'appelle [nom]", ("Jean Venturi",)),
    (
        None,
        "",
        "bonjour je m appelle venturi et je voudrais un compte",
        "bonjour je m appelle [nom] et je voudrais un compte",
        ("venturi",),
    ),
    (None, "", "mon nom c'est petit", "mon nom c'est [nom]", ("petit",)),
    (None, "", "mon nom est mal écrit", "mon nom est mal écrit", ()),
    (
        None,
        "",
        "je suis Mme Le Goff, je veux créer mon compte",
        "je suis Mme [nom], je veux créer mon compte",
        ("Le Goff",),
    ),
    (
        None,
        "",
        "Madame, Monsieur, je vous écris pour mon compte",
        "Madame, Monsieur, je vous écris pour mon compte",
        (),
    ),
    (
        None,
        "",
        "mon numéro est le 1 62 12 2B 010 001",
        "mon numéro est le [nir]",
        ("1 62 12 2B 010 001",),
    ),
    (None, "", "nom : VENTURI", "nom : [nom]", ("VENTURI",)),
    (
        None,
        "Venturi",
        "est-ce que venturi est bien écrit",
        "est-ce que [nom] est bien écrit",
        ("venturi",),
    ),
    (
        None,
        "Vénturi",
        "VENTURI c'est mon nom d'épouse",
        "[nom] c'est mon nom d'épouse",
        ("VENTURI",),
    ),
    (None, "", "j'ai un compte et deux enfants", "j'ai un compte et deux enfants", ()),
    (None, "", "appelez moi au 06 12 34 56 78", "appelez moi au [telephone]", ("06 12 34 56 78",)),
    (None, "", "le 3646 ne répond pas", "le 3646 ne répond pas", ()),
    (None, "", "/restart", "restart", ()),
    (None, "", '/inform{"nir": "162122B010001"}', "inform", ()),
    (None, "", "c'est [nir]", "c'est (nir)", ()),
    (None, "", "je m'appelle d'Artagnan", "je m'appelle [nom]", ("d'Artagnan",)),
    (Field.LAST_NAME, "", "pourquoi vous voulez mon nom ?", "pourquoi vous voulez mon nom ?", ()),
    (Field.LAST_NAME, "", "pk mon nom", "pk mon nom", ()),
    (Field.LAST_NAME, "", "venturi ?", "… ?", ()),
    (Field.LAST_NAME, "", "Venturi, zyx ?", "…, … ?", ()),
    (Field.LAST_NAME, "", "jsp", "jsp", ()),
    (Field.LAST_NAME, "", "Oups", "Oups", ()),
    (Field.LAST_NAME, "", "mdr", "mdr", ()),
    (Field.LAST_NAME, "", "une minute", "une minute", ()),
    (Field.LAST_NAME, "", "divorcée", "divorcée", ()),
    (Field.LAST_NAME, "", "effacé", "effacé", ()),
    (Field.LAST_NAME, "", "la vache", "la vache", ()),
    (Field.LAST_NAME, "", "ta gueule", "ta gueule", ()),
    (Field.LAST_NAME, "", "Martin ou Durand", "… ou …", ()),
    (Field.IDENTITY_REVIEW, "", "ventura", "…", ()),
    (Field.IDENTITY_REVIEW, "", "la mem", "la …", ()),
    (Field.IDENTITY_REVIEW, "", "La mem", "La …", ()),
    (Field.IDENTITY_REVIEW, "", "c partit ou", "c … ou", ()),
    (Field.IDENTITY_REVIEW, "", "c bizar", "c …", ()),
    (Field.IDENTITY_REVIEW, "", "c'est Ventura", "c'est [nom]", ("Ventura",)),
    (Field.IDENTITY_REVIEW, "", "lien mor", "lien …", ()),
    (Field.IDENTITY_REVIEW, "", "tkt", "tkt", ()),
    (Field.IDENTITY_REVIEW, "", "Relou", "Relou", ()),
    (Field.IDENTITY_REVIEW, "", "la vache", "la vache", ()),
    (
        Field.IBAN_END,
        "",
        "mon code postal c'est plutôt 97110",
        "mon code postal c'est plutôt [code_postal]",
        ("97110",),
    ),
    (Field.VITALE_SERIAL, "", "elle est effacée", "elle est effacée", ()),
    (Field.VITALE_SERIAL, "", "ils sont effacés", "ils sont effacés", ()),
    (Field.PERSONAL_CODE, "", "jean.payet@exemple.fr", "[email]", ("jean.payet@exemple.fr",)),
    (
        Field.PERSONAL_CODE,
        "",
        "mon adresse c'est jean@x.fr",
        "mon adresse c'est [email]",
        ("jean@x.fr",),
    ),
    (Field.PERSONAL_CODE, "", "c'est fait", "c'est fait", ()),
    (Field.PERSONAL_CODE, "", "je trouve rien, c'est perdu", "je trouve rien, c'est perdu", ()),
    (Field.LAST_NAME, "", "c'est venturi ou dupont ?", "c'est … ou … ?", ()),
    (
        Field.LAST_NAME,
        "",
        "mon nom de jeune fille ou marital ?",
        "mon nom de jeune fille ou marital ?",
        (),
    ),
    (Field.LAST_NAME, "", "où est-ce que je trouve ça", "où est-ce que je trouve ça", ()),
    (Field.LAST_NAME, "", "oui", "oui", ()),
    (Field.LAST_NAME, "", "ok", "ok", ()),
    (Field.LAST_NAME, "", "non", "non", ()),
    (Field.LAST_NAME, "", "bonjour", "bonjour", ()),
    (Field.LAST_NAME, "", "merci", "merci", ()),
    (Field.LAST_NAME, "", "annuler", "annuler", ()),
    (Field.LAST_NAME, "", "stop", "stop", ()),
    (Field.LAST_NAME, "", "je comprends rien", "je comprends rien", ()),
    (Field.LAST_NAME, "", "je ne sais pas quoi mettre", "je ne sais pas quoi mettre", ()),
    (Field.LAST_NAME, "", "je veux parler à quelqu'un", "je veux parler à quelqu'un", ()),
    (Field.LAST_NAME, "", "au revoir", "au revoir", ()),
    (Field.LAST_NAME, "", "je suis perdu", "je suis perdu", ()),
    (Field.LAST_NAME, "", "ca marche po", "ca marche …", ()),
    (Field.LAST_NAME, "", "carte vitale", "carte vitale", ()),
    (Field.LAST_NAME, "", "j'ai perdu ma carte", "j'ai perdu ma carte", ()),
    (Field.NIR, "", "je ne l'ai pas", "je ne l'ai pas", ()),
    (Field.NIR, "", "je l'ai pas sous la main", "je l'ai pas sous la main", ()),
    (Field.NIR, "", "je trouve ça où", "je trouve ça où", ()),
    (Field.NIR, "", "c'est où", "c'est où", ()),
    (Field.NIR, "", "ou est il ecrit", "ou est il ecrit", ()),
    (Field.NIR, "", "c quoi le nir", "c quoi le nir", ()),
    (Field.NIR, "", "pourquoi", "pourquoi", ()),
    (Field.NIR, "", "pk", "pk", ()),
    (Field.NIR, "", "cmt", "cmt", ()),
    (Field.NIR, "", "mon mari est décédé en avril", "mon mari est décédé en avril", ()),
    (
        Field.NIR,
        "",
        "j'ai appelé le 3646 hier, personne ne répond",
        "j'ai appelé le 3646 hier, personne ne répond",
        (),
    ),
    (
        Field.NIR,
        "",
        "je me suis trompé mon nom c'est Ventura",
        "je me suis trompé mon nom c'est [nom]",
        ("Ventura",),
    ),
    (
        Field.NIR,
        "",
        "je me suis trompé de nom ventura",
        "je me suis trompé de nom [nom]",
        ("ventura",),
    ),
    (Field.NIR, "", "162122B010001 ?", "[nir] ?", ("162122B010001",)),
    (Field.BIRTH_DATE, "", "non c'est 63100", "non c'est [code_postal]", ("63100",)),
    (Field.BIRTH_DATE, "", "je ne m'en souviens plus", "je ne m'en souviens plus", ()),
    (Field.POSTCODE, "", "l'ancien ou le nouveau ?", "l'ancien ou le nouveau ?", ()),
    (Field.POSTCODE, "", "non c'est 63100", "non c'est [code_postal]", ("63100",)),
    (Field.POSTCODE, "", "je me suis trompé", "je me suis trompé", ()),
    (Field.IBAN_END, "", "les 7 derniers chiffres ?", "les 7 derniers chiffres ?", ()),
    (Field.IBAN_END, "", "j'ai pas mon rib", "j'ai pas mon rib", ()),
    (
        Field.VITALE_SERIAL,
        "",
        "je n'ai pas le numéro de série",
        "je n'ai pas le numéro de série",
        (),
    ),
    (Field.VITALE_SERIAL, "", "c'est effacé", "c'est effacé", ()),
    (Field.TERMS, "", "oui j'accepte", "oui j'accepte", ()),
    (Field.TERMS, "", "non", "non", ()),
    (Field.TERMS, "", "oui je m'appelle venturi", "oui je m'appelle [nom]", ("venturi",)),
    (Field.PERSONAL_CODE, "", "pourquoi 8 caractères ?", "pourquoi 8 caractères ?", ()),
    (Field.PERSONAL_CODE, "", "annuler", "annuler", ()),
    (Field.PERSONAL_CODE, "", "non", "non", ()),
    (Field.EMAIL, "", "j'ai pas d'adresse mail", "j'ai pas d'adresse mail", ()),
    (
        Field.EMAIL,
        "",
        "je n'ai pas internet chez moi, c'est ma fille qui a tout",
        "je n'ai pas internet chez moi, c'est ma fille qui a tout",
        (),
    ),
    (Field.MOBILE, "", "passer", "passer", ()),
    (Field.MOBILE, "", "non merci", "non merci", ()),
    (Field.IDENTITY_REVIEW, "", "modifier", "modifier", ()),
    (Field.IDENTITY_REVIEW, "", "le nom", "le nom", ()),
    (Field.IDENTITY_REVIEW, "", "63100", "[code_postal]", ("63100",)),
    (
        Field.IDENTITY_REVIEW,
        "venturi",
        "non c'est pas venturi c'est ventura",
        "non c'est pas [nom] c'est [nom]",
        (
            "venturi",
            "ventura",
        ),
    ),
    (Field.IDENTITY_REVIEW, "", "c'est le code postale", "c'est le code postale", ()),
    (
        Field.IDENTITY_REVIEW,
        "",
        "ventura 63100",
        "[nom] [code_postal]",
        (
            "ventura",
            "63100",
        ),
    ),
    (Field.RECAP, "", "oui", "oui", ()),
    (Field.RECAP, "", "non mon nom c'est ventura", "non mon nom c'est [nom]", ("ventura",)),
    (Field.RECAP, "Petit", "un petit problème", "un [nom] problème", ("petit",)),
    (
        Field.RECAP,
        "",
        "je veux changer mon nom en ventura",
        "je veux changer mon nom en [nom]",
        ("ventura",),
    ),
    (Field.CONSENT_SMS, "", "ok pour les sms", "ok pour les sms", ()),
    (Field.LAST_NAME, "", "c'est obligatoire", "c'est obligatoire", ()),
    (Field.LAST_NAME, "", "vous êtes un robot", "vous êtes un robot", ()),
    (Field.LAST_NAME, "", "aidez moi svp", "aidez moi svp", ()),
    (Field.LAST_NAME, "venturi", "non c'est ventura", "non c'est [nom]", ("ventura",)),
    (Field.LAST_NAME, "", "d'accord", "d'accord", ()),
    (Field.LAST_NAME, "", "plus tard", "plus tard", ()),
    (Field.LAST_NAME, "", "j'ai oublié", "j'ai oublié", ()),
    (Field.LAST_NAME, "", "a quoi ca sert", "a quoi ca sert", ()),
    (Field.LAST_NAME, "", "recommencer", "recommencer", ()),
    (Field.LAST_NAME, "", "quel nom", "quel nom", ()),
    (Field.LAST_NAME, "", "nom marital ou de naissance", "nom marital ou de naissance", ()),
    (Field.NIR, "", "j'ai pas de carte", "j'ai pas de carte", ()),
    (Field.NIR, "", "je sais pas", "je sais pas", ()),
    (
        Field.NIR,
        "",
        "je sais pas trop mais je crois que c'est 2 28 12 31 815 001",
        "je sais pas trop mais je crois que c'est [nir]",
        ("2 28 12 31 815 001",),
    ),
    (Field.NIR, "", "aide", "aide", ()),
    (Field.NIR, "", "annulez tout", "annulez tout", ()),
    (Field.NIR, "", "au secours", "au secours", ()),
    (Field.NIR, "", "mon numero est effacé", "mon numero est effacé", ()),
    (Field.NIR, "", "le numero a quinze chiffres ?", "le numero a quinze chiffres ?", ()),
    (Field.NIR, "", "a combien de chiffres", "a combien de chiffres", ()),
    (Field.NIR, "", "oui", "oui", ()),
    (Field.BIRTH_DATE, "", "il y a longtemps", "il y a longtemps", ()),
    (Field.BIRTH_DATE, "", "pourquoi ma date", "pourquoi ma date", ()),
    (Field.BIRTH_DATE, "", "hier", "hier", ()),
    (Field.POSTCODE, "", "quel code postal, l'ancien ?", "quel code postal, l'ancien ?", ()),
    (Field.IBAN_END, "", "je ne connais pas mon iban", "je ne connais pas mon iban", ()),
    (Field.VITALE_SERIAL, "", "il y a que 10 chiffres", "il y a que 10 chiffres", ()),
    (
        Field.VITALE_SERIAL,
        "",
        "je ne dispose pas du numéro de série de ma carte",
        "je ne dispose pas du numéro de série de ma carte",
        (),
    ),
    (Field.EMAIL, "", "c'est quoi une adresse mail", "c'est quoi une adresse mail", ()),
    (Field.MOBILE, "", "je n'ai pas de portable", "je n'ai pas de portable", ()),
    (Field.MOBILE, "", "c'est facultatif ?", "c'est facultatif ?", ()),
    (Field.LANDLINE, "", "je n'en ai pas", "je n'en ai pas", ()),
    (Field.LANDLINE, "", "pas de fixe", "pas de fixe", ()),
    (Field.TERMS, "", "j'accepte", "j'accepte", ()),
    (Field.TERMS, "", "je refuse", "je refuse", ()),
    (Field.TERMS, "", "c'est quoi les conditions", "c'est quoi les conditions", ()),
    (Field.CONSENT_EMAIL, "", "non merci", "non merci", ()),
    (Field.CONSENT_PHONE, "", "oui au 06 12 34 56 78", "oui au [telephone]", ("06 12 34 56 78",)),
    (Field.RECAP, "", "tout est bon", "tout est bon", ()),
    (
        Field.RECAP,
        "",
        "le mail est faux c'est jean@x.fr",
        "le mail est faux c'est [email]",
        ("jean@x.fr",),
    ),
    (Field.PERSONAL_CODE, "", "je ne comprends pas", "je ne comprends pas", ()),
    (Field.PERSONAL_CODE, "", "stop", "stop", ()),
    (Field.IDENTITY_REVIEW, "", "c'est mon nom qui est faux", "c'est mon nom qui est faux", ()),
    (
        Field.IDENTITY_REVIEW,
        "",
        "je me suis trompé de code postal c'est 63100",
        "je me suis trompé de code postal c'est [code_postal]",
        ("63100",),
    ),
    (Field.IDENTITY_REVIEW, "", "pourquoi ça ne marche pas ?", "pourquoi ça ne marche pas ?", ()),
    (
        None,
        "",
        "mon fils Marc Dupont veut un compte",
        "mon fils [nom] veut un compte",
        ("Marc Dupont",),
    ),
    (
        None,
        "",
        "Je soussignée Madame Venturi née Dupont souhaite un compte",
        "Je soussignée Madame [nom] née [nom] souhaite un compte",
        (
            "Venturi",
            "Dupont",
        ),
    ),
    (None, "", "je suis née le 3 décembre 1928", "je suis née le [date]", ("3 décembre 1928",)),
    (
        None,
        "",
        "mon mail jean@x.fr ne marche pas",
        "mon mail [email] ne marche pas",
        ("jean@x.fr",),
    ),
    (None, "", "merci madame", "merci madame", ()),
    (None, "", "bonjour monsieur le robot", "bonjour monsieur le robot", ()),
    (None, "", "m. durand m'a dit de venir ici", "m. [nom] m'a dit de venir ici", ("durand",)),
    (Field.LAST_NAME, "", "bonne question", "bonne question", ()),
    (Field.LAST_NAME, "", "Bon", "Bon", ()),
    (Field.LAST_NAME, "", "j'arrive pas a ecrire", "j'arrive pas a ecrire", ()),
    (Field.LAST_NAME, "", "c'est quoi ce truc", "c'est quoi ce …", ()),
    (Field.LAST_NAME, "", "mon nom n'est pas reconnu", "mon nom n'est pas reconnu", ()),
    (Field.MOBILE, "", "c'est le meme", "c'est le meme", ()),
    (Field.RECAP, "", "modifier le nom", "modifier le nom", ()),
    (
        Field.RECAP,
        "",
        "je change mon mail pour jean@x.fr",
        "je change mon mail pour [email]",
        ("jean@x.fr",),
    ),
    (None, "", "je suis Venturi Jean", "je suis [nom]", ("Venturi Jean",)),
    (None, "", "Je suis perdu", "Je suis perdu", ()),
    (None, "", "M'appelle pas", "M'appelle pas", ()),
    (None, "", "mon nom", "mon nom", ()),
    (None, "", "nom", "nom", ()),
    (None, "", "m. x", "m. x", ()),
]

# awaited field, message, text to be parsed, then the value that it is if it is one
DOUBTS: list[Row] = [
    (
        Field.LAST_NAME,
        "alors voila moi mon nom de femme mariee c est venturi",
        "alors voila moi mon nom de femme mariee c est [nom]",
        "[nom]",
        ("venturi",),
    ),
    (
        Field.LAST_NAME,
        "alors je vous donne mon nom qui est celui de mon mari venturi",
        "alors je vous donne mon nom qui est celui de mon mari [nom]",
        "[nom]",
        ("venturi",),
    ),
    (
        Field.LAST_NAME,
        "Veuillez trouver ci-dessous mon patronyme Venturi cordialement",
        "Veuillez trouver ci-dessous mon [nom] cordialement",
        "[nom]",
        ("patronyme Venturi",),
    ),
    (
        Field.POSTCODE,
        "j'habite à Clermont-Ferrand",
        "j'habite à [nom]",
        "[code_postal]",
        ("j'habite à Clermont-Ferrand",),
    ),
    (
        Field.LAST_NAME,
        "je préfère pas le dire",
        "je [nom] pas le [nom]",
        "[nom]",
        ("je préfère pas le dire",),
    ),
    (
        Field.LAST_NAME,
        "venturi mais on m'appelle aussi petit",
        "[nom] mais on m'appelle aussi petit",
        "[nom]",
        ("venturi",),
    ),
    (Field.LAST_NAME, "Venturi (avec un i)", "[nom] (avec un i)", "[nom]", ("Venturi",)),
    (Field.LAST_NAME, "tout simplement venturi", "tout [nom]", "[nom]", ("simplement venturi",)),
    (Field.LAST_NAME, "VENTURI V E N T U R I", "[nom] V E N T U R I", "[nom]", ("VENTURI",)),
    (Field.LAST_NAME, "cela ne vous regarde pas", "cela ne vous [nom] pas", "[nom]", ("regarde",)),
    (
        Field.NIR,
        "c'est le numero sur la carte verte",
        "c'est le numero sur la carte [nom]",
        "[nir]",
        ("c'est le numero sur la carte verte",),
    ),
    (
        Field.VITALE_SERIAL,
        "je vois pas bien",
        "je [nom] pas bien",
        "[vitale]",
        ("je vois pas bien",),
    ),
]

SECRETS = [
    "MotdePasse1",
    "Robert*123_A",
    "motdepasse",
    "soleil",
    "c'est quoi un code personnel ?",
    "mon code est Zebulon",
    "azertyuiop",
    "12345678",
    "Bonjour1",
    "où je le tape ?",
    "venturi",
    "Robert@123A",
    "Petit-Bouton",
    "Payet",
]

TOLD_CODES = [
    "mon code c'est MotdePasse1",
    "mon code c'est Zebulon*",
    "mon mot de passe est Soleil1, merci",
    "mon mot de passe est Soleil63!",
    "mon code ameli c'est Robert*123_A",
    "mon mdp Minouche-Grise7 est refusé",
    "mon mdp Minouche est refusé",
    "mon code perso est Soleil*Marseille",
    "le code que j'ai choisi : Minouche_Grise",
    "j'ai mis Soleil*Marseille7 comme mot de passe",
    "j'ai mis minouche comme mot de passe",
    "mon mot de passe est Soleil-2024-Marseille!",
    "Minouche c'est mon code",
    "Voici mon mot de passe. Robert*123_A",
    "mdp:Soleil2024",
    "mon code est Robert@123A",
    "Robert*123_A",
    "c'est Robert*123_A merci",
    "je voulais taper Robert*12_A hier",
]

# awaited field, message: near a code or like one, and yet none
NOT_TOLD: list[tuple[Field | None, str]] = [
    (None, "mon code à 4 chiffres"),
    (None, "mon code à 4chiffres"),
    (None, "c'est quoi le mot de passe/code ?"),
    (None, "mon code postal est 2A004"),
    (None, "où est mon code FranceConnect+"),
    (None, "j'ai perdu mon mot de passe, mon numéro 162122B010001"),
    (None, "je n'ai pas reçu le code sur jean63@exemple.fr"),
    (None, "Mon code ne marche pas, je m'appelle Venturi"),
    (None, "24h/24-7j/7"),
    (None, "FR64-2004-1000-0101-3478-0G02-443"),
    (Field.NIR, "n°162122B010001"),
    (Field.BIRTH_DATE, "18-decenbre-1962"),
    (Field.POSTCODE, "63000-Clermont"),
    (Field.IBAN_END, "IBAN:FR6420041000010134780G02443"),
    (Field.EMAIL, "jean_dupont63"),
    (Field.EMAIL, "jean_dupont63 arobase orange.fr"),
    (Field.LAST_NAME, "Dupont1962"),
]


@pytest.mark.parametrize(("awaited", "known", "message", "text", "raws"), VALUES)
def test_a_value_is_kept_as_placeholders_only(
    awaited: Field | None, known: str, message: str, text: str, raws: tuple[str, ...]
) -> None:
    reading = read(message, awaited=awaited, known_names=[known], vocabulary=VOCABULARY)

    assert reading.kind is ReadingKind.VALUE
    assert reading.text == text
    assert tuple(raw for _, raw in reading.values) == raws


@pytest.mark.parametrize(("awaited", "known", "message", "text", "raws"), TALK)
def test_talk_passes_with_its_identifiers_sealed(
    awaited: Field | None, known: str, message: str, text: str, raws: tuple[str, ...]
) -> None:
    reading = read(message, awaited=awaited, known_names=[known], vocabulary=VOCABULARY)

    assert reading.kind is ReadingKind.TALK
    assert reading.text == text
    assert tuple(raw for _, raw in reading.values) == raws


@pytest.mark.parametrize(("awaited", "message", "doubt", "text", "raws"), DOUBTS)
def test_a_doubt_is_parsed_with_its_unknown_words_hidden(
    awaited: Field | None, message: str, doubt: str, text: str, raws: tuple[str, ...]
) -> None:
    reading = read(message, awaited=awaited, known_names=[], vocabulary=VOCABULARY)

    assert reading.kind is ReadingKind.DOUBT
    assert reading.doubt == doubt
    assert reading.as_value is not None
    assert reading.as_value.text == text
    assert tuple(raw for _, raw in reading.as_value.values) == raws


@pytest.mark.parametrize("message", SECRETS)
def test_nothing_is_kept_of_what_may_be_the_personal_code(message: str) -> None:
    reading = read(message, awaited=Field.PERSONAL_CODE, known_names=[], vocabulary=VOCABULARY)

    assert reading.kind is ReadingKind.SECRET
    assert reading.text == "(message masqué)"
    assert reading.values == ()


@pytest.mark.parametrize("awaited", [None, *Field])
@pytest.mark.parametrize("message", TOLD_CODES)
def test_nothing_is_kept_of_a_code_told_at_any_moment(message: str, awaited: Field | None) -> None:
    reading = read(message, awaited=awaited, known_names=[], vocabulary=VOCABULARY)

    assert (reading.kind, reading.text) == (ReadingKind.SECRET, "(message masqué)")
    assert reading.values == ()


@pytest.mark.parametrize(("awaited", "message"), NOT_TOLD)
def test_what_only_resembles_a_code_is_read_as_what_it_is(
    awaited: Field | None, message: str
) -> None:
    reading = read(message, awaited=awaited, known_names=[], vocabulary=VOCABULARY)

    assert reading.kind is not ReadingKind.SECRET


@pytest.mark.parametrize(
    ("field", "message"),
    [
        (Field.NIR, "c'est quoi le numéro de sécurité sociale ?"),
        (Field.NIR, "je ne l'ai pas"),
        (Field.EMAIL, "pourquoi vous voulez mon adresse"),
        (Field.MOBILE, "passer"),
    ],
)
def test_a_question_typed_in_a_card_is_a_question(field: Field, message: str) -> None:
    reading = read_in_card(message, field=field, known_names=[], vocabulary=VOCABULARY)

    assert reading == Reading.plain(message)


@pytest.mark.parametrize(
    ("field", "message", "placeholder"),
    [
        (Field.NIR, "162122B010001 ?", "[nir]"),
        (Field.NIR, "Venturi ?", "[nir]"),
        (Field.EMAIL, "jean?dupont", "[email]"),
        (Field.LAST_NAME, "Pourquoi", "[nom]"),
        (Field.POSTCODE, "je me suis trompé c'est 63100", "[code_postal]"),
        (Field.IBAN_END, "pourquoi zyx", "[iban]"),
    ],
)
def test_anything_else_typed_in_a_card_is_its_value_as_a_whole(
    field: Field, message: str, placeholder: str
) -> None:
    reading = read_in_card(message, field=field, known_names=[], vocabulary=VOCABULARY)

    assert (reading.kind, reading.text) == (ReadingKind.VALUE, placeholder)
    assert reading.values == ((KIND_OF[field], message),)


def test_a_code_typed_in_a_card_is_not_kept() -> None:
    reading = read_in_card(
        "Robert*123_A", field=Field.LAST_NAME, known_names=[], vocabulary=VOCABULARY
    )

    assert reading.kind is ReadingKind.SECRET
