-- Breaks every rule of SchemaRules once.
CREATE TABLE unruly (
    campaign_id uuid,
    id          bigint PRIMARY KEY,
    counter     integer,
    noted_at    timestamp,
    status      text,
    parent      bigint,
    CONSTRAINT unruly_parent_fk FOREIGN KEY (parent) REFERENCES unruly (id)
);
CREATE TABLE unexplained ();
COMMENT ON TABLE unruly IS 'A large table.';
COMMENT ON COLUMN unruly.campaign_id IS 'Explained, unlike the others.';
COMMENT ON COLUMN unruly.counter IS 'Explained.';
COMMENT ON COLUMN unruly.noted_at IS 'Explained.';
COMMENT ON COLUMN unruly.status IS 'Explained.';
COMMENT ON COLUMN unruly.parent IS 'Explained.';
