"""What a person thinks of an answer, and which messages are answers."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("message", sa.Column("rating", sa.String(), nullable=True))
    op.create_check_constraint(
        op.f("ck_message_rating"), "message", sa.text("rating IN ('helpful', 'not_helpful')")
    )
    op.add_column(
        "message", sa.Column("is_answer", sa.Boolean(), nullable=False, server_default=sa.false())
    )
    op.alter_column("message", "is_answer", server_default=None)


def downgrade() -> None:
    op.drop_column("message", "is_answer")
    op.drop_constraint(op.f("ck_message_rating"), "message", type_="check")
    op.drop_column("message", "rating")
