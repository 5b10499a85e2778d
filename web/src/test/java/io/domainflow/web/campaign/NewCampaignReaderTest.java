package io.domainflow.web.campaign;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.domainflow.CampaignId;
import io.domainflow.InvalidRequestException;
import io.domainflow.InvalidRequestException.Violation;
import io.domainflow.campaign.CampaignRequest;
import io.domainflow.campaign.CampaignType;
import io.domainflow.campaign.StoredDefinition;
import io.domainflow.execution.Batch;
import io.domainflow.execution.Recording;
import io.domainflow.web.json.RecordReader;
import jakarta.json.Json;
import jakarta.validation.Validation;
import jakarta.validation.ValidatorFactory;
import jakarta.validation.constraints.Max;
import java.io.StringReader;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class NewCampaignReaderTest {

  record Definition(@Max(9) int depth) {}

  /** A type of campaign that does nothing but have a name. */
  record NamedType(String name, String definitionField) implements CampaignType<Definition> {

    @Override
    public Class<Definition> definitionClass() {
      return Definition.class;
    }

    @Override
    public StoredDefinition create(CampaignId id, Definition definition) {
      throw new UnsupportedOperationException();
    }

    @Override
    public Map<CampaignId, Record> describe(Collection<CampaignId> ids) {
      throw new UnsupportedOperationException();
    }

    @Override
    public Recording perform(Batch batch) {
      throw new UnsupportedOperationException();
    }

    @Override
    public List<String> results(CampaignId id, long batch) {
      throw new UnsupportedOperationException();
    }

    @Override
    public long storedResults(CampaignId id) {
      throw new UnsupportedOperationException();
    }

    @Override
    public void delete(CampaignId id) {
      throw new UnsupportedOperationException();
    }
  }

  private static ValidatorFactory factory;
  private static NewCampaignReader reader;

  @BeforeAll
  static void buildReader() {
    factory = Validation.buildDefaultValidatorFactory();
    List<CampaignType<?>> types =
        List.of(new NamedType("MINING", "mine"), new NamedType("FISHING", "net"));
    reader =
        new NewCampaignReader(new RecordReader(factory.getValidator()), new InstalledTypes(types));
  }

  @AfterAll
  static void closeFactory() {
    factory.close();
  }

  @Test
  void readsTheDefinitionOfTheNamedType() {
    CampaignRequest<?> campaign = read("{'name': ' x ', 'type': 'MINING', 'mine': {'depth': 3}}");

    assertThat(campaign.name()).isEqualTo(" x ");
    assertThat(campaign.type().name()).isEqualTo("MINING");
    assertThat(campaign.definition()).isEqualTo(new Definition(3));
  }

  static Stream<Arguments> invalidRequests() {
    String longName = "x".repeat(201);
    return Stream.of(
        Arguments.of("{}", List.of("name", "type")),
        Arguments.of("{'name': null, 'type': null}", List.of("name", "type")),
        Arguments.of("{'name': 5, 'type': 6, 'x': 1}", List.of("name", "type", "x")),
        Arguments.of("{'name': 'a', 'type': 'HUNTING', 'mine': {}, 'x': 1}", List.of("x", "type")),
        Arguments.of("{'name': 'a', 'type': 'mining', 'mine': {}}", List.of("type")),
        Arguments.of("{'name': 'a', 'type': 'MINING'}", List.of("mine")),
        Arguments.of("{'name': 'a', 'type': 'MINING', 'mine': null}", List.of("mine")),
        Arguments.of("{'name': 'a', 'type': 'MINING', 'mine': []}", List.of("mine")),
        Arguments.of("{'name': 'a', 'type': 'MINING', 'mine': {}}", List.of("mine.depth")),
        Arguments.of(
            "{'name': 'a', 'type': 'MINING', 'mine': {'depth': 1}, 'net': {}}", List.of("net")),
        Arguments.of(
            "{'name': ' ', 'type': 'FISHING', 'net': {'depth': 10, 'y': 1}}",
            List.of("name", "net.y", "net.depth")),
        Arguments.of(
            "{'name': '" + longName + "', 'type': 'MINING', 'mine': {'depth': 1}}",
            List.of("name")));
  }

  @ParameterizedTest
  @MethodSource("invalidRequests")
  void namesEveryInvalidField(String request, List<String> fields) {
    assertThat(violationsOf(request))
        .extracting(Violation::field)
        .containsExactlyElementsOf(fields);
  }

  @Test
  void listsTheKnownTypes() {
    assertThat(violationsOf("{'name': 'a', 'type': 'HUNTING'}"))
        .containsExactly(new Violation("type", "must be one of FISHING, MINING"));
  }

  private static List<Violation> violationsOf(String request) {
    return catchThrowableOfType(InvalidRequestException.class, () -> read(request)).violations();
  }

  private static CampaignRequest<?> read(String request) {
    return reader.read(
        Json.createReader(new StringReader(request.replace('\'', '"'))).readObject());
  }
}
