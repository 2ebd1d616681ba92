"""The system's own tables. Form tables are elsewhere (`records/`): they come and go with forms.

The truth of a case is its `event` rows; `instance`, `task`, `participant` and `timer` are projections
that can be rebuilt. `job` is the follow-ups' own truth, written in the same transaction.
"""

from __future__ import annotations

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Date,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    String,
    Table,
    Text,
    false,
    text,
    true,
)

from banjie.storage.database import Json, UtcDateTime, metadata

BigId = BigInteger().with_variant(Integer, "sqlite")
"""An integer key that SQLite counts by itself."""

# --- organisation ---------------------------------------------------------------------------------------

department = Table(
    "department",
    metadata,
    Column("code", String(64), primary_key=True),
    Column("name", String(200), nullable=False),
    Column("parent", String(64)),
    Column("head", String(64)),
    Column("position", Integer, nullable=False, server_default=text("0")),
)

person = Table(
    "person",
    metadata,
    Column("username", String(64), primary_key=True),
    Column("name", String(200), nullable=False),
    Column("department", String(64), nullable=False, server_default=""),
    Column("leader", String(64)),
    Column("post", String(200), nullable=False, server_default=""),
    Column("active", Boolean, nullable=False, server_default=true()),
    Column("email", String(320), nullable=False, server_default=""),
    Column("mobile", String(32), nullable=False, server_default=""),
    Column("password_hash", String(255)),
    Column("locale", String(16), nullable=False, server_default="zh-CN"),
)

role = Table(
    "role",
    metadata,
    Column("code", String(64), primary_key=True),
    Column("name", String(200), nullable=False),
)

role_member = Table(
    "role_member",
    metadata,
    Column("role", String(64), ForeignKey("role.code", ondelete="CASCADE"), primary_key=True),
    Column("username", String(64), ForeignKey("person.username", ondelete="CASCADE"), primary_key=True),
)

substitution = Table(
    "substitution",
    metadata,
    Column("id", BigId, primary_key=True),
    Column("person", String(64), nullable=False),
    Column("substitute", String(64), nullable=False),
    Column("starts", UtcDateTime, nullable=False),
    Column("ends", UtcDateTime, nullable=False),
    Column("process", String(64)),
)

directory_revision = Table(
    "directory_revision",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("revision", BigInteger, nullable=False),
)

# --- sign-in --------------------------------------------------------------------------------------------

session = Table(
    "session",
    metadata,
    Column("token_hash", String(64), primary_key=True),
    Column("username", String(64), nullable=False, index=True),
    Column("csrf", String(64), nullable=False),
    Column("created_at", UtcDateTime, nullable=False),
    Column("expires_at", UtcDateTime, nullable=False),
)

personal_token = Table(
    "personal_token",
    metadata,
    Column("token_hash", String(64), primary_key=True),
    Column("username", String(64), nullable=False, index=True),
    Column("name", String(200), nullable=False),
    Column("created_at", UtcDateTime, nullable=False),
    Column("expires_at", UtcDateTime),
    Column("last_used_at", UtcDateTime),
)

sign_in_failure = Table(
    "sign_in_failure",
    metadata,
    Column("key", String(128), primary_key=True),
    Column("count", Integer, nullable=False),
    Column("since", UtcDateTime, nullable=False),
)

audit_entry = Table(
    "audit_entry",
    metadata,
    Column("id", BigId, primary_key=True),
    Column("at", UtcDateTime, nullable=False),
    Column("who", String(64), nullable=False),
    Column("token", String(200), nullable=False),
    Column("address", String(64), nullable=False),
    Column("action", String(40), nullable=False),
    Column("kind", String(16), nullable=False),
    Column("object", String(128), nullable=False),
    Column("name", String(200), nullable=False),
    Column("detail", Json(), nullable=False),
    Index("audit_entry_by_time", "at", "id"),
    Index("audit_entry_by_person", "who", "at", "id"),
    Index("audit_entry_by_object", "kind", "object", "at", "id"),
)

# --- definitions ----------------------------------------------------------------------------------------

form = Table(
    "form",
    metadata,
    Column("id", BigId, primary_key=True),
    Column("code", String(64), nullable=False, unique=True),
    Column("name", String(200), nullable=False),
    Column("kind", String(16), nullable=False),
    Column("version", Integer, nullable=False, server_default=text("0")),
    Column("draft", Json()),
    Column("draft_revision", Integer, nullable=False, server_default=text("0")),
)

form_version = Table(
    "form_version",
    metadata,
    Column("form_id", ForeignKey("form.id"), primary_key=True),
    Column("version", Integer, primary_key=True),
    Column("definition", Json(), nullable=False),
    Column("published_at", UtcDateTime, nullable=False),
    Column("published_by", String(64), nullable=False),
)

process = Table(
    "process",
    metadata,
    Column("id", BigId, primary_key=True),
    Column("code", String(64), nullable=False, unique=True),
    Column("name", String(200), nullable=False),
    Column("version", Integer, nullable=False, server_default=text("0")),
    Column("draft", Json()),
    Column("draft_revision", Integer, nullable=False, server_default=text("0")),
    Column("pilot_version", Integer, nullable=False, server_default=text("0")),
    Column("pilot_range", Json()),
)

