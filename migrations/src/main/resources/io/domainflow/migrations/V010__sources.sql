-- Campaigns that work on the results of another one: each of its finished batches becomes one batch of theirs, with the same number.

ALTER TABLE campaigns
    ADD COLUMN dependents bigint NOT NULL DEFAULT 0,
    ADD CONSTRAINT campaigns_dependents_not_negative CHECK (dependents >= 0);

COMMENT ON COLUMN campaigns.dependents IS 'How many campaigns were ever created to work on its results. It is in this row because whoever finishes a batch locks the row.';

-- No foreign key: a dependent that has come to its end does not keep its source.
ALTER TABLE work_plans
    ADD COLUMN source_id uuid,
    ADD COLUMN source_open boolean NOT NULL DEFAULT false,
    ADD CONSTRAINT work_plans_open_has_source CHECK (source_id IS NOT NULL OR NOT source_open);

CREATE INDEX work_plans_source ON work_plans (source_id) WHERE source_id IS NOT NULL;

COMMENT ON COLUMN work_plans.source_id IS 'The campaign whose finished batches are this one''s batches; null if it has positions of its own.';
COMMENT ON COLUMN work_plans.source_open IS 'Whether the source may still finish batches, and this campaign takes them.';

CREATE TABLE generation_ranges (
    campaign_id  uuid   NOT NULL,
    number       bigint NOT NULL,
    first_offset bigint NOT NULL,
    size         bigint NOT NULL,
    CONSTRAINT generation_ranges_pk PRIMARY KEY (campaign_id, number),
    CONSTRAINT generation_ranges_range CHECK (number >= 0 AND first_offset >= 0 AND size >= 0)
);

COMMENT ON TABLE generation_ranges IS 'Which offsets each batch of a generation campaign has got, so that the batch''s names can be found. A large table, only ever appended to.';
COMMENT ON COLUMN generation_ranges.campaign_id IS 'The campaign.';
COMMENT ON COLUMN generation_ranges.number IS 'The batch.';
COMMENT ON COLUMN generation_ranges.first_offset IS 'The first offset that was reserved for it.';
COMMENT ON COLUMN generation_ranges.size IS 'How many offsets; some of them may have no possible name.';
