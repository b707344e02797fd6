//! Tables of the messages, to be applied with the other migrations.

/// The outbox; `state` is a [`crate::outbox::State`].
pub const OUTBOX: &str = "
CREATE TABLE outbox (
    id TEXT PRIMARY KEY,
    pool_id TEXT NOT NULL,
    medium TEXT NOT NULL,
    target TEXT NOT NULL,
    channel TEXT NOT NULL,
    sealed TEXT NOT NULL,
    state TEXT NOT NULL,
    attempts BIGINT NOT NULL,
    next_at BIGINT NOT NULL,
    created_at BIGINT NOT NULL
);
CREATE INDEX outbox_queued ON outbox (next_at) WHERE state = 'queued';
CREATE INDEX outbox_target ON outbox (target, created_at);
CREATE INDEX outbox_created ON outbox (created_at);
";

/// Attempts at delivering, the providers and budgets of pools, what was spent, and receipts that came
/// before the answer to the call they belong to. `expires_at` is 0 for messages from before; prices
/// are millionths.
pub const PROVIDERS: &str = "
ALTER TABLE outbox ADD COLUMN expires_at BIGINT NOT NULL DEFAULT 0;
ALTER TABLE outbox ADD COLUMN language TEXT NOT NULL DEFAULT '';
ALTER TABLE outbox ADD COLUMN country TEXT NOT NULL DEFAULT '';
ALTER TABLE outbox ADD COLUMN price BIGINT NOT NULL DEFAULT 0;
CREATE INDEX outbox_pool ON outbox (pool_id, created_at, id);

CREATE TABLE message_attempt (
    id TEXT PRIMARY KEY,
    pool_id TEXT NOT NULL,
    message_id TEXT NOT NULL,
    provider_id TEXT NOT NULL,
    vendor TEXT NOT NULL,
    state TEXT NOT NULL,
    rank BIGINT NOT NULL,
    kind TEXT,
    code TEXT,
    request_id TEXT,
    vendor_id TEXT,
    segments BIGINT,
    price BIGINT,
    currency TEXT,
    begun_at BIGINT NOT NULL,
    ended_at BIGINT,
    reported_at BIGINT
);
CREATE INDEX message_attempt_message ON message_attempt (message_id);
CREATE INDEX message_attempt_vendor ON message_attempt (provider_id, vendor_id)
    WHERE vendor_id IS NOT NULL;
CREATE INDEX message_attempt_begun ON message_attempt (begun_at);

CREATE TABLE message_receipt (
    provider_id TEXT NOT NULL,
    vendor_id TEXT NOT NULL,
    document TEXT NOT NULL,
    rank BIGINT NOT NULL,
    received_at BIGINT NOT NULL,
    PRIMARY KEY (provider_id, vendor_id)
);
CREATE INDEX message_receipt_received ON message_receipt (received_at);

CREATE TABLE message_policy (
    pool_id TEXT PRIMARY KEY,
    revision BIGINT NOT NULL,
    document TEXT NOT NULL
);

CREATE TABLE message_spend (
    pool_id TEXT NOT NULL,
    subject TEXT NOT NULL,
    started_at BIGINT NOT NULL,
    shard BIGINT NOT NULL,
    amount BIGINT NOT NULL,
    PRIMARY KEY (pool_id, subject, started_at, shard)
);
CREATE INDEX message_spend_started ON message_spend (started_at);

CREATE TABLE sms_provider (
    id TEXT PRIMARY KEY,
    pool_id TEXT NOT NULL,
    scope TEXT NOT NULL,
    vendor TEXT NOT NULL,
    enabled BOOLEAN NOT NULL,
    priority BIGINT NOT NULL,
    validity BIGINT,
    sealed TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    updated_at BIGINT NOT NULL
);
CREATE INDEX sms_provider_pool ON sms_provider (pool_id);
";

/// What providers did by country and hour, how far that was worked out, and which codes were used.
pub const STATISTICS: &str = "
ALTER TABLE message_attempt ADD COLUMN verified_at BIGINT;
CREATE INDEX message_attempt_verified ON message_attempt (verified_at)
    WHERE verified_at IS NOT NULL;

CREATE TABLE message_statistic (
    pool_id TEXT NOT NULL,
    provider_id TEXT NOT NULL,
    country TEXT NOT NULL,
    hour BIGINT NOT NULL,
    event TEXT NOT NULL,
    vendor TEXT NOT NULL,
    amount BIGINT NOT NULL,
    PRIMARY KEY (pool_id, provider_id, country, hour, event)
);
CREATE INDEX message_statistic_hour ON message_statistic (pool_id, hour);

CREATE TABLE message_learnt (
    name TEXT PRIMARY KEY,
    reached_at BIGINT NOT NULL
);
";

/// The latest calls to the providers of a pool.
pub const ALARMS: &str = "
CREATE INDEX message_attempt_pool ON message_attempt (pool_id, begun_at);
";

/// Texts of pools, under an empty `app_id`, and of their applications; numbers whose codes are fixed.
pub const TEXTS: &str = "
CREATE TABLE sms_text (
    pool_id TEXT NOT NULL,
    app_id TEXT NOT NULL,
    document TEXT NOT NULL,
    updated_at BIGINT NOT NULL,
    PRIMARY KEY (pool_id, app_id)
);

CREATE TABLE sms_test_number (
    pool_id TEXT NOT NULL,
    target TEXT NOT NULL,
    sealed TEXT NOT NULL,
    expires_at BIGINT NOT NULL,
    PRIMARY KEY (pool_id, target)
);
CREATE INDEX sms_test_number_expires ON sms_test_number (expires_at);
";

/// What the guard counted, in steps of ten minutes, and what it decided.
pub const GUARD: &str = "
CREATE TABLE guard_count (
    pool_id TEXT NOT NULL,
    subject TEXT NOT NULL,
    started_at BIGINT NOT NULL,
    sent BIGINT NOT NULL,
    verified BIGINT NOT NULL,
    PRIMARY KEY (pool_id, subject, started_at)
);
CREATE INDEX guard_count_started ON guard_count (started_at);

CREATE TABLE guard_decision (
    id TEXT PRIMARY KEY,
    pool_id TEXT NOT NULL,
    at BIGINT NOT NULL,
    channel TEXT NOT NULL,
    number TEXT NOT NULL,
    masked TEXT NOT NULL,
    country TEXT NOT NULL,
    number_type TEXT NOT NULL,
    by_voice BOOLEAN NOT NULL,
    prefix TEXT NOT NULL,
    network TEXT NOT NULL,
    device TEXT NOT NULL,
    standing TEXT NOT NULL,
    outcome TEXT NOT NULL,
    reason TEXT NOT NULL,
    enforced BOOLEAN NOT NULL,
    price BIGINT NOT NULL,
    verified_at BIGINT,
    expires_at BIGINT NOT NULL
);
CREATE INDEX guard_decision_time ON guard_decision (pool_id, at, id);
CREATE INDEX guard_decision_end ON guard_decision (expires_at);
";
