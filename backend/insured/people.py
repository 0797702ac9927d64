"""What the registry knows of an insured person."""

import json
from dataclasses import asdict, dataclass
from datetime import date


@dataclass(frozen=True)
class InsuredPerson:
    """An insured person.

    Args:
        nir13: the NIR, 13 characters, without its key.
        postcode: of the present address; ``previous_postcode`` of the one before.
        iban: the whole IBAN, without spaces; None when no bank details are on file.
        vitale_serial: the 21 digits of the card's serial number, or its last 11.
        nir_certified: False as long as the NIR is provisional.
        transfer_from: the scheme from which the file is being transferred ("MSA"...).
        mobile: in E.164.
        address: the lines between the name and the postcode, parted by line feeds.
        town: as on an envelope, after the postcode.
    """

    nir13: str
    birth_name: str
    married_name: str | None
    first_name: str
    birth_date: date
    postcode: str
    previous_postcode: str | None
    iban: str | None
    vitale_serial: str | None
    vitale_active: bool
    nir_certified: bool
    transfer_from: str | None
    email: str | None
    mobile: str | None
    address: str
    town: str = ""

    def __repr__(self) -> str:
        """Show nothing personal: a person may end up in a log."""
        return "InsuredPerson(...)"

    def to_json(self) -> str:
        """Return the person as JSON, dates in ISO 8601."""
        return json.dumps(asdict(self) | {"birth_date": self.birth_date.isoformat()})

    @classmethod
    def from_json(cls, document: str) -> "InsuredPerson":
        """Return the person that ``to_json`` wrote."""
        values = json.loads(document)
        return cls(**values | {"birth_date": date.fromisoformat(values["birth_date"])})


NOBODY = InsuredPerson(
    nir13="0000000000000",
    birth_name="?",
    married_name="?",
    first_name="?",
    birth_date=date(1, 1, 1),
    postcode="?",
    previous_postcode="?",
    iban="?",
    vitale_serial="?",
    vitale_active=False,
    nir_certified=False,
    transfer_from=None,
    email=None,
    mobile=None,
    address="?",
)
"""Who is compared when nobody is found, so that the same work is done; matches nothing."""
