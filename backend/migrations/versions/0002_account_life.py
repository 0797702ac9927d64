"""The account's life: kinds of links, notices, provisional codes, sessions, captchas, roads."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute("DELETE FROM account WHERE state = 'closed'")
    op.drop_constraint(op.f("ck_account_state"), "account", type_="check")
    op.create_check_constraint(
        op.f("ck_account_state"), "account", sa.text("state IN ('pending', 'active')")
    )
    op.add_column(
        "email_confirmation",
        sa.Column("kind", sa.String(), nullable=False, server_default="opening"),
    )
    op.alter_column("email_confirmation", "kind", server_default=None)
    op.add_column(
        "email_confirmation", sa.Column("reminded_at", sa.DateTime(timezone=True), nullable=True)
    )
    op.add_column(
        "enrolment", sa.Column("road", sa.String(), nullable=False, server_default="enrolment")
    )
    op.alter_column("enrolment", "road", server_default=None)
    op.add_column("conversation", sa.Column("captcha_id", sa.Uuid(), nullable=True))
    op.add_column("insured_person", sa.Column("pivot_index", sa.LargeBinary(), nullable=True))
    op.create_index(op.f("ix_insured_person_pivot_index"), "insured_person", ["pivot_index"])
    op.create_table(
        "notice",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("email_sealed", sa.LargeBinary(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_notice")),
    )
    op.create_index(op.f("ix_notice_created_at"), "notice", ["created_at"])
    op.create_table(
        "provisional_code",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("nir_index", sa.LargeBinary(), nullable=False),
        sa.Column("channel", sa.String(), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.Column("browser_hash", sa.LargeBinary(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("used_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("replaced_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_provisional_code")),
    )
    op.create_index(op.f("ix_provisional_code_nir_index"), "provisional_code", ["nir_index"])
    op.create_index(op.f("ix_provisional_code_created_at"), "provisional_code", ["created_at"])
    op.create_table(
        "account_session",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("token_hash", sa.LargeBinary(), nullable=False),
        sa.Column("scope", sa.String(), nullable=False),
        sa.Column("origin", sa.String(), nullable=False),
        sa.Column("account_id", sa.Uuid(), nullable=True),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.Column("terms_accepted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("code_hash", sa.String(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("seen_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["account_id"],
            ["account.id"],
            name=op.f("fk_account_session_account_id_account"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_account_session")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_account_session_token_hash")),
    )
    op.create_index(op.f("ix_account_session_account_id"), "account_session", ["account_id"])
    op.create_index(op.f("ix_account_session_seen_at"), "account_session", ["seen_at"])
    op.create_table(
        "captcha",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("characters_sealed", sa.LargeBinary(), nullable=False),
        sa.Column("picture", sa.LargeBinary(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("tried_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_captcha")),
    )
    op.create_index(op.f("ix_captcha_created_at"), "captcha", ["created_at"])


def downgrade() -> None:
    """Nothing: what the new tables hold has no place in the old ones."""
