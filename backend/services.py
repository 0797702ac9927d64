"""Everything that the routes work with, made once from the settings."""

from dataclasses import dataclass

from redis.asyncio import Redis

from backend.accounts.changes import Changes
from backend.accounts.codes import CodeHasher
from backend.accounts.links import Links
from backend.accounts.notices import Notices
from backend.accounts.provisional_codes import ProvisionalCodes
from backend.accounts.renewal import Renewals
from backend.accounts.service import Accounts
from backend.accounts.sessions import Sessions
from backend.accounts.sign_in import SignIn
from backend.captcha.service import Captchas
from backend.chat.captchas import ShownCaptchas
from backend.chat.cookie import ConversationCookie
from backend.chat.messages import Messages
from backend.chat.presentation import Presentation
from backend.chat.rasa import Dialogue
from backend.chat.service import Conversations, address_of
from backend.chat.turns import Turns
from backend.chat.vocabulary import Vocabulary
from backend.clock import Clock, SystemClock
from backend.db import Database
from backend.enrolment.service import Enrolments
from backend.franceconnect.attempts import Attempts
from backend.franceconnect.client import FranceConnect
from backend.franceconnect.service import FranceConnectSignIn
from backend.insured.service import Registry
from backend.keys import Keyring
from backend.limits import Limiter
from backend.mail.jobs import JobOutbox
from backend.sealed.vault import Vault
from backend.settings import Settings


@dataclass(frozen=True)
class Services:
    """The parts of the backend, wired together."""

    settings: Settings
    clock: Clock
    database: Database
    redis: Redis
    keys: Keyring
    limiter: Limiter
    code_hasher: CodeHasher
    vault: Vault
    registry: Registry
    links: Links
    notices: Notices
    accounts: Accounts
    sessions: Sessions
    franceconnect: FranceConnectSignIn | None
    """None when FranceConnect is not configured."""
    provisional_codes: ProvisionalCodes
    sign_in: SignIn
    renewals: Renewals
    changes: Changes
    captchas: Captchas
    shown_captchas: ShownCaptchas
    enrolments: Enrolments
    dialogue: Dialogue
    messages: Messages
    turns: Turns
    conversations: Conversations
    presentation: Presentation
    cookie: ConversationCookie

    @classmethod
    def make(cls, settings: Settings, clock: Clock | None = None) -> "Services":
        """Wire the parts; nothing is connected before it is used."""
        clock = clock or SystemClock()
        keys = Keyring(settings.secret_key.get_secret_value())
        database = Database(settings.database_url)
        redis = Redis.from_url(settings.redis_url, socket_timeout=2, socket_connect_timeout=1)
        limiter = Limiter(redis, keys)
        vault = Vault(keys, clock)
        registry = Registry(keys, clock)
        outbox = JobOutbox()
        links = Links(keys, clock, outbox)
        accounts = Accounts(keys, clock, outbox, links)
        sessions = Sessions(keys, clock)
        franceconnect = None
        if client := FranceConnect.of(settings, clock):
            franceconnect = FranceConnectSignIn(
                client=client,
                attempts=Attempts(redis, keys, clock),
                database=database,
                keys=keys,
                limiter=limiter,
                registry=registry,
                sessions=sessions,
            )
        provisional_codes = ProvisionalCodes(
            keys=keys, clock=clock, registry=registry, outbox=outbox, limiter=limiter
        )
        code_hasher = CodeHasher()
        dialogue = Dialogue(settings.rasa_url, settings.rasa_secret.get_secret_value())
        enrolments = Enrolments(
            keys=keys,
            clock=clock,
            vault=vault,
            registry=registry,
            accounts=accounts,
            links=links,
            codes=provisional_codes,
            limiter=limiter,
            address_of=address_of,
        )
        captchas = Captchas(keys, clock)
        shown_captchas = ShownCaptchas(captchas)
        messages = Messages(clock)
        turns = Turns(redis)
        conversations = Conversations(
            database=database,
            keys=keys,
            clock=clock,
            vault=vault,
            enrolments=enrolments,
            captchas=captchas,
            dialogue=dialogue,
            messages=messages,
            turns=turns,
            vocabulary=Vocabulary.load(settings.nlu_dir),
            limiter=limiter,
            sealing=settings.sealing,
        )
        return cls(
            settings=settings,
            clock=clock,
            database=database,
            redis=redis,
            keys=keys,
            limiter=limiter,
            code_hasher=code_hasher,
            vault=vault,
            registry=registry,
            links=links,
            notices=Notices(keys, clock, outbox),
            accounts=accounts,
            sessions=sessions,
            franceconnect=franceconnect,
            provisional_codes=provisional_codes,
            sign_in=SignIn(
                database=database,
                keys=keys,
                limiter=limiter,
                hasher=code_hasher,
                sessions=sessions,
                provisional_codes=provisional_codes,
            ),
            renewals=Renewals(
                database=database, accounts=accounts, sessions=sessions, hasher=code_hasher
            ),
            changes=Changes(
                database=database,
                accounts=accounts,
                links=links,
                sessions=sessions,
                hasher=code_hasher,
                limiter=limiter,
            ),
            captchas=captchas,
            shown_captchas=shown_captchas,
            enrolments=enrolments,
            dialogue=dialogue,
            messages=messages,
            turns=turns,
            conversations=conversations,
            presentation=Presentation(vault, enrolments, shown_captchas, settings, clock),
            cookie=ConversationCookie(keys, secure=settings.public_is_https),
        )

    async def close(self) -> None:
        """End what is under way, then close every connection."""
        await self.conversations.close()
        await self.dialogue.close()
        if self.franceconnect:
            await self.franceconnect.close()
        await self.redis.aclose()
        await self.database.close()
