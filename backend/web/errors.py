"""Errors as callers see them: a status, a reason, a French sentence, never the submitted value."""

import logging
from collections.abc import Mapping
from functools import partial
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError
from redis.exceptions import RedisError
from sanic import HTTPResponse, Request, Sanic, json
from sanic.exceptions import SanicException
from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as PoolTimeout

from backend.limits import LimiterUnavailable
from backend.web.pages import render, wants_page

logger = logging.getLogger(__name__)

PHONE_NUMBER = "3646"
UNAVAILABLE = (
    "Le service est momentanément indisponible. Vous pouvez réessayer dans quelques minutes "
    f"ou appeler le {PHONE_NUMBER}."
)
SENTENCES = {
    "body_unreadable": "La demande n’a pas pu être lue.",
    "body_too_large": "Votre message est trop long. Vous pouvez l’envoyer en plusieurs fois.",
    "message_empty": "Votre message est vide.",
    "message_too_long": "Votre message est trop long : 4 000 caractères au plus.",
    "button_unknown": "Ce bouton n’est plus disponible. Vous pouvez écrire votre réponse.",
    "conversation_missing": "La discussion n’est pas ouverte, ou elle a été effacée.",
    "message_missing": "Ce message n’est pas une réponse de votre discussion.",
    "conversation_busy": "Votre message précédent est encore en cours. Réessayez dans un instant.",
    "no_enrolment": "Cette étape n’est plus en cours. Rechargez la page pour voir où vous en êtes.",
    "consents_changed": "Ce ne sont plus les choix demandés. Rechargez la page pour les revoir.",
    "choice_unclear": "Répondez par oui ou par non à chaque question.",
    "code_refused": "Ce code personnel ne convient pas.",
    "captcha_wrong": (
        "Les caractères ne correspondent pas. Voici une nouvelle image : recopiez ses caractères."
    ),
    "captcha_expired": "Ces caractères ne sont plus valables. Recopiez ceux de la nouvelle image.",
    "captcha_elsewhere": "Cette étape se fait dans un nouvel onglet.",
    "origin_refused": "Cette demande ne vient pas de notre page.",
    "form_expired": (
        "Cette page n’est plus à jour, et rien n’a été changé. Ouvrez-la de nouveau, puis "
        "recommencez."
    ),
    "unauthorized": "Accès refusé.",
    "not_found": "Cette page n’existe pas.",
    "method_not_allowed": "Cette action n’est pas possible ici.",
    "unavailable": UNAVAILABLE,
    "too_many_listeners": "La discussion est ouverte dans trop d’onglets. Fermez-en un.",
    "too_many_attempts": "Trop d’essais en peu de temps. Attendez un peu, puis réessayez.",
    "refused": "La demande a été refusée.",
    "failure": "Une erreur est survenue de notre côté. Vous pouvez réessayer.",
}
REASON_OF_STATUS = {
    400: "body_unreadable",
    401: "unauthorized",
    404: "not_found",
    405: "method_not_allowed",
    413: "body_too_large",
    429: "too_many_attempts",
    503: "unavailable",
}
Body = TypeVar("Body", bound=BaseModel)


class ApiError(Exception):
    """A call is refused.

    Args:
        status: the HTTP status.
        reason: a key of ``SENTENCES``.
        details: more to tell in the JSON answer; never a submitted value.
    """

    def __init__(self, status: int, reason: str, **details: object) -> None:
        super().__init__(reason)
        self.status = status
        self.reason = reason
        self.details = details


def read_body(request: Request, model: type[Body]) -> Body:
    """Return the request's JSON body as ``model``.

    Raises:
        ApiError: 400, naming the fields that are wrong, never their values.
    """
    try:
        return model.model_validate_json(request.body)
    except ValidationError as error:
        fields = sorted({".".join(map(str, fault["loc"])) for fault in error.errors()})
        raise ApiError(400, "body_unreadable", fields=fields) from None


def install(app: Sanic[Any, Any], known: Mapping[type[Exception], tuple[int, str]]) -> None:
    """Answer every error of ``app`` in the same way.

    Args:
        known: the errors of the parts, each with its HTTP status and its reason.
    """
    app.error_handler.add(ApiError, _api_error)
    for error, (status, reason) in known.items():
        app.error_handler.add(error, partial(_known, status=status, reason=reason))
    for unavailable in (LimiterUnavailable, RedisError, DBAPIError, PoolTimeout, OSError):
        app.error_handler.add(unavailable, _unavailable)
    app.error_handler.add(SanicException, _sanic_error)
    app.error_handler.add(Exception, _failure)


def _api_error(request: Request, error: Exception) -> HTTPResponse:
    assert isinstance(error, ApiError)
    return _answer(request, error.status, error.reason, error.details)


def _known(request: Request, _: Exception, *, status: int, reason: str) -> HTTPResponse:
    return _answer(request, status, reason)


def _unavailable(request: Request, error: Exception) -> HTTPResponse:
    # The message of a database error repeats the statement's parameters: only its type is told.
    logger.error("unavailable", extra={"route": _route(request), "error": type(error).__name__})
    return _answer(request, 503)


def _sanic_error(request: Request, error: Exception) -> HTTPResponse:
    assert isinstance(error, SanicException)
    status = error.status_code or 500
    if status >= 500 and status != 503:
        return _failure(request, error)
    return _answer(request, status)


def _failure(request: Request, error: Exception) -> HTTPResponse:
    frames = []
    trace = error.__traceback__
    while trace:
        frames.append(f"{trace.tb_frame.f_code.co_qualname}:{trace.tb_lineno}")
        trace = trace.tb_next
    logger.error(
        "failure",
        extra={"route": _route(request), "error": type(error).__name__, "at": frames[-4:]},
    )
    return _answer(request, 500, "failure")


def _answer(
    request: Request,
    status: int,
    reason: str | None = None,
    details: dict[str, object] | None = None,
) -> HTTPResponse:
    if reason is None:
        reason = REASON_OF_STATUS.get(status, "refused")
    sentence = SENTENCES[reason]
    if wants_page(request):
        return render(request, "error.html", status=status, sentence=sentence)
    return json({"reason": reason, "message": sentence, **(details or {})}, status=status)


def _route(request: Request) -> str:
    return request.route.path if request.route else "-"
