"""What the page shows around each field: label, example, help. Facts are those of the guides.

The gateway fills the ``field``, ``recap`` and ``identity_review`` cards from here, so that a field
bears the same name everywhere.
"""

from dataclasses import dataclass
from types import MappingProxyType
from typing import TypedDict

from backend.enrolment.fields import Field


@dataclass(frozen=True, slots=True)
class FieldText:
    """The words and the keyboard of one field.

    ``inputmode`` and ``autocomplete`` are the HTML attributes of these names; a field without
    ``example`` is a choice or has a form of its own, and gets no ``field`` card.
    """

    label: str
    example: str = ""
    help: str = ""
    inputmode: str = "text"
    autocomplete: str = "off"


class FieldCard(TypedDict):
    """The card that asks for one field; it holds no value."""

    type: str
    field: str
    label: str
    example: str
    help: str
    inputmode: str
    autocomplete: str


FIELD_TEXTS = MappingProxyType(
    {
        Field.LAST_NAME: FieldText(
            label="Nom",
            example="Dupont",
            help="Votre nom de naissance ou votre nom de femme mariée. "
            "Les majuscules, les accents et les tirets ne comptent pas.",
            autocomplete="family-name",
        ),
        Field.NIR: FieldText(
            label="Numéro de sécurité sociale",
            example="1 62 12 2B 010 001",
            help="Il est écrit sur votre carte Vitale. Donnez 13 caractères, "
            "ou 15 avec la clé. Les espaces ne comptent pas.",
        ),
        Field.BIRTH_DATE: FieldText(
            label="Date de naissance",
            example="18/12/1962 ou 18 décembre 1962",
            help="Le jour, le mois, puis l'année en quatre chiffres.",
            autocomplete="bday",
        ),
        Field.POSTCODE: FieldText(
            label="Code postal",
            example="63000",
            help="Cinq chiffres : celui de votre adresse. Si vous avez déménagé, "
            "celui de votre ancienne adresse peut convenir.",
            inputmode="numeric",
            autocomplete="postal-code",
        ),
        Field.IDENTITY_REVIEW: FieldText(label="Vérification de l'identité"),
        Field.IBAN_END: FieldText(
            label="7 derniers caractères de l'IBAN",
            example="0A12 345",
            help="Prenez le RIB du compte où vos remboursements sont versés. "
            "Donnez les 7 derniers caractères de l'IBAN, chiffres et lettres.",
        ),
        Field.VITALE_SERIAL: FieldText(
            label="11 derniers chiffres du numéro de série de la carte Vitale",
            example="01 234 567 890",
            help="Ce numéro n'est pas votre numéro de sécurité sociale. "
            "Sur une carte sans photo, il est au dos. "
            "Vous pouvez aussi donner les 21 chiffres du numéro entier. "
            "S'il est effacé ou plus court, dites-le : il y a une autre solution.",
            inputmode="numeric",
        ),
        Field.TERMS: FieldText(label="Conditions d'utilisation"),
        Field.PERSONAL_CODE: FieldText(label="Code personnel"),
        Field.EMAIL: FieldText(
            label="Adresse e-mail",
            example="prenom.nom@exemple.fr",
            help="Choisissez une adresse que vous consultez souvent et qui n'est qu'à vous : "
            "elle ne peut pas servir à deux comptes.",
            inputmode="email",
            autocomplete="email",
        ),
        Field.EMAIL_CONFIRMATION: FieldText(
            label="La même adresse e-mail, une seconde fois",
            example="prenom.nom@exemple.fr",
            help="Nous vérifions ainsi qu'il n'y a pas de faute de frappe.",
            inputmode="email",
            autocomplete="email",
        ),
        Field.MOBILE: FieldText(
            label="Numéro de téléphone portable",
            example="06 39 98 01 23",
            help="Dix chiffres. Vous pouvez passer cette question.",
            inputmode="tel",
            autocomplete="mobile tel",
        ),
        Field.LANDLINE: FieldText(
            label="Numéro de téléphone fixe",
            example="01 99 00 12 34",
            help="Dix chiffres. Vous pouvez passer cette question.",
            inputmode="tel",
            autocomplete="home tel",
        ),
        Field.CONSENT_EMAIL: FieldText(label="Informations promotionnelles par e-mail"),
        Field.CONSENT_PHONE: FieldText(label="Informations promotionnelles par téléphone"),
        Field.CONSENT_SMS: FieldText(label="Informations promotionnelles par SMS"),
        Field.RECAP: FieldText(label="Récapitulatif"),
        Field.CODE_CHANNEL: FieldText(label="Envoi du code provisoire"),
        Field.CAPTCHA: FieldText(label="Caractères à recopier"),
    }
)
"""The words of every field."""


def field_card(field: Field) -> FieldCard | None:
    """Return the card that asks for ``field``, or None for a field that is not typed."""
    text = FIELD_TEXTS[field]
    if not text.example:
        return None
    return FieldCard(
        type="field",
        field=field.value,
        label=text.label,
        example=text.example,
        help=text.help,
        inputmode=text.inputmode,
        autocomplete=text.autocomplete,
    )
