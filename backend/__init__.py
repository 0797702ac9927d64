"""The public side of the assistant: registry, enrolment, accounts, mail, chat and console."""
