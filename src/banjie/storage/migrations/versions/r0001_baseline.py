"""The system tables as they were when migrations began.

Written to fill up as well as to create: a database from before there were migrations has some or all of these
tables, and comes out with all of them and a number.
"""

from __future__ import annotations

from functools import partial

import sqlalchemy as sa
from alembic import op
from sqlalchemy import Column, String
from sqlalchemy.dialects import postgresql

revision = "0001"
down_revision = None

BIG_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
JSON = sa.JSON().with_variant(postgresql.JSONB(), "postgresql")
MOMENT = sa.DateTime(timezone=True)
table = partial(op.create_table, if_not_exists=True)
index = partial(op.create_index, if_not_exists=True)


def upgrade() -> None:
    table(
        "connection",
        Column("name", String(64), primary_key=True),
        Column("kind", String(32), nullable=False),
        Column("url", sa.Text(), server_default="", nullable=False),
        Column("allow_private", sa.Boolean(), server_default=sa.false(), nullable=False),
        Column("secret", sa.Text()),
        Column("settings", JSON, nullable=False),
    )
    table(
        "department",
        Column("code", String(64), primary_key=True),
        Column("name", String(200), nullable=False),
        Column("parent", String(64)),
        Column("head", String(64)),
        Column("position", sa.Integer(), server_default=sa.text("0"), nullable=False),
    )
    table(
        "directory_revision",
        Column("id", sa.Integer(), primary_key=True),
        Column("revision", sa.BigInteger(), nullable=False),
    )
    table(
        "event",
        Column("instance", String(32), primary_key=True),
        Column("seq", sa.BigInteger(), autoincrement=False, primary_key=True),
        Column("at", String(32), nullable=False),
        Column("actor", String(64), nullable=False),
        Column("type", String(32), nullable=False),
        Column("body", sa.Text(), nullable=False),
        Column("hash", sa.LargeBinary(), nullable=False),
        sqlite_with_rowid=False,
    )
    table(
        "file",
        Column("id", String(32), primary_key=True),
        Column("name", String(255), nullable=False),
        Column("media_type", String(127), nullable=False),
        Column("size", sa.BigInteger(), nullable=False),
        Column("sha256", String(64), nullable=False),
        Column("created_by", String(64), nullable=False),
        Column("created_at", MOMENT, nullable=False),
        Column("instance", String(32)),
    )
    index("ix_file_instance", "file", ["instance"])
    table(
        "form",
        Column("id", BIG_ID, primary_key=True),
        Column("code", String(64), nullable=False, unique=True),
        Column("name", String(200), nullable=False),
        Column("kind", String(16), nullable=False),
        Column("version", sa.Integer(), server_default=sa.text("0"), nullable=False),
        Column("draft", JSON),
        Column("draft_revision", sa.Integer(), server_default=sa.text("0"), nullable=False),
    )
    table(
        "idempotency",
        Column("username", String(64), primary_key=True),
        Column("route", String(200), primary_key=True),
        Column("key", String(128), primary_key=True),
        Column("body_hash", String(64), nullable=False),
        Column("status", sa.Integer()),
        Column("answer", sa.LargeBinary()),
        Column("created_at", MOMENT, nullable=False),
    )
    index("ix_idempotency_created_at", "idempotency", ["created_at"])
    table(
        "job",
        Column("id", String(48), primary_key=True),
        Column("instance", String(32), nullable=False),
        Column("node", String(64), nullable=False),
        Column("node_name", String(200), nullable=False),
        Column("connector", String(64), nullable=False),
        Column("holds_open", sa.Boolean(), nullable=False),
        Column("idempotency_key", String(64), nullable=False, unique=True),
        Column("state", String(16), nullable=False),
        Column("attempts", sa.Integer(), server_default=sa.text("0"), nullable=False),
        Column("next_attempt_at", MOMENT),
        Column("owner", String(64)),
        Column("lease_until", MOMENT),
        Column("payload", JSON),
        Column("receipt", JSON),
        Column("error", sa.Text(), server_default="", nullable=False),
        Column("uncertain", sa.Boolean(), server_default=sa.false(), nullable=False),
        Column("created_at", MOMENT, nullable=False),
        Column("updated_at", MOMENT, nullable=False),
    )
    index("ix_job_instance", "job", ["instance"])
    index("job_by_time", "job", ["created_at", "id"])
    index("job_due", "job", ["state", "next_attempt_at"])
    table(
        "notice",
        Column("id", BIG_ID, primary_key=True),
        Column("username", String(64), nullable=False),
        Column("instance", String(32), nullable=False),
        Column("kind", String(32), nullable=False),
        Column("text", sa.Text(), nullable=False),
        Column("at", MOMENT, nullable=False),
        Column("key", String(64), unique=True),
        Column("read", sa.Boolean(), server_default=sa.false(), nullable=False),
    )
    index("notice_list", "notice", ["username", "id"])
    table(
        "participant",
        Column("instance", String(32), primary_key=True),
        Column("username", String(64), primary_key=True),
        Column("role", String(16), primary_key=True),
        Column("at", MOMENT, nullable=False),
        Column("unread", sa.Boolean(), server_default=sa.false(), nullable=False),
    )
    index("participant_list", "participant", ["username", "role", "at", "instance"])
    table(
        "person",
        Column("username", String(64), primary_key=True),
        Column("name", String(200), nullable=False),
        Column("department", String(64), server_default="", nullable=False),
        Column("leader", String(64)),
        Column("post", String(200), server_default="", nullable=False),
        Column("active", sa.Boolean(), server_default=sa.true(), nullable=False),
        Column("email", String(320), server_default="", nullable=False),
        Column("mobile", String(32), server_default="", nullable=False),
        Column("password_hash", String(255)),
        Column("locale", String(16), server_default="zh-CN", nullable=False),
    )
    table(
        "personal_token",
        Column("token_hash", String(64), primary_key=True),
        Column("username", String(64), nullable=False),
        Column("name", String(200), nullable=False),
        Column("created_at", MOMENT, nullable=False),
    )
    index("ix_personal_token_username", "personal_token", ["username"])
    table(
        "process",
        Column("id", BIG_ID, primary_key=True),
        Column("code", String(64), nullable=False, unique=True),
        Column("name", String(200), nullable=False),
        Column("version", sa.Integer(), server_default=sa.text("0"), nullable=False),
        Column("draft", JSON),
        Column("draft_revision", sa.Integer(), server_default=sa.text("0"), nullable=False),
    )
    table("role", Column("code", String(64), primary_key=True), Column("name", String(200), nullable=False))
    table(
        "sealed_value",
        Column("id", String(32), primary_key=True),
        Column("instance", String(32), nullable=False),
        Column("salt", sa.LargeBinary(), nullable=False),
        Column("value", sa.LargeBinary(), nullable=False),
    )
    index("ix_sealed_value_instance", "sealed_value", ["instance"])
    table(
        "serial_counter",
        Column("scope", String(200), primary_key=True),
        Column("value", sa.BigInteger(), nullable=False),
    )
    table(
        "session",
        Column("token_hash", String(64), primary_key=True),
        Column("username", String(64), nullable=False),
        Column("csrf", String(64), nullable=False),
        Column("created_at", MOMENT, nullable=False),
        Column("expires_at", MOMENT, nullable=False),
    )
    index("ix_session_username", "session", ["username"])
    table(
        "setting",
        Column("key", String(64), primary_key=True),
        Column("value", JSON, nullable=False),
    )
    table(
        "sign_in_failure",
        Column("key", String(128), primary_key=True),
        Column("count", sa.Integer(), nullable=False),
        Column("since", MOMENT, nullable=False),
    )
    table(
        "substitution",
        Column("id", BIG_ID, primary_key=True),
        Column("person", String(64), nullable=False),
        Column("substitute", String(64), nullable=False),
        Column("starts", MOMENT, nullable=False),
        Column("ends", MOMENT, nullable=False),
        Column("process", String(64)),
    )
    table(
        "task",
        Column("id", String(48), primary_key=True),
        Column("instance", String(32), nullable=False),
        Column("node", String(64), nullable=False),
        Column("node_name", String(200), nullable=False),
        Column("purpose", String(16), nullable=False),
        Column("assignee", String(64), nullable=False),
        Column("reason", JSON, nullable=False),
        Column("state", String(16), nullable=False),
        Column("decision", String(16), server_default="", nullable=False),
        Column("decided_by", String(64), server_default="", nullable=False),
        Column("decided_at", MOMENT),
        Column("opinion", String(32)),
        Column("reason_code", String(64), server_default="", nullable=False),
        Column("due_at", MOMENT),
        Column("overdue", sa.Boolean(), server_default=sa.false(), nullable=False),
        Column("created_at", MOMENT, nullable=False),
    )
    index("ix_task_instance", "task", ["instance"])
    index("task_inbox", "task", ["assignee", "state", "created_at", "id"])
    table(
        "timer",
        Column("id", String(48), primary_key=True),
        Column("instance", String(32), nullable=False),
        Column("due_at", MOMENT, nullable=False),
    )
    index("ix_timer_due_at", "timer", ["due_at"])
    index("ix_timer_instance", "timer", ["instance"])
    table(
        "form_version",
        Column("form_id", BIG_ID, primary_key=True),
        Column("version", sa.Integer(), primary_key=True),
        Column("definition", JSON, nullable=False),
        Column("published_at", MOMENT, nullable=False),
        Column("published_by", String(64), nullable=False),
        sa.ForeignKeyConstraint(["form_id"], ["form.id"]),
    )
    table(
        "instance",
        Column("id", String(32), primary_key=True),
        Column("number", String(64), server_default="", nullable=False),
        Column("process_id", BIG_ID, nullable=False),
        Column("version", sa.Integer(), nullable=False),
        Column("form_id", BIG_ID, nullable=False),
        Column("form_version", sa.Integer(), nullable=False),
        Column("record_id", sa.BigInteger()),
        Column("title", String(300), server_default="", nullable=False),
        Column("status", String(16), nullable=False),
        Column("outcome", String(16)),
        Column("closed", sa.Boolean(), server_default=sa.false(), nullable=False),
        Column("applicant", String(64), nullable=False),
        Column("current", JSON, nullable=False),
        Column("choices", JSON, nullable=False),
        Column("created_at", MOMENT, nullable=False),
        Column("submitted_at", MOMENT),
        Column("updated_at", MOMENT, nullable=False),
        Column("revision", sa.BigInteger(), nullable=False),
        Column("head", sa.LargeBinary(), nullable=False),
        Column("snapshot", sa.LargeBinary(), nullable=False),
        Column("engine_format", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["form_id"], ["form.id"]),
        sa.ForeignKeyConstraint(["process_id"], ["process.id"]),
    )
    index("instance_by_applicant", "instance", ["applicant", "created_at", "id"])
    index("instance_by_process", "instance", ["process_id", "status"])
    index("instance_by_time", "instance", ["created_at", "id"])
    table(
        "process_version",
        Column("process_id", BIG_ID, primary_key=True),
        Column("version", sa.Integer(), primary_key=True),
        Column("definition", JSON, nullable=False),
        Column("form_version", sa.Integer(), nullable=False),
        Column("published_at", MOMENT, nullable=False),
        Column("published_by", String(64), nullable=False),
        sa.ForeignKeyConstraint(["process_id"], ["process.id"]),
    )
    table(
        "role_member",
        Column("role", String(64), primary_key=True),
        Column("username", String(64), primary_key=True),
        sa.ForeignKeyConstraint(["role"], ["role.code"], ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["username"], ["person.username"], ondelete="CASCADE"),
    )
