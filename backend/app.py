"""The backend's server: ``python -m backend.app``."""

import asyncio
import sys
from pathlib import Path
from typing import Any

from sanic import Blueprint, HTTPResponse, Request, Sanic, json
from sanic.config import Config
from sanic_ext import Extend, openapi
from sanic_ext.extensions.openapi.builders import SpecificationBuilder

from backend import logs
from backend.accounts import pages as account_pages
from backend.accounts import routes as accounts
from backend.captcha import routes as captcha
from backend.chat import code_page
from backend.chat import routes as chat
from backend.clock import Clock
from backend.enrolment import routes as enrolment
from backend.franceconnect import routes as franceconnect
from backend.franceconnect.provider import origin_of
from backend.mail import routes as mail
from backend.services import Services
from backend.settings import MissingSettings, Settings, load_settings
from backend.web import errors, headers, widget
from backend.web.pages import PARTS, render

LARGEST_BODY_BYTES = 64 * 1024
STATIC = {part: Path(__file__).parent / part / "static" for part in PARTS}

pages = Blueprint("pages")


def _config(settings: Settings) -> Config:
    return Config(
        {
            "REQUEST_MAX_SIZE": LARGEST_BODY_BYTES,
            "REQUEST_TIMEOUT": 20,
            "RESPONSE_TIMEOUT": 20,
            "GRACEFUL_SHUTDOWN_TIMEOUT": 3,
            "ACCESS_LOG": False,
            "PROXIES_COUNT": settings.proxies or None,
            "FALLBACK_ERROR_FORMAT": "json",
            "OAS_URL_PREFIX": "",
            "OAS_UI_DEFAULT": None,
            "OAS_UI_REDOC": False,
            "OAS_UI_SWAGGER": False,
            "API_TITLE": "AmeliBot",
            "API_VERSION": "1",
            "API_DESCRIPTION": "The chat, and the pages behind the mailed links.",
        }
    )


@pages.get("/")
@openapi.definition(summary="The home page", tag="pages")
async def home(request: Request) -> HTTPResponse:
    """Show where to begin."""
    return render(request, "home.html")


@pages.get("/exemple-de-site")
@openapi.definition(summary="A page of another site, with the assistant", tag="pages")
async def host_example(request: Request) -> HTTPResponse:
    """Show what ``embed.js`` makes of a page that is not ours."""
    return render(request, "host_example.html")


@openapi.definition(summary="The published calls", tag="pages")
async def docs(request: Request) -> HTTPResponse:
    """List the public calls, from the OpenAPI description."""
    description: dict[str, Any] = SpecificationBuilder().build(request.app).serialize()  # type: ignore[no-untyped-call]
    operations = [
        {"method": method.upper(), "path": path, "summary": operation.get("summary", "")}
        for path, methods in sorted(description["paths"].items())
        for method, operation in methods.items()
    ]
    return render(request, "docs.html", operations=operations)


@pages.get("/health")
@openapi.definition(summary="Whether the parts answer", tag="pages")
async def health(request: Request) -> HTTPResponse:
    """Answer 200 when PostgreSQL, Redis and the dialogue engine all answer, else 503."""
    services: Services = request.app.ctx.services
    checks = {
        "postgresql": services.database.ping(),
        "redis": services.redis.ping(),
        "dialogue": services.dialogue.ping(),
    }
    outcomes = await asyncio.gather(*checks.values(), return_exceptions=True)
    parts = {
        name: "failing" if isinstance(outcome, BaseException) else "ok"
        for name, outcome in zip(checks, outcomes, strict=True)
    }
    return json(parts, status=200 if set(parts.values()) == {"ok"} else 503)


def create_app(settings: Settings, clock: Clock | None = None) -> Sanic[Any, Any]:
    """Return the server, wired and not yet started."""
    app: Sanic[Any, Any] = Sanic("amelibot", config=_config(settings), configure_logging=False)
    app.ctx.services = Services.make(settings, clock)
    Extend(app)
    errors.install(app, chat.ERRORS | enrolment.ERRORS)
    issuer = settings.franceconnect_issuer
    headers.install(
        app,
        https=settings.public_is_https,
        forms_lead_to=origin_of(issuer) if issuer else None,
        embed_origins=settings.embed_origins,
        chat_sources=widget.BUILT.chat_sources,
    )
    for blueprint in (
        pages,
        chat.page,
        chat.blueprint,
        code_page.blueprint,
        accounts.blueprint,
        *account_pages.blueprints,
        captcha.blueprint,
        franceconnect.blueprint,
        mail.blueprint,
        enrolment.blueprint,
    ):
        app.blueprint(blueprint)
    widget.install(app, widget.BUILT)
    for part, folder in STATIC.items():
        if folder.is_dir():
            app.static(f"/static/{part}", folder, name=f"static-{part}")

    # sanic-ext shows the address of the route of this name when the server starts.
    app.add_route(docs, "/docs", name="openapi.index")

    @app.after_server_stop
    async def close(stopped: Sanic[Any, Any]) -> None:
        await stopped.ctx.services.close()

    return app


def main() -> None:
    """Serve until told to stop."""
    try:
        settings = load_settings()
    except MissingSettings as missing:
        sys.exit(str(missing))
    logs.configure(settings.log_level)
    app = create_app(settings)
    app.run(
        host=settings.host, port=settings.port, single_process=True, motd=False, access_log=False
    )


if __name__ == "__main__":
    main()
