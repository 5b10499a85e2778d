package io.domainflow.web.campaign;

import io.domainflow.CampaignId;
import io.domainflow.InvalidRequestException;
import io.domainflow.campaign.CampaignRequest;
import io.domainflow.campaign.CampaignType;
import io.domainflow.web.json.RecordReader;
import io.domainflow.web.json.Violations;
import jakarta.json.Json;
import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;
import jakarta.json.JsonValue;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.Pattern;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Reads requests to create a campaign: a name, a type, the definition in the field that the type
 * names, and perhaps a source and a tolerance. The types themselves are not known here.
 */
final class NewCampaignReader {

  private static final List<String> HEADER_FIELDS =
      List.of("name", "type", "sourceCampaignId", "failureTolerancePercent");

  private final RecordReader records;
  private final InstalledTypes types;

  NewCampaignReader(RecordReader records, InstalledTypes types) {
    this.records = records;
    this.types = types;
  }

  /** Null stands in it for what had to be refused. */
  record Header(
      @Pattern(
              regexp = "(?s)(?=.*\\S).{1,200}",
              message = "must have 1 to 200 characters and not be blank")
          String name,
      String type,
      @Nullable
          @Pattern(
              regexp = "[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}",
              message = "must be the id of a campaign (a UUID)")
          String sourceCampaignId,
      @Nullable @Min(0) @Max(100) Integer failureTolerancePercent) {

    @Nullable CampaignId source() {
      return sourceCampaignId == null ? null : CampaignId.parse(sourceCampaignId).orElse(null);
    }

    int tolerance() {
      return failureTolerancePercent == null ? 0 : failureTolerancePercent;
    }
  }

  /**
   * The campaign that {@code request} asks for.
   *
   * @throws InvalidRequestException naming every invalid field, those of the definition included
   */
  CampaignRequest<?> read(JsonObject request) {
    Violations violations = new Violations();
    Header header = records.read("", headerOf(request), Header.class, violations).orElseThrow();
    Optional<CampaignType<?>> type = Optional.ofNullable(header.type()).flatMap(types::named);
    if (type.isPresent()) {
      return read(header, type.get(), request, violations);
    }
    refuseOthers(request, types.definitionFields(), violations);
    if (header.type() != null) {
      violations.add("type", "must be one of " + String.join(", ", types.names()));
    }
    violations.throwIfAny();
    throw new IllegalStateException("a request without a type is not valid");
  }

  private <D extends Record> CampaignRequest<D> read(
      Header header, CampaignType<D> type, JsonObject request, Violations violations) {
    refuseOthers(request, List.of(type.definitionField()), violations);
    Optional<D> definition = definition(type, request, violations);
    violations.throwIfAny();
    return new CampaignRequest<>(
        header.name(), type, definition.orElseThrow(), header.source(), header.tolerance());
  }

  private <D extends Record> Optional<D> definition(
      CampaignType<D> type, JsonObject request, Violations violations) {
    String field = type.definitionField();
    JsonValue value = request.get(field);
    if (value instanceof JsonObject object) {
      return records.read(field, object, type.definitionClass(), violations);
    }
    violations.add(field, value == null ? "must be given" : "must be an object");
    return Optional.empty();
  }

  private static JsonObject headerOf(JsonObject request) {
    JsonObjectBuilder header = Json.createObjectBuilder();
    HEADER_FIELDS.stream()
        .filter(request::containsKey)
        .forEach(name -> header.add(name, request.get(name)));
    return header.build();
  }

  private static void refuseOthers(
      JsonObject request, Collection<String> definitionFields, Violations violations) {
    request.keySet().stream()
        .filter(name -> !HEADER_FIELDS.contains(name) && !definitionFields.contains(name))
        .forEach(name -> violations.add(name, "is not a known field"));
  }
}
