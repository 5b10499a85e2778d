package io.domainflow.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PostgresAddressTest {

  @Test
  void readsEveryPartOfTheUri() {
    assertThat(PostgresAddress.parse("postgresql://me:s3cret@db:5433/app?sslmode=disable&a=b"))
        .isEqualTo(
            new PostgresAddress(
                "db:5433", "app", List.of("sslmode=disable", "a=b"), "me", "s3cret"));
  }

  // The forms are those of the PostgreSQL manual, section 34.1.1.2.
  @ParameterizedTest
  @CsvSource({
    "postgresql://u@h/d,                         h,         d",
    "postgres://u@h:5432/d,                      h:5432,    d",
    "postgresql://u:p@/d,                        localhost, d",
    "postgresql://u@,                            localhost, u",
    "postgresql://u@[::1]:5432/d,                [::1]:5432, d",
    "'postgresql://u@h1:1,h2:2/d',               'h1:1,h2:2', d",
    "postgresql://h/d?user=u&password=p,         h,         d",
    "jdbc:postgresql://h:1/d?user=u&password=p,  h:1,       d",
  })
  void readsTheFormsOfLibpqAndJdbc(String uri, String hosts, String database) {
    assertThat(PostgresAddress.parse(uri))
        .extracting(PostgresAddress::hosts, PostgresAddress::database, PostgresAddress::user)
        .containsExactly(hosts, database, "u");
  }

  @Test
  void undoesPercentEncodingButKeepsPlus() {
    assertThat(PostgresAddress.parse("postgresql://a%40b:p%3Aq+r@h/d"))
        .extracting(PostgresAddress::user, PostgresAddress::password)
        .containsExactly("a@b", "p:q+r");
  }

  @Test
  void keepsServerAndParametersForAnotherDatabase() {
    assertThat(PostgresAddress.parse("postgresql://u:p@h:1/d?x=y").withDatabase("e").jdbcUrl())
        .isEqualTo("jdbc:postgresql://h:1/e?x=y");
  }

  @Test
  void refusesWhatIsNoAddressWithoutRepeatingItsPassword() {
    assertThatThrownBy(() -> PostgresAddress.parse("mysql://u:s3cret@h/d"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("postgresql://")
        .hasMessageNotContaining("s3cret");
  }
}
