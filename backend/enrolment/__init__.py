"""The enrolment: its fields and steps, what is accepted, and the creation of the account."""
