CREATE TABLE shelves (
    campaign_id uuid   NOT NULL,
    number      bigint NOT NULL,
    status      text   NOT NULL,
    CONSTRAINT shelves_pk PRIMARY KEY (campaign_id, number),
    CONSTRAINT shelves_status_known CHECK (status IN ('OPEN', 'CLOSED'))
);
CREATE INDEX shelves_open ON shelves (number) WHERE status = 'OPEN';
COMMENT ON TABLE shelves IS 'A sample. A large table.';
COMMENT ON COLUMN shelves.campaign_id IS 'Sample.';
COMMENT ON COLUMN shelves.number IS 'Sample.';
COMMENT ON COLUMN shelves.status IS 'Sample.';
