"""Accounts: their states, the personal code, and the confirmation of the e-mail address."""
