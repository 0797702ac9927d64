"""What an operator can set, read from the environment or from ``.env``; see ``.env.example``."""

import re
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any, Self

from pydantic import Field, SecretStr, ValidationError, field_validator, model_validator
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

ROOT = Path(__file__).resolve().parent.parent
_ORIGIN = re.compile(r"https?://[a-z0-9.-]+(:[0-9]{1,5})?")


class LogLevel(StrEnum):
    """From how serious on a line is written."""

    DEBUG = "DEBUG"
    INFO = "INFO"
    WARNING = "WARNING"
    ERROR = "ERROR"


class Mode(StrEnum):
    """Demonstration (fictitious people, mail kept on disk) or a real service."""

    DEMONSTRATION = "demonstration"
    SERVICE = "service"


class MissingSettings(Exception):
    """Some settings are missing or wrong; the message is one line that says what to do."""


class Settings(BaseSettings):
    """The settings of the backend and of its worker."""

    model_config = SettingsConfigDict(env_file=".env", extra="ignore")

    mode: Mode = Mode.DEMONSTRATION
    database_url: str
    redis_url: str
    secret_key: SecretStr = Field(min_length=32)
    internal_secret: SecretStr = Field(min_length=32)
    public_url: str = "http://127.0.0.1:8080"
    host: str = "127.0.0.1"
    port: int = 8080
    embed_origins: Annotated[tuple[str, ...], NoDecode] = ()
    """The other sites whose pages may show the chat, as origins: ``https://www.example.org``."""
    proxies: int = Field(default=0, ge=0)
    """How many of the site's proxies add to ``X-Forwarded-For``; 0: the header is not believed."""
    rasa_url: str = "http://127.0.0.1:5005"
    rasa_secret: SecretStr = Field(min_length=32)
    nlu_dir: Path = ROOT / "bot" / "data" / "nlu"
    log_level: LogLevel = LogLevel.INFO
    sealing: bool = True
    """Off only to prove that the search for leaks sees them; refused outside the demonstration."""

    smtp_url: str | None = None
    """``smtp://user:password@host:587`` (STARTTLS when offered) or ``smtps://...``."""
    mailbox_dir: Path = ROOT / ".data" / "mailbox"
    """Where mails go without an SMTP server."""
    mail_from: str = "Votre Assurance Maladie <ne-pas-repondre@amelibot.example>"
    caisse_email: str = "moncompteameli.cpam-isere@assurance-maladie.fr"
    phone_number: str = "3646"

    sms_url: str | None = None
    """Where SMS are posted: see ``backend.sms.gateway``."""
    sms_token: SecretStr | None = None
    sms_dir: Path = ROOT / ".data" / "sms"
    """Where SMS go without a gateway."""
    letters_dir: Path = ROOT / ".data" / "letters"
    """Where a print room finds the letters to print."""

    franceconnect_issuer: str | None = None
    """The issuer of FranceConnect, as its discovery document names it; off when not set."""
    franceconnect_client_id: str | None = None
    franceconnect_client_secret: SecretStr | None = None

    nir_legal_basis: str | None = None
    """The text that allows the operator to process NIRs, as declared by the operator."""

    @field_validator(
        "franceconnect_issuer",
        "franceconnect_client_id",
        "franceconnect_client_secret",
        "sms_url",
        "sms_token",
        mode="before",
    )
    @classmethod
    def _empty_is_not_set(cls, value: object) -> object:
        return value or None

    @field_validator("embed_origins", mode="before")
    @classmethod
    def _origins_are_apart(cls, value: object) -> object:
        return tuple(value.split()) if isinstance(value, str) else value

    @property
    def public_is_https(self) -> bool:
        """Whether browsers reach the service over TLS."""
        return self.public_url.startswith("https://")

    @property
    def shows_mailbox(self) -> bool:
        """Whether mails are kept for the demonstration's mailbox page."""
        return self.mode is Mode.DEMONSTRATION and self.smtp_url is None

    @model_validator(mode="after")
    def _origins_are_origins(self) -> Self:
        for origin in self.embed_origins:
            if not _ORIGIN.fullmatch(origin):
                raise ValueError(f"EMBED_ORIGINS: {origin} is no origin, like https://example.org")
            if self.mode is Mode.SERVICE and not origin.startswith("https://"):
                raise ValueError(f"EMBED_ORIGINS: {origin} must be https://")
        return self

    @model_validator(mode="after")
    def _franceconnect_is_complete(self) -> Self:
        names = ("franceconnect_issuer", "franceconnect_client_id", "franceconnect_client_secret")
        missing = [name.upper() for name in names if getattr(self, name) is None]
        if 0 < len(missing) < len(names):
            raise ValueError(f"FranceConnect needs {', '.join(missing)} too")
        issuer = self.franceconnect_issuer
        if issuer and self.mode is Mode.SERVICE and not issuer.startswith("https://"):
            raise ValueError("FRANCECONNECT_ISSUER must be https://")
        return self

    @model_validator(mode="after")
    def _service_is_complete(self) -> Self:
        if self.mode is Mode.DEMONSTRATION:
            return self
        missing = [
            name.upper() for name in ("nir_legal_basis", "smtp_url") if not getattr(self, name)
        ]
        if not self.public_is_https:
            missing.append("PUBLIC_URL (https://)")
        if self.sms_url is None:
            missing.append("SMS_URL")
        if not self.sealing:
            missing.append("SEALING=true")
        if missing:
            raise ValueError(f"MODE=service needs {', '.join(missing)}")
        return self


def load_settings(**given: Any) -> Settings:
    """Read the settings; ``given`` ones, by field name, come before the environment.

    Raises:
        MissingSettings: one line naming each setting that is missing or wrong.
    """
    try:
        return Settings(**given)
    except ValidationError as error:
        faults = "; ".join(
            f"{'.'.join(str(part) for part in fault['loc']).upper() or 'MODE'}: {fault['msg']}"
            for fault in error.errors(include_input=False)
        )
        raise MissingSettings(
            f"Réglages à compléter dans l'environnement ou dans .env (voir .env.example) : {faults}"
        ) from None
