-- Compensations of operations that were not committed, for effects that PostgreSQL cannot roll back.

CREATE TABLE compensation_debts (
    id             bigint      GENERATED ALWAYS AS IDENTITY,
    operation      text        NOT NULL,
    campaign_id    uuid,
    handler        text        NOT NULL,
    payload        text        NOT NULL,
    transaction_id text,
    server_life    text,
    attempts       bigint      NOT NULL DEFAULT 0,
    error          text        NOT NULL,
    created_at     timestamptz NOT NULL,
    not_before     timestamptz NOT NULL,
    CONSTRAINT compensation_debts_pk PRIMARY KEY (id),
    CONSTRAINT compensation_debts_attempts_not_negative CHECK (attempts >= 0),
    CONSTRAINT compensation_debts_life_of_transaction CHECK ((transaction_id IS NULL) = (server_life IS NULL)),
    CONSTRAINT compensation_debts_transaction_id_form CHECK (transaction_id ~ '^[0-9]{1,20}$')
);

CREATE INDEX compensation_debts_due ON compensation_debts (not_before);

COMMENT ON TABLE compensation_debts IS 'Compensations that were owed and could not be carried out at once. A row is deleted when it is paid.';
COMMENT ON COLUMN compensation_debts.id IS 'Counts the debts.';
COMMENT ON COLUMN compensation_debts.operation IS 'The operation that was not committed.';
COMMENT ON COLUMN compensation_debts.campaign_id IS 'The campaign it was about, if any. No foreign key: a creation that was rolled back has no campaign.';
COMMENT ON COLUMN compensation_debts.handler IS 'The name of the handler that carries the compensation out.';
COMMENT ON COLUMN compensation_debts.payload IS 'What the handler needs to know.';
COMMENT ON COLUMN compensation_debts.transaction_id IS 'If the operation is in doubt, its transaction: the debt is due only if that turns out to be aborted.';
COMMENT ON COLUMN compensation_debts.server_life IS 'In which life of the server that transaction was run: after a crash its id may be given to another one.';
COMMENT ON COLUMN compensation_debts.attempts IS 'How often it was tried so far, without the try before it became a debt.';
COMMENT ON COLUMN compensation_debts.error IS 'Why the last try failed.';
COMMENT ON COLUMN compensation_debts.created_at IS 'When it became a debt.';
COMMENT ON COLUMN compensation_debts.not_before IS 'When it is tried again. A node that tries it puts this off first, so that no other node does.';
