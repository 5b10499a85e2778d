package io.domainflow.launcher;

import java.net.URI;

/** What the operator may paste first. */
final class FirstCampaign {

  private FirstCampaign() {}

  /** Commands for a shell that create, start, watch and export a campaign. */
  static String commands(URI base) {
    return """
        Create a campaign of 500,000 names:

          curl -s %1$s/api/v1/campaigns -H 'Content-Type: application/json' -d '
          {"name": "shops", "type": "DOMAIN_GENERATION",
           "generation": {"pattern": "PREFIX", "variableLength": 4,
             "characterSet": "abcdefghijklmnopqrstuvwxyz", "constant": "shop",
             "tlds": ["com", "net"], "count": "500000"}}'

        Start it, watch it and export its names, with the "id" of the answer:

          ID=...
          curl -s -X POST %1$s/api/v1/campaigns/$ID/start
          curl -s %1$s/api/v1/campaigns/$ID
          curl -s -H 'Accept: text/csv' -o names.csv %1$s/api/v1/campaigns/$ID/export
        """
        .formatted(base);
  }
}
