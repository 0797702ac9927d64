"""What an operator writes in the environment, for tests of the settings."""

from typing import Any

from backend.settings import Mode, Settings, load_settings

SERVICE = {
    "mode": Mode.SERVICE,
    "public_url": "https://compte.exemple.fr",
    "smtp_url": "smtp://courrier",
    "sms_url": "https://sms.exemple",
    "nir_legal_basis": "décret",
}
"""What a real service needs."""


def load(**changes: Any) -> Settings:
    """Load what is needed at least, with ``changes``, whatever the environment holds."""
    secrets = {"secret_key": "s" * 40, "internal_secret": "i" * 40, "rasa_secret": "r" * 40}
    addresses = {"database_url": "postgresql://nowhere", "redis_url": "redis://nowhere"}
    return load_settings(_env_file=None, **(secrets | addresses | changes))
