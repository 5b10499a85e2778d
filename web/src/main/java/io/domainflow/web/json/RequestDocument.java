package io.domainflow.web.json;

import jakarta.json.JsonObject;

/** The strictly parsed JSON object that a request brought, for what no single record describes. */
public record RequestDocument(JsonObject json) {}
