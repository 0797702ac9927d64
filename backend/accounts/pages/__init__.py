"""The pages of sign-in, of a forgotten code, of a renewal and of the account."""

from backend.accounts.pages import account, changes, forgotten, renewal, sign_in

blueprints = (
    sign_in.blueprint,
    forgotten.blueprint,
    renewal.blueprint,
    account.blueprint,
    changes.blueprint,
)
