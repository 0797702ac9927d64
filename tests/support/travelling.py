"""A browser that goes to FranceConnect and comes back, and the site that it comes from."""

from dataclasses import dataclass
from urllib.parse import parse_qs, urlsplit

import httpx
from sqlalchemy import func, select

from backend.accounts.models import AccountSession
from backend.accounts.sessions import SignedIn
from backend.db import Database
from backend.insured.people import InsuredPerson
from backend.services import Services
from tests.support.clock import FakeClock
from tests.support.franceconnect import FranceConnectServer, claims_of
from tests.support.visitor import Visitor

PUBLIC_URL = "http://compte.exemple.fr"
START = "/franceconnect/connexion"
RETURN = "/franceconnect/retour"


@dataclass
class Site:
    """A running backend, its provider, and the clock of both."""

    url: str
    services: Services
    provider: FranceConnectServer
    clock: FakeClock

    @property
    def database(self) -> Database:
        """The backend's database."""
        return self.services.database

    async def sessions(self) -> int:
        """Return how many sessions are open."""
        async with self.database.begin() as session:
            counted = await session.scalar(select(func.count()).select_from(AccountSession))
        return counted or 0

    async def session_of(self, traveller: "Traveller") -> SignedIn | None:
        """Return the open session of a browser."""
        token = traveller.http.cookies.get("session")
        async with self.database.begin() as session:
            return await self.services.sessions.find(token, session=session)

    def proves(self, person: InsuredPerson, **changes: object) -> None:
        """Have the provider tell of this person from now on."""
        self.provider.person = claims_of(person) | changes


class Traveller(Visitor):
    """A browser that goes to the provider and comes back."""

    async def leave(self) -> str:
        """Press the button; return where the browser is sent."""
        answer = await self.send(START)
        assert answer.status_code == 303, answer.text
        return answer.headers["location"]

    async def consent(self, address: str) -> str:
        """Say yes at the provider; return the path and query of the return."""
        answer = await self.http.get(address)
        assert answer.status_code == 302, answer.text
        back = urlsplit(answer.headers["location"])
        assert f"{back.scheme}://{back.netloc}" == PUBLIC_URL
        assert back.path == RETURN
        return f"{back.path}?{back.query}"

    async def arrive(self, back: str) -> httpx.Response:
        """Come back; the answer is not followed."""
        self.page = await self.http.get(back)
        return self.page

    async def travel(self) -> httpx.Response:
        """Go there and come back."""
        return await self.arrive(await self.consent(await self.leave()))


def parameter(address: str, name: str) -> str:
    """Return one parameter of an address."""
    return parse_qs(urlsplit(address).query)[name][0]
