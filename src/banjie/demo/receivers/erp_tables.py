"""The stand-in ERP's tables and its first rows."""

from __future__ import annotations

SCHEMA = """
CREATE TABLE IF NOT EXISTS supplier_credit (
    code TEXT PRIMARY KEY, flag TEXT NOT NULL, credit_limit TEXT, checked_at TEXT NOT NULL
);
CREATE TABLE IF NOT EXISTS price (sku TEXT PRIMARY KEY, price TEXT NOT NULL, data TEXT NOT NULL, updated_at TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS price_sync (
    id INTEGER PRIMARY KEY, key TEXT, data TEXT NOT NULL, created_at TEXT NOT NULL
);
CREATE TABLE IF NOT EXISTS sales_policy (
    id INTEGER PRIMARY KEY, ref TEXT NOT NULL, data TEXT NOT NULL, created_at TEXT NOT NULL
);
CREATE TABLE IF NOT EXISTS customer (code TEXT PRIMARY KEY, data TEXT NOT NULL, updated_at TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS personnel (no TEXT PRIMARY KEY, data TEXT NOT NULL, updated_at TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS payroll_notice (
    id INTEGER PRIMARY KEY, key TEXT, data TEXT NOT NULL, created_at TEXT NOT NULL
);
CREATE TABLE IF NOT EXISTS idempotency_key (
    route TEXT NOT NULL, key TEXT NOT NULL, body_hash TEXT NOT NULL, status INTEGER NOT NULL, answer TEXT NOT NULL,
    PRIMARY KEY (route, key)
);
CREATE TABLE IF NOT EXISTS token (token TEXT PRIMARY KEY, expires REAL NOT NULL);
INSERT OR IGNORE INTO supplier_credit VALUES
    ('S001', 'good', '200000.00', '2026-11-01T00:00:00Z'),
    ('S002', 'watch', '50000.00', '2026-11-01T00:00:00Z'),
    ('S003', 'blocked', '0.00', '2026-11-01T00:00:00Z');
INSERT OR IGNORE INTO customer VALUES
    ('C001', '{"name":"江南建设有限公司","contact":"何晓","phone":"13800000001","level":"A"}', '2026-11-01T00:00:00Z'),
    ('C002', '{"name":"城北装饰工程公司","contact":"许明","phone":"13800000002","level":"B"}', '2026-11-01T00:00:00Z');
"""

VISIBLE = frozenset(
    {"supplier_credit", "price", "price_sync", "sales_policy", "customer", "personnel", "payroll_notice"}
)
"""Tables that `GET /erp/tables/{name}` shows; tokens and keys are not among them."""
