"""All tables of the backend, imported so that ``Base.metadata`` knows them."""

from backend.accounts import models as accounts
from backend.captcha import models as captcha
from backend.chat import models as chat
from backend.db import Base
from backend.enrolment import models as enrolment
from backend.insured import models as insured
from backend.sealed import models as sealed

__all__ = ["METADATA", "accounts", "captcha", "chat", "enrolment", "insured", "sealed"]

METADATA = Base.metadata
