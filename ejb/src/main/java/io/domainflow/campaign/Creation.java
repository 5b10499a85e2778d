package io.domainflow.campaign;

/**
 * A campaign that is to be created.
 *
 * @param name 1 to 200 characters
 * @param definition valid by its constraints
 * @param actor who creates it
 */
public record Creation<D extends Record>(
    String name, CampaignType<D> type, D definition, String actor) {}
