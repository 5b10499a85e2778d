package io.domainflow.web.campaign;

import io.domainflow.campaign.reconciliation.Check;
import io.domainflow.campaign.reconciliation.Difference;
import java.util.List;
import java.util.stream.Stream;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/**
 * What was compared of a campaign, and what does not agree.
 *
 * @param checks the names of all checks that were made
 * @param differences empty if the campaign is consistent
 */
@Schema(name = "Reconciliation")
record ReconciliationAnswer(List<String> checks, List<DifferenceAnswer> differences) {

  /** Something that does not agree with the rest. */
  @Schema(name = "Difference")
  record DifferenceAnswer(
      @Schema(type = SchemaType.STRING) Check check,
      String subject,
      @Nullable String expected,
      @Nullable String actual) {

    static DifferenceAnswer of(Difference difference) {
      return new DifferenceAnswer(
          difference.check(), difference.subject(), difference.expected(), difference.actual());
    }
  }

  static ReconciliationAnswer of(List<Difference> differences) {
    return new ReconciliationAnswer(
        Stream.of(Check.values()).map(Check::name).toList(),
        differences.stream().map(DifferenceAnswer::of).toList());
  }
}
