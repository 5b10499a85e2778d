package io.domainflow.web.campaign;

import io.domainflow.InvalidRequestException;
import io.domainflow.InvalidRequestException.Violation;
import io.domainflow.campaign.CampaignRequest;
import io.domainflow.web.json.Violations;
import jakarta.json.JsonArray;
import jakarta.json.JsonObject;
import jakarta.json.JsonValue;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Reads requests to create a pipeline: {@code stages}, each a campaign as it would be created by
 * itself but for its source, and perhaps {@code start}.
 */
final class NewPipelineReader {

  private static final Set<String> FIELDS = Set.of("stages", "start");

  /** A chain of more is a mistake. */
  private static final int MOST_STAGES = 10;

  private final NewCampaignReader campaigns;

  NewPipelineReader(NewCampaignReader campaigns) {
    this.campaigns = campaigns;
  }

  /**
   * The pipeline that {@code request} asks for.
   *
   * @throws InvalidRequestException naming every invalid field of every stage
   */
  NewPipeline read(JsonObject request) {
    Violations violations = new Violations();
    request.keySet().stream()
        .filter(name -> !FIELDS.contains(name))
        .forEach(name -> violations.add(name, "is not a known field"));
    boolean start = start(request, violations);
    List<CampaignRequest<?>> stages = stages(request.get("stages"), violations);
    violations.throwIfAny();
    return new NewPipeline(stages, start);
  }

  private static boolean start(JsonObject request, Violations violations) {
    JsonValue value = request.get("start");
    if (value != null && value != JsonValue.TRUE && value != JsonValue.FALSE) {
      violations.add("start", "must be true or false");
    }
    return value == JsonValue.TRUE;
  }

  private List<CampaignRequest<?>> stages(@Nullable JsonValue value, Violations violations) {
    List<CampaignRequest<?>> stages = new ArrayList<>();
    if (!(value instanceof JsonArray array) || array.isEmpty() || array.size() > MOST_STAGES) {
      violations.add("stages", "must be a list of 1 to " + MOST_STAGES + " campaigns");
      return stages;
    }
    for (int index = 0; index < array.size(); index++) {
      String path = "stages[" + index + "]";
      if (array.get(index) instanceof JsonObject stage) {
        read(path, stage, violations, stages);
        refuseSource(path, index, stage, violations);
      } else {
        violations.add(path, "must be an object");
      }
    }
    return stages;
  }

  private void read(
      String path, JsonObject stage, Violations violations, List<CampaignRequest<?>> stages) {
    try {
      stages.add(campaigns.read(stage));
    } catch (InvalidRequestException invalid) {
      for (Violation fault : invalid.violations()) {
        violations.add(path + "." + fault.field(), fault.message());
      }
    }
  }

  private static void refuseSource(
      String path, int index, JsonObject stage, Violations violations) {
    if (index > 0 && stage.containsKey("sourceCampaignId")) {
      violations.add(
          path + ".sourceCampaignId", "must not be given: a stage works on the one before it");
    }
  }
}
