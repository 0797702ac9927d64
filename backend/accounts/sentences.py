"""The French sentences of our forms: one for each reason why what was typed is refused.

``SENTENCES`` holds those of the personal code, which is never asked for in the chat;
``FORM_SENTENCES`` adds those of the other fields, said without the chat's "je".
"""

from enum import StrEnum

from backend.reasons import Reason


class FormReason(StrEnum):
    """A reason that only a form has."""

    SIGN_IN_REFUSED = "sign_in_refused"
    CODE_MISSING = "code_missing"
    PRESENT_CODE_WRONG = "present_code_wrong"
    PRESENT_CODE_LOCKED = "present_code_locked"
    CAPTCHA_WRONG = "captcha_wrong"
    CAPTCHA_EXPIRED = "captcha_expired"
    COOKIE_MISSING = "cookie_missing"
    RESEND_TOO_SOON = "resend_too_soon"
    RESEND_TOO_MANY = "resend_too_many"
    SAME_ADDRESS = "same_address"
    CODES_LOCKED = "codes_locked"
    CHOICE_MISSING = "choice_missing"
    CONTACT_LOCKED = "contact_locked"


SENTENCES: dict[Reason, str] = {
    Reason.CODE_TOO_SHORT: "Ce code est trop court. Il faut au moins 8 caractères.",
    Reason.CODE_TOO_LONG: "Ce code est trop long. Il faut 50 caractères au plus.",
    Reason.CODE_LOWER_CASE_MISSING: "Ajoutez au moins une lettre minuscule, par exemple « a ».",
    Reason.CODE_UPPER_CASE_MISSING: "Ajoutez au moins une lettre majuscule, par exemple « A ».",
    Reason.CODE_DIGIT_OR_SPECIAL_MISSING: (
        "Ajoutez au moins un chiffre ou un caractère spécial, par exemple « 7 » ou « ! »."
    ),
    Reason.CODE_CHARACTER_FORBIDDEN: (
        "Un des caractères n’est pas accepté. Utilisez des lettres, des chiffres et des caractères "
        "spéciaux courants, sans espace."
    ),
    Reason.CODE_CONTAINS_NIR: "Le code ne doit pas contenir votre numéro de sécurité sociale.",
    Reason.CODE_CONTAINS_BIRTH_DATE: (
        "Le code ne doit pas contenir votre date de naissance, ni une partie de cette date."
    ),
    Reason.CODE_COMMON: (
        "Ce code est trop connu : il serait vite deviné. Choisissez-en un qui vous est propre."
    ),
    Reason.CODE_CONFIRMATION_MISMATCH: (
        "Les deux codes ne sont pas les mêmes. Tapez le même code dans les deux cases."
    ),
}

