"""Sends provisional codes by the channel that their rows name: e-mail, SMS or letter."""

import asyncio
import logging
from uuid import UUID

from backend.accounts.kept_codes import KeptCodes, code_digits
from backend.accounts.states import Channel
from backend.clock import Clock
from backend.db import Database
from backend.keys import Keyring
from backend.letters.letter import write_letter
from backend.letters.spool import put_letter
from backend.mail.delivery import Delivery
from backend.mail.messages import Messages
from backend.settings import Settings
from backend.sms.gateway import SmsGateway
from backend.sms.text import code_text

logger = logging.getLogger(__name__)


class CodeSender:
    """Writes a code from its row and hands it over."""

    def __init__(
        self,
        *,
        settings: Settings,
        database: Database,
        keys: Keyring,
        clock: Clock,
        messages: Messages,
        delivery: Delivery,
        sms: SmsGateway,
    ) -> None:
        self._settings = settings
        self._letters = settings.letters_dir
        self._database = database
        self._clock = clock
        self._keys = keys
        self._codes = KeptCodes(keys, clock)
        self._messages = messages
        self._delivery = delivery
        self._sms = sms

    async def send_code(self, code_id: UUID) -> None:
        """Send a code, unless it was used, replaced, tried out, or is too old by now.

        Raises:
            DeliveryFailed, SmsFailed, SpoolFailed: try again later.
        """
        async with self._database.begin() as session:
            sendable = await self._codes.sendable(code_id, session=session)
        if sendable is None:
            logger.info("no code left to send", extra={"code": str(code_id)})
            return
        row, recipient = sendable
        digits = code_digits(self._keys, row)
        match Channel(row.channel):
            case Channel.EMAIL:
                await self._delivery.send(
                    self._messages.provisional_code(
                        to=recipient.destination,
                        code=digits,
                        code_id=code_id,
                        now=self._clock.now(),
                    )
                )
            case Channel.SMS:
                await self._sms.send(
                    to=recipient.destination,
                    text=code_text(digits, self._settings.phone_number),
                    key=code_id,
                )
            case Channel.POST:
                pdf = await asyncio.to_thread(
                    write_letter,
                    self._settings,
                    name=recipient.full_name,
                    address=recipient.destination,
                    code=digits,
                    created_at=row.created_at,
                )
                await asyncio.to_thread(put_letter, self._letters, code_id, pdf)
