DROP TABLE campaign_state_events;
DROP TABLE campaigns;
