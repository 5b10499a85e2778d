-- Requests that may be repeated, and what was answered to them.

CREATE TABLE idempotency_keys (
    operation       text        NOT NULL,
    actor           text        NOT NULL,
    idempotency_key text        NOT NULL,
    fingerprint     text        NOT NULL,
    status          bigint,
    location        text,
    tag             text,
    body            text,
    created_at      timestamptz NOT NULL,
    expires_at      timestamptz NOT NULL,
    CONSTRAINT idempotency_keys_pk PRIMARY KEY (operation, actor, idempotency_key),
    CONSTRAINT idempotency_keys_key_form CHECK (idempotency_key ~ '^[!-~]{1,255}$'),
    CONSTRAINT idempotency_keys_fingerprint_form CHECK (fingerprint ~ '^[0-9a-f]{64}$'),
    CONSTRAINT idempotency_keys_answer_whole CHECK ((status IS NULL) = (body IS NULL)),
    CONSTRAINT idempotency_keys_expires_later CHECK (expires_at > created_at)
);

-- For the end of what has expired.
CREATE INDEX idempotency_keys_by_expiry ON idempotency_keys (expires_at);

COMMENT ON TABLE idempotency_keys IS 'Keys under which requests are carried out once, each written in the transaction of its request.';
COMMENT ON COLUMN idempotency_keys.operation IS 'What was asked for; equal keys of different operations have nothing in common.';
COMMENT ON COLUMN idempotency_keys.actor IS 'Who asked.';
COMMENT ON COLUMN idempotency_keys.idempotency_key IS 'Chosen by the actor: 1 to 255 visible ASCII characters.';
COMMENT ON COLUMN idempotency_keys.fingerprint IS 'SHA-256 of the request in lower-case hexadecimal.';
COMMENT ON COLUMN idempotency_keys.status IS 'The HTTP status of the answer; null only within the transaction that makes it, as is the body.';
COMMENT ON COLUMN idempotency_keys.location IS 'The Location header of the answer; null if it had none.';
COMMENT ON COLUMN idempotency_keys.tag IS 'The ETag header of the answer without its quotes; null if it had none.';
COMMENT ON COLUMN idempotency_keys.body IS 'The answer''s JSON.';
COMMENT ON COLUMN idempotency_keys.created_at IS 'When the request was carried out, by the clock of the database.';
COMMENT ON COLUMN idempotency_keys.expires_at IS 'From when on the key is free again.';
