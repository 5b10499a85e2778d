package io.domainflow.transaction;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TransactionOptionsTest {

  /** Seed SI-001, step 1, DefaultCampaignTxOptions. */
  @Test
  void theDefaultsAreThoseOfTheSeed() {
    TransactionOptions options = TransactionOptions.of("create_campaign");
    assertThat(options.timeout()).isEqualTo(Duration.ofSeconds(30));
    assertThat(options.maxRetries()).isEqualTo(3);
    assertThat(options.retryDelay()).isEqualTo(Duration.ofMillis(100));
    assertThat(options.readOnly()).isFalse();
    assertThat(options.isolation()).isEqualTo(IsolationLevel.READ_COMMITTED);
    assertThat(options.campaign()).isNull();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "Create", "1st", "create-campaign", "create campaign", "ä"})
  void otherNamesThanLowerSnakeCaseAreRefused(String name) {
    assertThatThrownBy(() -> TransactionOptions.of(name))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("operation");
  }

  @Test
  void theLongestNameIsTheOneThatFitsIntoTheMetric() {
    assertThat(TransactionOptions.of("a".repeat(255)).operation()).hasSize(255);
    assertThatThrownBy(() -> TransactionOptions.of("a".repeat(256)))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void optionsOutOfRangeAreNamed() {
    TransactionOptions options = TransactionOptions.of("any");
    assertThatThrownBy(() -> options.withTimeout(Duration.ZERO)).hasMessageContaining("timeout");
    assertThatThrownBy(() -> options.withTimeout(Duration.ofHours(2)))
        .hasMessageContaining("timeout");
    assertThatThrownBy(() -> options.withRetries(-1, Duration.ZERO))
        .hasMessageContaining("maxRetries");
    assertThatThrownBy(() -> options.withRetries(101, Duration.ZERO))
        .hasMessageContaining("maxRetries");
    assertThatThrownBy(() -> options.withRetries(1, Duration.ofMillis(-1)))
        .hasMessageContaining("retryDelay");
    assertThatThrownBy(() -> options.withRetries(1, Duration.ofMinutes(2)))
        .hasMessageContaining("retryDelay");
  }
}
