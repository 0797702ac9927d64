"""The changes in an active account: code, address, phones, consents, closing."""

from sanic import Blueprint, HTTPResponse, Request
from sanic_ext import openapi

from backend.accounts import contact
from backend.accounts.changes import CodeWrong
from backend.accounts.links import ResendRefused
from backend.accounts.pages.common import (
    active,
    code_faults,
    fault,
    faults_of,
    given_of,
    lead_on,
    masked_email,
    read_own_form,
    services_of,
    shown_of,
    signed_out,
    token_for,
)
from backend.accounts.sentences import FormReason
from backend.accounts.service import EmailTaken
from backend.accounts.sessions import SignedIn
from backend.limits import TooManyAttempts
from backend.reasons import Reason
from backend.web.forms import Fault, form_page, see_other

blueprint = Blueprint("account-changes", url_prefix="/mon-compte")
lead_on(blueprint)
