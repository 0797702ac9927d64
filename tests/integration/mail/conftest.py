"""Accounts whose mails go through the real queue to the real mail server."""

import pytest

from backend.accounts.service import Accounts
from backend.keys import Keyring
from backend.mail.jobs import JobOutbox
from backend.settings import Settings
from tests.support.accounts import make_accounts, settings
from tests.support.clock import FakeClock
from tests.support.smtp import MailServer


@pytest.fixture
def here(postgres_url: str, smtp: MailServer) -> Settings:
    """The settings of a worker of this test."""
    return settings(database_url=postgres_url, smtp_url=smtp.url)


@pytest.fixture
def keys(here: Settings) -> Keyring:
    """The keys of the worker."""
    return Keyring(here.secret_key.get_secret_value())


@pytest.fixture
def accounts(keys: Keyring, clock: FakeClock) -> Accounts:
    """Accounts with the real queue."""
    return make_accounts(keys, clock, JobOutbox())
