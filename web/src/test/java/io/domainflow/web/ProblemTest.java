package io.domainflow.web;

import static org.assertj.core.api.Assertions.assertThat;

import io.domainflow.CampaignId;
import io.domainflow.ConflictException;
import io.domainflow.DefectException;
import io.domainflow.InvalidRequestException;
import io.domainflow.InvalidRequestException.Violation;
import io.domainflow.RejectedException;
import io.domainflow.TransientException;
import io.domainflow.campaign.state.CampaignNotFoundException;
import io.domainflow.campaign.state.CampaignStatus;
import io.domainflow.campaign.state.RefusedChange;
import io.domainflow.transaction.failure.FailedOperation;
import io.domainflow.transaction.failure.FailureKind;
import io.domainflow.transaction.failure.TransactionFailure;
import io.domainflow.web.json.Compact;
import jakarta.ejb.EJBException;
import jakarta.resource.spi.ResourceAllocationException;
import jakarta.validation.ConstraintViolationException;
import jakarta.validation.Validation;
import jakarta.validation.ValidatorFactory;
import jakarta.validation.constraints.Size;
import jakarta.ws.rs.InternalServerErrorException;
import jakarta.ws.rs.NotAcceptableException;
import jakarta.ws.rs.NotAllowedException;
import jakarta.ws.rs.NotFoundException;
import jakarta.ws.rs.NotSupportedException;
import jakarta.ws.rs.RedirectionException;
import jakarta.ws.rs.core.Response;
import java.net.URI;
import java.sql.SQLException;
import java.util.List;
import java.util.UUID;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class ProblemTest {

  private static final String PATH = "/api/v1/campaigns";
  private static final Logger LOG = Logger.getLogger(ProblemResponses.class.getName());
  private static final CampaignId ID = new CampaignId(new UUID(1, 2));

  /** The failures are made on purpose; their stack traces would hide real ones in the output. */
  @BeforeAll
  static void silenceTheLog() {
    LOG.setLevel(Level.OFF);
  }

  @AfterAll
  static void restoreTheLog() {
    LOG.setLevel(null);
  }

  static final class Rejected extends RejectedException {
    private static final long serialVersionUID = 1L;

    Rejected() {
      super("bad-luck", "shown", null);
    }
  }

  static final class Conflict extends ConflictException {
    private static final long serialVersionUID = 1L;

    Conflict() {
      super("stale-version", "shown", null);
    }
  }

  static final class Transient extends TransientException {
    private static final long serialVersionUID = 1L;

    Transient() {
      super("deadlock", "secret", null);
    }
  }

  static final class Defect extends DefectException {
    private static final long serialVersionUID = 1L;

    Defect() {
      super("broken", "secret", null);
    }
  }

  private static Throwable wrapped(Throwable cause) {
    return new EJBException("secret", new IllegalStateException("secret", cause));
  }

  private static Throwable sql(@Nullable String state) {
    return wrapped(new SQLException("secret", state));
  }

  private static FailedOperation operation() {
    return new FailedOperation(
        "create_campaign", null, 1, FailureKind.COMMIT_IN_DOUBT, "08006", "", "4711", "secret");
  }

  private static Throwable inDoubt() {
    return wrapped(new TransactionFailure.InDoubt(operation(), null));
  }

  static Stream<Arguments> failures() {
    return Stream.of(
        Arguments.of(new Rejected(), 400, "bad-luck"),
        Arguments.of(new InvalidRequestException("a", "shown"), 400, "invalid-request"),
        Arguments.of(new CampaignNotFoundException(ID), 404, "campaign-not-found"),
        Arguments.of(new Conflict(), 409, "stale-version"),
        Arguments.of(transition(), 409, "illegal-transition"),
        Arguments.of(
            new RefusedChange.StaleVersion(ID, PRESENT, "tester", 3), 412, "stale-version"),
        Arguments.of(new RefusedChange.InUse(ID, PRESENT, "tester"), 409, "campaign-in-use"),
        Arguments.of(new Transient(), 503, "unavailable"),
        Arguments.of(inDoubt(), 503, "commit-in-doubt"),
        Arguments.of(new TransactionFailure.Contended(operation(), null), 503, "unavailable"),
        Arguments.of(new TransactionFailure.Refused(operation(), null), 500, "internal-error"),
        Arguments.of(new Defect(), 500, "internal-error"),
        Arguments.of(wrapped(new Rejected()), 400, "bad-luck"),
        Arguments.of(wrapped(new CampaignNotFoundException(ID)), 404, "campaign-not-found"),
        Arguments.of(
            new NotFoundException(new CampaignNotFoundException(ID)), 404, "campaign-not-found"),
        Arguments.of(wrapped(new Transient()), 503, "unavailable"),
        Arguments.of(sql("08006"), 503, "unavailable"),
        Arguments.of(sql("40001"), 503, "unavailable"),
        Arguments.of(sql("53300"), 503, "unavailable"),
        Arguments.of(sql("57P01"), 503, "unavailable"),
        Arguments.of(sql("23505"), 500, "internal-error"),
        Arguments.of(sql("42P01"), 500, "internal-error"),
        Arguments.of(sql(null), 500, "internal-error"),
        Arguments.of(sql(""), 500, "internal-error"),
        Arguments.of(wrapped(new ResourceAllocationException("secret")), 503, "unavailable"),
        Arguments.of(new EJBException("secret deadlock 40001"), 500, "internal-error"),
        Arguments.of(new StackOverflowError("secret"), 500, "internal-error"),
        Arguments.of(new NotFoundException("secret"), 404, "not-found"),
        Arguments.of(new NotAllowedException("GET"), 405, "method-not-allowed"),
        Arguments.of(new NotAcceptableException("secret"), 406, "not-acceptable"),
        Arguments.of(new NotSupportedException("secret"), 415, "unsupported-media-type"),
        Arguments.of(new InternalServerErrorException("secret"), 500, "internal-error"));
  }

  private static final RefusedChange.Present PRESENT =
      new RefusedChange.Present(CampaignStatus.COMPLETED, 4);

  private static RefusedChange transition() {
    return new RefusedChange.IllegalTransition(ID, PRESENT, "tester", CampaignStatus.PAUSED);
  }

  @ParameterizedTest
  @MethodSource("failures")
  void hasTheStatusAndTheTypeOfItsFailure(Throwable failure, int status, String code) {
    try (Response answer = ProblemResponses.answer(failure, PATH)) {
      assertThat(answer.getStatus()).isEqualTo(status);
      assertThat(answer.getMediaType()).hasToString("application/problem+json");
      Problem problem = problemOf(answer);
      assertThat(problem.type()).isEqualTo("/problems/" + code);
      assertThat(problem.status()).isEqualTo(status);
      assertThat(problem.instance()).isEqualTo(PATH);
      assertThat(problem.toString()).doesNotContain("secret");
      assertThat(problem.incident() == null).isEqualTo(status < 500);
      assertThat(answer.getHeaderString("Retry-After")).isEqualTo(status == 503 ? "1" : null);
    }
  }

  @Test
  void namesTheInvalidFields() {
    List<Violation> violations = List.of(new Violation("", "empty"), new Violation("a", "bad"));
    Problem problem = translate(new InvalidRequestException(violations));

    assertThat(problem.errors()).isEqualTo(violations);
    assertThat(problem.detail()).isEqualTo("empty; a: bad");
    assertThat(problem.title()).isEqualTo("Invalid request");
  }

  @Test
  void namesTheStatesOfARefusedTransition() {
    Problem problem = translate(transition());

    assertThat(problem.current()).isEqualTo(CampaignStatus.COMPLETED);
    assertThat(problem.wanted()).isEqualTo(CampaignStatus.PAUSED);
  }

  @Test
  void namesTheFieldsOfBrokenConstraints() {
    record Named(@Size(max = 1) String name) {}

    try (ValidatorFactory factory = Validation.buildDefaultValidatorFactory()) {
      Problem problem =
          translate(
              new ConstraintViolationException(factory.getValidator().validate(new Named("long"))));

      assertThat(problem.status()).isEqualTo(400);
      assertThat(problem.errors()).extracting(Violation::field).containsExactly("name");
    }
  }

  @Test
  void keepsTheAllowedMethods() {
    try (Response answer =
        ProblemResponses.answer(new NotAllowedException("GET", new String[] {"POST"}), PATH)) {
      assertThat(answer.getHeaderString("Allow")).contains("GET").contains("POST");
    }
  }

  @Test
  void leavesRedirectsAlone() {
    try (Response answer =
        ProblemResponses.answer(new RedirectionException(303, URI.create("/x")), PATH)) {
      assertThat(answer.getStatus()).isEqualTo(303);
      assertThat(answer.hasEntity()).isFalse();
    }
  }

  @Test
  void endsAtACycleOfCauses() {
    IllegalStateException first = new IllegalStateException("first");
    first.initCause(new IllegalStateException("second", first));

    assertThat(translate(first).status()).isEqualTo(500);
  }

  private static Problem translate(Throwable failure) {
    return new ProblemTranslation(PATH).translate(failure);
  }

  private static Problem problemOf(Response answer) {
    return (Problem) ((Compact) answer.getEntity()).value();
  }
}
