-- Changes of campaigns that were refused, for whoever wants to know what was tried.

-- No foreign key to campaigns: refusals outlive the campaign, and their recording waits for nobody.
CREATE TABLE campaign_refusals (
    campaign_id      uuid        NOT NULL,
    number           bigint      GENERATED ALWAYS AS IDENTITY,
    kind             text        NOT NULL,
    operation        text        NOT NULL,
    actor            text        NOT NULL,
    current_status   text        NOT NULL,
    current_version  bigint      NOT NULL,
    wanted_status    text,
    expected_version bigint,
    refused_at       timestamptz NOT NULL,
    CONSTRAINT campaign_refusals_pk PRIMARY KEY (campaign_id, number),
    CONSTRAINT campaign_refusals_kind_known CHECK (kind IN ('ILLEGAL_TRANSITION', 'STALE_VERSION', 'IN_USE')),
    CONSTRAINT campaign_refusals_transition_has_wanted CHECK ((kind = 'ILLEGAL_TRANSITION') = (wanted_status IS NOT NULL)),
    CONSTRAINT campaign_refusals_stale_has_expected CHECK ((kind = 'STALE_VERSION') = (expected_version IS NOT NULL)),
    CONSTRAINT campaign_refusals_current_known CHECK (current_status IN (
        'PENDING', 'QUEUED', 'RUNNING', 'PAUSING', 'PAUSED', 'COMPLETED', 'FAILED', 'CANCELLED', 'ARCHIVED')),
    CONSTRAINT campaign_refusals_wanted_known CHECK (wanted_status IN (
        'PENDING', 'QUEUED', 'RUNNING', 'PAUSING', 'PAUSED', 'COMPLETED', 'FAILED', 'CANCELLED', 'ARCHIVED'))
);

-- For the end of what is too old.
CREATE INDEX campaign_refusals_by_age ON campaign_refusals (refused_at);

COMMENT ON TABLE campaign_refusals IS 'Refused changes of campaigns, each written after the refusing transaction was rolled back. Kept for 90 days.';
COMMENT ON COLUMN campaign_refusals.campaign_id IS 'The campaign; it may be deleted since.';
COMMENT ON COLUMN campaign_refusals.number IS 'Counts the refusals of all campaigns, with gaps.';
COMMENT ON COLUMN campaign_refusals.kind IS 'ILLEGAL_TRANSITION: the state did not allow it. STALE_VERSION: the campaign had changed. IN_USE: it was to be deleted while it worked, or another worked on its results.';
COMMENT ON COLUMN campaign_refusals.operation IS 'The operation that was refused.';
COMMENT ON COLUMN campaign_refusals.actor IS 'Who asked for it: a user, or node: and the id of a node.';
COMMENT ON COLUMN campaign_refusals.current_status IS 'The status that the campaign was in.';
COMMENT ON COLUMN campaign_refusals.current_version IS 'The version that it had.';
COMMENT ON COLUMN campaign_refusals.wanted_status IS 'The status that it was to get, if that was what was refused.';
COMMENT ON COLUMN campaign_refusals.expected_version IS 'The version that the actor expected, if that was what was refused.';
COMMENT ON COLUMN campaign_refusals.refused_at IS 'When it was recorded, by the clock of the database.';
