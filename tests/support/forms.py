"""Fills in the forms of the account's pages on the assembled stack, in the browser of a chat."""

import re

import httpx

from tests.support.chat_client import ChatClient

_TOKEN = re.compile(r'name="jeton" value="([^"]*)"')
_HTML = {"Accept": "text/html"}


def page(chat: ChatClient, path: str) -> httpx.Response:
    """Open a page; what it leads to is not followed."""
    return chat.http.get(path, headers=_HTML)


def submit(chat: ChatClient, path: str, **form: str) -> httpx.Response:
    """Open the page of a form, fill it in, send it; what it leads to is not followed."""
    token = _TOKEN.search(page(chat, path).text)
    assert token is not None, path
    return chat.http.post(path, data={"jeton": token[1]} | form, headers=_HTML)