process_version = Table(
    "process_version",
    metadata,
    Column("process_id", ForeignKey("process.id"), primary_key=True),
    Column("version", Integer, primary_key=True),
    Column("definition", Json(), nullable=False),
    Column("form_version", Integer, nullable=False),
    Column("published_at", UtcDateTime, nullable=False),
    Column("published_by", String(64), nullable=False),
)

serial_counter = Table(
    "serial_counter",
    metadata,
    Column("scope", String(200), primary_key=True),
    Column("value", BigInteger, nullable=False),
)

# --- cases ----------------------------------------------------------------------------------------------

instance = Table(
    "instance",
    metadata,
    Column("id", String(32), primary_key=True),
    Column("number", String(64), nullable=False, server_default=""),
    Column("process_id", ForeignKey("process.id"), nullable=False),
    Column("version", Integer, nullable=False),
    Column("form_id", ForeignKey("form.id"), nullable=False),
    Column("form_version", Integer, nullable=False),
    Column("record_id", BigInteger),
    Column("title", String(300), nullable=False, server_default=""),
    Column("status", String(16), nullable=False),
    Column("outcome", String(16)),
    Column("closed", Boolean, nullable=False, server_default=false()),
    Column("applicant", String(64), nullable=False),
    Column("current", Json(), nullable=False),
    Column("choices", Json(), nullable=False),
    Column("created_at", UtcDateTime, nullable=False),
    Column("submitted_at", UtcDateTime),
    Column("updated_at", UtcDateTime, nullable=False),
    Column("revision", BigInteger, nullable=False),
    Column("head", LargeBinary, nullable=False),
    Column("snapshot", LargeBinary, nullable=False),
    Column("engine_format", Integer, nullable=False),
    Index("instance_by_process", "process_id", "status"),
    Index("instance_by_applicant", "applicant", "created_at", "id"),
    Index("instance_by_time", "created_at", "id"),
)

event = Table(
    "event",
    metadata,
    Column("instance", String(32), primary_key=True),
    Column("seq", BigInteger, primary_key=True, autoincrement=False),
    Column("at", String(32), nullable=False),
    Column("actor", String(64), nullable=False),
    Column("type", String(32), nullable=False),
    Column("body", Text, nullable=False),
    Column("hash", LargeBinary, nullable=False),
    sqlite_with_rowid=False,
)

sealed_value = Table(
    "sealed_value",
    metadata,
    Column("id", String(32), primary_key=True),
    Column("instance", String(32), nullable=False, index=True),
    Column("salt", LargeBinary, nullable=False),
    Column("value", LargeBinary, nullable=False),
)

task = Table(
    "task",
    metadata,
    Column("id", String(48), primary_key=True),
    Column("instance", String(32), nullable=False, index=True),
    Column("node", String(64), nullable=False),
    Column("node_name", String(200), nullable=False),
    Column("purpose", String(16), nullable=False),
    Column("assignee", String(64), nullable=False),
    Column("reason", Json(), nullable=False),
    Column("state", String(16), nullable=False),
    Column("decision", String(16), nullable=False, server_default=""),
    Column("decided_by", String(64), nullable=False, server_default=""),
    Column("decided_at", UtcDateTime),
    Column("opinion", String(32)),
    Column("reason_code", String(64), nullable=False, server_default=""),
    Column("due_at", UtcDateTime),
    Column("overdue", Boolean, nullable=False, server_default=false()),
    Column("created_at", UtcDateTime, nullable=False),
    Index("task_inbox", "assignee", "state", "created_at", "id"),
)

participant = Table(
    "participant",
    metadata,
    Column("instance", String(32), primary_key=True),
    Column("username", String(64), primary_key=True),
    Column("role", String(16), primary_key=True),
    Column("at", UtcDateTime, nullable=False),
    Column("unread", Boolean, nullable=False, server_default=false()),
    Index("participant_list", "username", "role", "at", "instance"),
)

timer = Table(
    "timer",
    metadata,
    Column("id", String(48), primary_key=True),
    Column("instance", String(32), nullable=False, index=True),
    Column("due_at", UtcDateTime, nullable=False, index=True),
)

# --- follow-ups -----------------------------------------------------------------------------------------

job = Table(
    "job",
    metadata,
    Column("id", String(48), primary_key=True),
    Column("instance", String(32), nullable=False, index=True),
    Column("node", String(64), nullable=False),
    Column("node_name", String(200), nullable=False),
    Column("connector", String(64), nullable=False),
    Column("holds_open", Boolean, nullable=False),
    Column("idempotency_key", String(64), nullable=False, unique=True),
    Column("state", String(16), nullable=False),
    Column("attempts", Integer, nullable=False, server_default=text("0")),
    Column("next_attempt_at", UtcDateTime),
    Column("owner", String(64)),
    Column("lease_until", UtcDateTime),
    Column("payload", Json()),
    Column("receipt", Json()),
    Column("error", Text, nullable=False, server_default=""),
    Column("uncertain", Boolean, nullable=False, server_default=false()),
    Column("created_at", UtcDateTime, nullable=False),
    Column("updated_at", UtcDateTime, nullable=False),
    Index("job_due", "state", "next_attempt_at"),
    Index("job_by_time", "created_at", "id"),
)

