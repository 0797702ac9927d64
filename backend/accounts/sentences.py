"""The French sentence for each reason why a personal code is refused."""

from backend.reasons import Reason

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
