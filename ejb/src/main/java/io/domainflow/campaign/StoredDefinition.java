package io.domainflow.campaign;

/**
 * What a campaign's type has stored of a new campaign.
 *
 * @param shown the definition in the form that the API shows
 * @param work what the campaign has to do: positions of its own, or the results of a source
 */
public record StoredDefinition(Record shown, PlannedWork work) {}
