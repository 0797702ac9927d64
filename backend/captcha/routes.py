"""The picture and the sound of a captcha; the forms that show them are made by their own pages."""

import re
from uuid import UUID

from sanic import Blueprint, HTTPResponse, Request, raw
from sanic.exceptions import NotFound
from sanic_ext import openapi

from backend.services import Services

blueprint = Blueprint("captcha", url_prefix="/captcha")

_ONE_RANGE = re.compile(r"bytes=([0-9]{1,9})-([0-9]{0,9})")


@blueprint.get("/<captcha_id:uuid>/image", name="image")
@openapi.definition(summary="The characters to copy, as a picture", tag="captcha")
async def show_picture(request: Request, captcha_id: UUID) -> HTTPResponse:
    """Give the picture of a captcha that can still be tried."""
    services: Services = request.app.ctx.services
    async with services.database.begin() as session:
        picture = await services.captchas.picture(captcha_id, session=session)
    return _given(request, picture, "image/png")


@blueprint.get("/<captcha_id:uuid>/son", name="sound")
@openapi.definition(summary="The characters to copy, said in French", tag="captcha")
async def play_sound(request: Request, captcha_id: UUID) -> HTTPResponse:
    """Give the sound of a captcha that can still be tried."""
    services: Services = request.app.ctx.services
    async with services.database.begin() as session:
        sound = await services.captchas.sound(captcha_id, session=session)
    return _given(request, sound, "audio/wav")


def _given(request: Request, content: bytes | None, content_type: str) -> HTTPResponse:
    if content is None:
        raise NotFound
    headers = {"Cache-Control": "no-store", "Accept-Ranges": "bytes"}
    asked = _range(request.headers.get("range", ""), len(content))
    if asked is None:
        return raw(content, content_type=content_type, headers=headers)
    first, last = asked
    headers["Content-Range"] = f"bytes {first}-{last}/{len(content)}"
    return raw(content[first : last + 1], 206, content_type=content_type, headers=headers)


def _range(header: str, size: int) -> tuple[int, int] | None:
    """Return the first and last byte asked for; None for the whole.

    Safari plays no sound whose server cannot give a part of it (it asks for ``bytes=0-1`` first).
    Other forms than one plain range may be answered with the whole (RFC 9110, 14.2).
    """
    asked = _ONE_RANGE.fullmatch(header)
    if asked is None:
        return None
    first = int(asked[1])
    last = min(int(asked[2] or size), size - 1)
    return (first, last) if first <= last else None