FORM_SENTENCES: dict[Reason | FormReason, str] = {
    **dict(SENTENCES.items()),
    FormReason.SIGN_IN_REFUSED: (
        "Ce numéro et ce code ne permettent pas d’entrer. Vérifiez les deux."
    ),
    FormReason.CODE_MISSING: "Écrivez votre code.",
    FormReason.PRESENT_CODE_WRONG: "Ce n’est pas votre code personnel actuel. Vérifiez-le.",
    FormReason.PRESENT_CODE_LOCKED: (
        "Il y a eu trop d’essais avec votre code actuel. Réessayez dans 15 minutes."
    ),
    FormReason.CAPTCHA_WRONG: (
        "Les caractères recopiés ne sont pas les bons. En voici de nouveaux : recopiez-les."
    ),
    FormReason.CAPTCHA_EXPIRED: (
        "Les caractères à recopier ne sont valables que 5 minutes. En voici de nouveaux."
    ),
    FormReason.COOKIE_MISSING: (
        "Votre navigateur n’a pas gardé le cookie de cette page. Sans lui, le code ne "
        "fonctionnerait pas. Autorisez les cookies de ce site, puis recopiez les nouveaux "
        "caractères."
    ),
    FormReason.RESEND_TOO_SOON: (
        "Un lien vient déjà de partir. Attendez deux minutes avant d’en demander un autre."
    ),
    FormReason.RESEND_TOO_MANY: (
        "Trois nouveaux liens sont partis en 24 heures. Attendez demain pour en demander un autre."
    ),
    FormReason.SAME_ADDRESS: "C’est déjà l’adresse de votre compte. Donnez-en une autre.",
    FormReason.CODES_LOCKED: (
        "Il y a eu trop de demandes. Trois codes au plus partent en 24 heures. Réessayez demain, "
        "ou appelez le 3646."
    ),
    FormReason.CHOICE_MISSING: "Choisissez une des réponses.",
    FormReason.CONTACT_LOCKED: "Il y a eu trop d’essais. Réessayez dans une heure.",
    Reason.NIR_UNREADABLE: (
        "Écrivez votre numéro de sécurité sociale. Il commence par 1 ou 2 et n’a que des chiffres, "
        "sauf A ou B pour la Corse. Exemple : 1 62 12 2B 010 001."
    ),
    Reason.NIR_LENGTH: (
        "Le numéro de sécurité sociale a 13 caractères, ou 15 avec la clé. "
        "Exemple : 1 62 12 2B 010 001."
    ),
    Reason.NIR_KEY: (
        "La clé, les deux derniers chiffres, ne va pas avec le reste du numéro. Relisez-le, ou "
        "donnez seulement les 13 premiers caractères."
    ),
    Reason.NIR_PROVISIONAL: (
        "Ce numéro commence par 7 ou 8 : il est provisoire. Il faut un numéro définitif, qui "
        "commence par 1 ou 2. Si vous n’en avez pas encore, appelez le 3646."
    ),
    Reason.NIR_SPECIAL: (
        "Le numéro commence par 1 ou 2. Relisez-le sur votre carte Vitale. S’il est bien écrit "
        "ainsi, appelez le 3646."
    ),
    Reason.NIR_MONTH: (
        "Les quatrième et cinquième chiffres, ceux du mois de naissance, ne sont pas possibles. "
        "Relisez le numéro."
    ),
    Reason.NIR_BIRTH_DATE_MISMATCH: (
        "Le numéro de sécurité sociale et la date de naissance ne vont pas ensemble. Relisez les "
        "deux."
    ),
    Reason.DATE_UNREADABLE: (
        "Écrivez le jour, le mois et l’année de naissance, par exemple 18/12/1962."
    ),
    Reason.DATE_IMPOSSIBLE: (
        "Cette date n’existe pas. Vérifiez le jour et le mois, par exemple 18/12/1962."
    ),
    Reason.DATE_FUTURE: "Cette date n’est pas encore passée. Vérifiez l’année.",
    Reason.DATE_TOO_OLD: "Cette date est trop ancienne. Vérifiez les quatre chiffres de l’année.",
    Reason.EMAIL_UNREADABLE: (
        "Écrivez une adresse e-mail. Elle contient un @, par exemple prenom.nom@exemple.fr."
    ),
    Reason.EMAIL_INVALID: (
        "Cette adresse e-mail n’est pas possible. Vérifiez ce qui suit le @, par exemple "
        "prenom.nom@exemple.fr."
    ),
    Reason.EMAIL_MISMATCH: (
        "Les deux adresses e-mail ne sont pas les mêmes. Écrivez la même dans les deux cases."
    ),
    Reason.EMAIL_ALREADY_USED: (
        "Cette adresse e-mail sert déjà à un compte. Chaque compte doit avoir la sienne, même dans "
        "une famille."
    ),
    Reason.PHONE_UNREADABLE: (
        "Ce numéro de téléphone n’est pas complet. Il a dix chiffres, par exemple 06 39 98 01 23."
    ),
    Reason.PHONE_FOREIGN: (
        "Seul un numéro français, outre-mer compris, peut être enregistré. Vous pouvez laisser la "
        "case vide."
    ),
    Reason.PHONE_NOT_MOBILE: (
        "Ce numéro n’est pas celui d’un portable. Un portable commence par 06 ou 07."
    ),
    Reason.PHONE_NOT_LANDLINE: (
        "Ce numéro n’est pas celui d’un téléphone fixe. Un fixe commence par exemple par 01, 02, "
        "03, 04, 05 ou 09."
    ),
}
