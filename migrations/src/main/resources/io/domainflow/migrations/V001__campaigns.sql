-- Campaigns, and the history of their states.

CREATE TABLE campaigns (
    id               uuid        NOT NULL,
    name             text        NOT NULL,
    type             text        NOT NULL,
    status           text        NOT NULL,
    version          bigint      NOT NULL,
    total_items      bigint      NOT NULL,
    processed_items  bigint      NOT NULL DEFAULT 0,
    successful_items bigint      NOT NULL DEFAULT 0,
    failed_items     bigint      NOT NULL DEFAULT 0,
    error            text,
    created_at       timestamptz NOT NULL,
    started_at       timestamptz,
    completed_at     timestamptz,
    CONSTRAINT campaigns_pk PRIMARY KEY (id),
    CONSTRAINT campaigns_name_length CHECK (char_length(name) BETWEEN 1 AND 200),
    CONSTRAINT campaigns_type_known CHECK (type IN ('DOMAIN_GENERATION')),
    CONSTRAINT campaigns_status_known CHECK (status IN (
        'PENDING', 'QUEUED', 'RUNNING', 'PAUSING', 'PAUSED', 'COMPLETED', 'FAILED', 'CANCELLED', 'ARCHIVED')),
    CONSTRAINT campaigns_version_positive CHECK (version >= 1),
    CONSTRAINT campaigns_counters_not_negative CHECK (total_items >= 0 AND successful_items >= 0 AND failed_items >= 0),
    CONSTRAINT campaigns_processed_is_sum CHECK (processed_items = successful_items + failed_items),
    CONSTRAINT campaigns_processed_within_total CHECK (processed_items <= total_items),
    CONSTRAINT campaigns_completed_whole CHECK (status <> 'COMPLETED' OR processed_items = total_items),
    CONSTRAINT campaigns_error_when_failed CHECK (status <> 'FAILED' OR error IS NOT NULL)
);

-- The two orders in which campaigns are listed, each with the id as the tie-breaker of its keyset.
CREATE INDEX campaigns_by_creation ON campaigns (created_at, id);
CREATE INDEX campaigns_by_name ON campaigns (name, id);

COMMENT ON TABLE campaigns IS 'One row for each campaign. Counters change by increments, the status by compare-and-set; the row is never written whole.';
COMMENT ON COLUMN campaigns.id IS 'UUID of version 7, made by the application.';
COMMENT ON COLUMN campaigns.name IS 'Chosen by the user, 1 to 200 characters, not unique.';
COMMENT ON COLUMN campaigns.type IS 'The campaign type; each type extends campaigns_type_known in its own migration.';
COMMENT ON COLUMN campaigns.status IS 'State; the transitions allowed are in the application''s CampaignStatus.';
COMMENT ON COLUMN campaigns.version IS '1 at creation, one more with each change of the status; progress does not change it.';
COMMENT ON COLUMN campaigns.total_items IS 'Items that the campaign is about. Lowered when items turn out not to exist.';
COMMENT ON COLUMN campaigns.processed_items IS 'Items done: successful_items + failed_items.';
COMMENT ON COLUMN campaigns.successful_items IS 'Items with a result.';
COMMENT ON COLUMN campaigns.failed_items IS 'Items that could not be done, for good.';
COMMENT ON COLUMN campaigns.error IS 'Why the campaign failed; null unless it did.';
COMMENT ON COLUMN campaigns.created_at IS 'When the campaign was created.';
COMMENT ON COLUMN campaigns.started_at IS 'When its first batch was claimed; null before.';
COMMENT ON COLUMN campaigns.completed_at IS 'When it was completed, failed or cancelled; null before.';

-- No foreign key to campaigns: the history outlives the campaign.
CREATE TABLE campaign_state_events (
    campaign_id uuid        NOT NULL,
    sequence    bigint      NOT NULL,
    from_status text,
    to_status   text,
    actor       text        NOT NULL,
    reason      text        NOT NULL,
    cause       text,
    occurred_at timestamptz NOT NULL,
    CONSTRAINT campaign_state_events_pk PRIMARY KEY (campaign_id, sequence),
    CONSTRAINT campaign_state_events_sequence_positive CHECK (sequence >= 1),
    CONSTRAINT campaign_state_events_creation_first CHECK ((sequence = 1) = (from_status IS NULL)),
    CONSTRAINT campaign_state_events_changes CHECK (from_status IS DISTINCT FROM to_status),
    CONSTRAINT campaign_state_events_from_known CHECK (from_status IN (
        'PENDING', 'QUEUED', 'RUNNING', 'PAUSING', 'PAUSED', 'COMPLETED', 'FAILED', 'CANCELLED', 'ARCHIVED')),
    CONSTRAINT campaign_state_events_to_known CHECK (to_status IN (
        'PENDING', 'QUEUED', 'RUNNING', 'PAUSING', 'PAUSED', 'COMPLETED', 'FAILED', 'CANCELLED', 'ARCHIVED'))
);

COMMENT ON TABLE campaign_state_events IS 'The history of each campaign''s status, without gaps, written in the transaction of the change. It outlives the campaign.';
COMMENT ON COLUMN campaign_state_events.campaign_id IS 'The campaign; it may be deleted since.';
COMMENT ON COLUMN campaign_state_events.sequence IS '1 for the creation, without gaps from there; the version that the change led to.';
COMMENT ON COLUMN campaign_state_events.from_status IS 'The status before; null for the creation.';
COMMENT ON COLUMN campaign_state_events.to_status IS 'The status after; null for the deletion.';
COMMENT ON COLUMN campaign_state_events.actor IS 'Who asked for it: a user, or node: and the id of the node that did the work.';
COMMENT ON COLUMN campaign_state_events.reason IS 'Why, in words.';
COMMENT ON COLUMN campaign_state_events.cause IS 'The failure behind it; null if there was none.';
COMMENT ON COLUMN campaign_state_events.occurred_at IS 'When it happened, by the clock of the database.';
