"""What the page shows around each field: label, example, help. Facts are those of the guides.

The gateway fills its cards from here, so that a field bears the same name everywhere.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import TypedDict

from backend.enrolment.fields import Field


class Button(TypedDict):
    """What a person presses, and what it says to the assistant."""

    title: str
    payload: str


@dataclass(frozen=True, slots=True)
class FieldText:
    """The words and the keyboard of one field.

    ``inputmode`` and ``autocomplete`` are the HTML attributes of these names; a field without
    ``example`` is a choice or has a form of its own, and gets no ``field`` card. ``missing`` is for
    who does not have it; ``question`` is that of a consent.
    """

    label: str
    example: str = ""
    help: str = ""
    inputmode: str = "text"
    autocomplete: str = "off"
    missing: Button | None = None
    question: str = ""


class FieldCard(TypedDict):
    """The card that asks for one field; it holds no value."""

    type: str
    field: str
    label: str
    example: str
    help: str
    inputmode: str
    autocomplete: str
    missing: Button | None


class Consent(TypedDict):
    """One question of the card that asks for the consents."""

    field: str
    label: str


class ConsentsCard(TypedDict):
    """The card that asks for consents."""

    type: str
    lines: list[Consent]


_BY = {
    Field.CONSENT_EMAIL: "par e-mail",
    Field.CONSENT_PHONE: "par téléphone",
    Field.CONSENT_SMS: "par SMS",
}


def _button(title: str, intent: str, field: Field) -> Button:
    """Return a button that names its field: no other button has its payload."""
    return Button(title=title, payload=f'/{intent}{{"field": "{field.value}"}}')


FIELD_TEXTS = MappingProxyType(
    {
        Field.LAST_NAME: FieldText(
            label="Nom",
            example="Dupont",
            help="Votre nom de naissance ou votre nom de femme mariée. "
            "Les majuscules, les accents et les tirets ne comptent pas.",
            autocomplete="family-name",
            missing=_button("J’ai plusieurs noms", "ask_which_name", Field.LAST_NAME),
        ),
        Field.NIR: FieldText(
            label="Numéro de sécurité sociale",
            example="1 62 12 2B 010 001",
            help="Il est écrit sur votre carte Vitale : 13 caractères, ou 15 avec la clé. "
            "Les espaces ne comptent pas.",
            missing=_button("Je ne trouve pas mon numéro", "ask_where_nir", Field.NIR),
        ),
        Field.BIRTH_DATE: FieldText(
            label="Date de naissance",
            example="18/12/1962 ou 18 décembre 1962",
            help="Le jour, le mois, puis l’année en quatre chiffres.",
            autocomplete="bday",
        ),
        Field.POSTCODE: FieldText(
            label="Code postal",
            example="63000",
            help="Les cinq chiffres de votre adresse. Si vous avez déménagé, "
            "ceux de l’ancienne peuvent convenir.",
            inputmode="numeric",
            autocomplete="postal-code",
            missing=_button("J’ai déménagé", "ask_which_postcode", Field.POSTCODE),
        ),
        Field.IDENTITY_REVIEW: FieldText(label="Vérification de l’identité"),
        Field.IBAN_END: FieldText(
            label="7 derniers caractères de l’IBAN",
            example="0A12 345",
            help="L’IBAN est écrit sur le RIB du compte où vos remboursements sont versés. "
            "Seule sa fin est demandée, chiffres et lettres.",
            missing=_button("Je n’ai pas ce RIB", "ask_no_bank_details", Field.IBAN_END),
        ),
        Field.VITALE_SERIAL: FieldText(
            label="11 derniers chiffres du numéro de série de la carte Vitale",
            example="01 234 567 890",
            help="Ce n’est pas votre numéro de sécurité sociale. "
            "Sur une carte sans photo, il est au dos, en haut à gauche. "
            "Les 21 chiffres du numéro entier conviennent aussi. "
            "S’il est effacé ou plus court, il y a une autre solution.",
            inputmode="numeric",
            missing=_button(
                "Je n’ai pas ce numéro", "ask_vitale_serial_unavailable", Field.VITALE_SERIAL
            ),
        ),
        Field.TERMS: FieldText(label="Conditions d’utilisation"),
        Field.PERSONAL_CODE: FieldText(label="Code personnel"),
        Field.EMAIL: FieldText(
            label="Adresse e-mail",
            example="prenom.nom@exemple.fr",
            help="Une adresse que vous consultez souvent et qui n’est qu’à vous : "
            "elle ne peut pas servir à deux comptes.",
            inputmode="email",
            autocomplete="email",
            missing=_button("Je n’ai pas d’adresse e-mail", "ask_no_email", Field.EMAIL),
        ),
        Field.EMAIL_CONFIRMATION: FieldText(
            label="La même adresse e-mail, une seconde fois",
            example="prenom.nom@exemple.fr",
            help="Nous vérifions ainsi qu’il n’y a pas de faute de frappe.",
            inputmode="email",
            autocomplete="email",
        ),
        Field.MOBILE: FieldText(
            label="Numéro de téléphone portable",
            example="06 39 98 01 23",
            help="Dix chiffres. Vous pouvez passer cette question.",
            inputmode="tel",
            autocomplete="mobile tel",
            missing=_button("Passer cette question", "skip", Field.MOBILE),
        ),
        Field.LANDLINE: FieldText(
            label="Numéro de téléphone fixe",
            example="01 99 00 12 34",
            help="Dix chiffres. Vous pouvez passer cette question.",
            inputmode="tel",
            autocomplete="home tel",
            missing=_button("Passer cette question", "skip", Field.LANDLINE),
        ),
        Field.CONSENT_EMAIL: FieldText(
            label="Informations promotionnelles par e-mail",
            question="Acceptez-vous les informations promotionnelles par e-mail ?",
        ),
        Field.CONSENT_PHONE: FieldText(
            label="Informations promotionnelles par téléphone",
            question="Acceptez-vous les informations promotionnelles par téléphone ?",
        ),
        Field.CONSENT_SMS: FieldText(
            label="Informations promotionnelles par SMS",
            question="Acceptez-vous les informations promotionnelles par SMS ?",
        ),
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
        missing=text.missing,
    )


def consents_card(fields: Sequence[Field]) -> ConsentsCard:
    """Return the card that asks for the consents ``fields``, all at once."""
    lines = [Consent(field=one.value, label=FIELD_TEXTS[one].question) for one in fields]
    return ConsentsCard(type="consents", lines=lines)


def consents_said(choices: Mapping[Field, bool]) -> str:
    """Return what stands in the transcript for consents given or refused in their card."""
    said = [
        f"{_BY[field]} {'oui' if choices[field] else 'non'}" for field in _BY if field in choices
    ]
    return f"Informations promotionnelles : {', '.join(said)}"
