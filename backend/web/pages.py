"""Renders the pages: Jinja2, escaped, with the templates of every part."""

from functools import cache

from jinja2 import ChoiceLoader as Loaders
from jinja2 import Environment, PackageLoader, PrefixLoader, StrictUndefined
from sanic import HTTPResponse, Request, html

from backend.french_text import hold_signs_in_page
from backend.web import widget

PARTS = ("web", "chat", "accounts", "franceconnect", "mail", "captcha")


@cache
def environment() -> Environment:
    """Return the environment: a template is found by its name, or as ``part/name``."""
    loaders = {part: PackageLoader(f"backend.{part}") for part in PARTS}
    made = Environment(
        loader=Loaders([*loaders.values(), PrefixLoader(loaders)]),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.globals.update(
        widget_script=widget.BUILT.script,
        widget_style=widget.BUILT.style,
        widget_url=widget.BUILT.url,
        chat_styles=widget.BUILT.chat_styles,
        chat_opening=widget.BUILT.chat_opening,
    )
    return made


def render(request: Request, template: str, *, status: int = 200, **values: object) -> HTTPResponse:
    """Return the page ``template``, with ``values`` and the ``settings`` at hand in it."""
    text = (
        environment()
        .get_template(template)
        .render(settings=request.app.ctx.services.settings, status=status, **values)
    )
    return html(hold_signs_in_page(text), status=status)


def wants_page(request: Request) -> bool:
    """Whether the caller is a browser that navigates, not a script."""
    return "text/html" in request.headers.get("accept", "")