notice = Table(
    "notice",
    metadata,
    Column("id", BigId, primary_key=True),
    Column("username", String(64), nullable=False),
    Column("instance", String(32), nullable=False),
    Column("kind", String(32), nullable=False),
    Column("text", Text, nullable=False),
    Column("at", UtcDateTime, nullable=False),
    Column("key", String(64), unique=True),
    Column("read", Boolean, nullable=False, server_default=false()),
    Index("notice_list", "username", "id"),
)

connection = Table(
    "connection",
    metadata,
    Column("name", String(64), primary_key=True),
    Column("kind", String(32), nullable=False),
    Column("url", Text, nullable=False, server_default=""),
    Column("allow_private", Boolean, nullable=False, server_default=false()),
    Column("secret", Text),
    Column("settings", Json(), nullable=False),
)

# --- ledgers --------------------------------------------------------------------------------------------

saved_view = Table(
    "saved_view",
    metadata,
    Column("id", BigId, primary_key=True),
    Column("form_id", ForeignKey("form.id", ondelete="CASCADE"), nullable=False),
    Column("owner", String(64)),
    Column("name", String(80), nullable=False),
    Column("position", Integer, nullable=False, server_default=text("0")),
    Column("roles", Json(), nullable=False),
    Column("settings", Json(), nullable=False),
    Column("revision", BigInteger, nullable=False, server_default=text("1")),
    Column("created_at", UtcDateTime, nullable=False),
    Column("updated_at", UtcDateTime, nullable=False),
    Index("saved_view_by_form", "form_id", "owner", "position"),
)
"""A ledger as somebody likes to see it; without an owner everybody's. `roles`: for whom it opens first."""

calendar = Table(
    "calendar",
    metadata,
    Column("code", String(64), primary_key=True),
    Column("week", Json(), nullable=False),
    Column("periods", Json(), nullable=False),
    Column("holidays", String(8), nullable=False),
    Column("revision", BigInteger, nullable=False, server_default=text("1")),
    Column("updated_at", UtcDateTime, nullable=False),
)

calendar_day = Table(
    "calendar_day",
    metadata,
    Column("calendar", String(64), primary_key=True),
    Column("day", Date, primary_key=True),
    Column("working", Boolean, nullable=False),
    Column("name", String(40), nullable=False),
)
"""What a company has decided about single days: it stands above the public holidays."""

dashboard = Table(
    "dashboard",
    metadata,
    Column("id", BigId, primary_key=True),
    Column("owner", String(64)),
    Column("name", String(80), nullable=False),
    Column("roles", Json(), nullable=False),
    Column("cards", Json(), nullable=False),
    Column("revision", BigInteger, nullable=False, server_default=text("1")),
    Column("created_at", UtcDateTime, nullable=False),
    Column("updated_at", UtcDateTime, nullable=False),
    Index("dashboard_by_owner", "owner"),
)
"""Figures of ledgers side by side; without an owner everybody's, or of those who have one of `roles`."""

# --- the rest -------------------------------------------------------------------------------------------

form_part = Table(
    "form_part",
    metadata,
    Column("id", BigId, primary_key=True),
    Column("name", String(80), nullable=False),
    Column("content", Json(), nullable=False),
    Column("created_by", String(64), nullable=False),
    Column("created_at", UtcDateTime, nullable=False),
)

file = Table(
    "file",
    metadata,
    Column("id", String(32), primary_key=True),
    Column("name", String(255), nullable=False),
    Column("media_type", String(127), nullable=False),
    Column("size", BigInteger, nullable=False),
    Column("sha256", String(64), nullable=False),
    Column("created_by", String(64), nullable=False),
    Column("created_at", UtcDateTime, nullable=False),
    Column("instance", String(32), index=True),
)
"""Seen by who uploaded it, and by whoever may see its case."""

file_ledger = Table(
    "file_ledger",
    metadata,
    Column("file", ForeignKey("file.id", ondelete="CASCADE"), primary_key=True),
    Column("form", String(64), primary_key=True),
)
"""Ledgers that hold a file: it is seen by whoever may open one of them."""

idempotency = Table(
    "idempotency",
    metadata,
    Column("username", String(64), primary_key=True),
    Column("route", String(200), primary_key=True),
    Column("key", String(128), primary_key=True),
    Column("body_hash", String(64), nullable=False),
    Column("status", Integer),
    Column("answer", LargeBinary),
    Column("created_at", UtcDateTime, nullable=False, index=True),
)

setting = Table(
    "setting",
    metadata,
    Column("key", String(64), primary_key=True),
    Column("value", Json(), nullable=False),
)
