"""Somebody who uses the pages of the account without JavaScript: opens them, sends their forms."""

import html
import re
from types import TracebackType

import httpx

TOKEN = re.compile(r'name="jeton" value="([^"]*)"')
CAPTCHA = re.compile(r'name="captcha" value="([^"]*)"')


class Visitor:
    """One browser: its cookies, and the page that it shows.

    Args:
        url: the address of the server.
    """

    def __init__(self, url: str) -> None:
        self.http = httpx.AsyncClient(
            base_url=url, headers={"Accept": "text/html"}, timeout=60, trust_env=False
        )
        self.page: httpx.Response | None = None

    async def __aenter__(self) -> "Visitor":
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        await self.http.aclose()

    async def open(self, path: str) -> httpx.Response:
        """Go to a page and follow where it leads."""
        self.page = await self.http.get(path, follow_redirects=True)
        return self.page

    async def send(self, path: str, **form: str) -> httpx.Response:
        """Send a form with the token of the page shown; the answer is not followed."""
        answer = await self.http.post(path, data={"jeton": self.found(TOKEN)} | form)
        if answer.status_code != 303:
            self.page = answer
        return answer

    async def submit(self, path: str, **form: str) -> httpx.Response:
        """Send a form and follow where the answer leads."""
        answer = await self.send(path, **form)
        if answer.status_code == 303:
            return await self.open(answer.headers["location"])
        return answer

    async def sign_in(self, nir: str, code: str) -> httpx.Response:
        """Sign in and follow where that leads."""
        return await self.submit("/connexion", nir=nir, code=code)

    def found(self, pattern: re.Pattern[str]) -> str:
        """Return what ``pattern`` finds in the page; "" for nothing."""
        match = pattern.search(self.page.text) if self.page else None
        return match[1] if match else ""

    @property
    def path(self) -> str:
        """Where the page shown is."""
        assert self.page is not None
        return self.page.url.path


def title(page: httpx.Response) -> str:
    """Return the main heading of a page."""
    match = re.search(r"<h1>(.*?)</h1>", page.text, re.DOTALL)
    assert match is not None, page.text[:500]
    return html.unescape(match[1].strip())


def reasons(page: httpx.Response) -> set[str]:
    """Return the reason codes that a page gives."""
    return set(re.findall(r'data-reason="([^"]*)"', page.text))


def masked(page: httpx.Response) -> str:
    """Return the page without what is random in it: the captcha's id and the form's token."""
    text = TOKEN.sub("", page.text)
    return re.sub(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}", "", text)
