-- Domain generation: what each campaign generates, how far each pattern is used up, and the names.

CREATE TABLE generation_cursors (
    configuration_hash text   NOT NULL,
    next_offset        bigint NOT NULL DEFAULT 0,
    combinations       bigint NOT NULL,
    CONSTRAINT generation_cursors_pk PRIMARY KEY (configuration_hash),
    CONSTRAINT generation_cursors_hash_form CHECK (configuration_hash ~ '^[0-9a-f]{64}$'),
    CONSTRAINT generation_cursors_offset_range CHECK (next_offset BETWEEN 0 AND combinations)
)
-- One row for each pattern, updated with every batch: room on the page keeps the updates in place.
WITH (fillfactor = 50);

COMMENT ON TABLE generation_cursors IS 'How far each canonical pattern is used up. Offsets are reserved in the transaction that stores their names; the row outlives the campaigns.';
COMMENT ON COLUMN generation_cursors.configuration_hash IS 'SHA-256 of the canonical pattern, in lower-case hexadecimal.';
COMMENT ON COLUMN generation_cursors.next_offset IS 'The first offset that no campaign has used.';
COMMENT ON COLUMN generation_cursors.combinations IS 'How many names the pattern has.';

CREATE TABLE generation_definitions (
    campaign_id        uuid   NOT NULL,
    pattern            text   NOT NULL,
    prefix_length      bigint NOT NULL,
    suffix_length      bigint NOT NULL,
    characters         text   NOT NULL,
    constant           text   NOT NULL,
    tlds               text   NOT NULL,
    name_count         bigint NOT NULL,
    configuration_hash text   NOT NULL,
    first_offset       bigint NOT NULL,
    CONSTRAINT generation_definitions_pk PRIMARY KEY (campaign_id),
    CONSTRAINT generation_definitions_campaign_fk FOREIGN KEY (campaign_id) REFERENCES campaigns (id) ON DELETE CASCADE,
    CONSTRAINT generation_definitions_cursor_fk FOREIGN KEY (configuration_hash) REFERENCES generation_cursors (configuration_hash),
    CONSTRAINT generation_definitions_pattern_known CHECK (pattern IN ('PREFIX', 'SUFFIX', 'BOTH')),
    CONSTRAINT generation_definitions_lengths CHECK (
        (pattern = 'PREFIX' AND prefix_length BETWEEN 1 AND 62 AND suffix_length = 0)
        OR (pattern = 'SUFFIX' AND prefix_length = 0 AND suffix_length BETWEEN 1 AND 62)
        OR (pattern = 'BOTH' AND prefix_length BETWEEN 1 AND 62 AND suffix_length BETWEEN 1 AND 62)),
    CONSTRAINT generation_definitions_characters_not_empty CHECK (characters <> ''),
    CONSTRAINT generation_definitions_constant_not_empty CHECK (constant <> ''),
    CONSTRAINT generation_definitions_tlds_not_empty CHECK (tlds <> ''),
    CONSTRAINT generation_definitions_count_not_negative CHECK (name_count >= 0),
    CONSTRAINT generation_definitions_first_offset_not_negative CHECK (first_offset >= 0)
);

COMMENT ON TABLE generation_definitions IS 'What each generation campaign generates, in canonical form.';
COMMENT ON COLUMN generation_definitions.campaign_id IS 'The campaign.';
COMMENT ON COLUMN generation_definitions.pattern IS 'PREFIX: variable, constant. SUFFIX: constant, variable. BOTH: variable, constant, variable.';
COMMENT ON COLUMN generation_definitions.prefix_length IS 'Variable characters before the constant; 0 for SUFFIX.';
COMMENT ON COLUMN generation_definitions.suffix_length IS 'Variable characters after the constant; 0 for PREFIX.';
COMMENT ON COLUMN generation_definitions.characters IS 'The characters of the variable parts: lower case, sorted, each once.';
COMMENT ON COLUMN generation_definitions.constant IS 'The fixed part of the name, in lower case.';
COMMENT ON COLUMN generation_definitions.tlds IS 'The suffixes as A-labels without a leading dot: sorted, each once, separated by one blank.';
COMMENT ON COLUMN generation_definitions.name_count IS 'How many names were asked for; 0 means all that are left.';
COMMENT ON COLUMN generation_definitions.configuration_hash IS 'The pattern''s row in generation_cursors.';
COMMENT ON COLUMN generation_definitions.first_offset IS 'The pattern''s next offset when the campaign was created: the campaign''s names have this offset or a later one.';

-- No foreign key: it would be checked for every single name. The recording of a batch holds the batch's row,
-- so names cannot be stored for a campaign that is gone.
CREATE TABLE generated_domains (
    campaign_id uuid   NOT NULL,
    "offset"    bigint NOT NULL,
    name        text   NOT NULL,
    CONSTRAINT generated_domains_pk PRIMARY KEY (campaign_id, "offset"),
    CONSTRAINT generated_domains_offset_not_negative CHECK ("offset" >= 0),
    CONSTRAINT generated_domains_name_length CHECK (octet_length(name) BETWEEN 3 AND 253)
);

COMMENT ON TABLE generated_domains IS 'The names generated. A large table, only ever appended to.';
COMMENT ON COLUMN generated_domains.campaign_id IS 'The campaign.';
COMMENT ON COLUMN generated_domains."offset" IS 'The name''s offset in the enumeration of its canonical pattern.';
COMMENT ON COLUMN generated_domains.name IS 'The domain name in lower-case ASCII, without a final dot.';
