package io.domainflow.web.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import jakarta.ws.rs.ClientErrorException;
import jakarta.ws.rs.core.MultivaluedHashMap;
import jakarta.ws.rs.core.MultivaluedMap;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RequestBodyTest {

  private static final MultivaluedMap<String, String> NO_HEADERS = new MultivaluedHashMap<>();

  @Test
  void readsABodyOfExactlyTheLimit() throws IOException {
    byte[] body = new byte[RequestBody.MAX_BYTES];

    assertThat(RequestBody.read(new ByteArrayInputStream(body), NO_HEADERS)).isEqualTo(body);
  }

  @Test
  void refusesABodyOneByteAboveTheLimit() {
    InputStream body = new ByteArrayInputStream(new byte[RequestBody.MAX_BYTES + 1]);

    assertThat(statusOf(body, NO_HEADERS)).isEqualTo(413);
  }

  @Test
  void stopsReadingAnEndlessBodyAtTheLimit() {
    Endless body = new Endless();

    assertThat(statusOf(body, NO_HEADERS)).isEqualTo(413);
    assertThat(body.read).isEqualTo(RequestBody.MAX_BYTES + 1);
  }

  @ParameterizedTest
  @ValueSource(strings = {"gzip", "br", "deflate, gzip", "identity, gzip", ""})
  void refusesAnEncodedBody(String encoding) {
    assertThat(statusOf(InputStream.nullInputStream(), encodedAs(encoding))).isEqualTo(415);
  }

  @ParameterizedTest
  @ValueSource(strings = {"identity", "Identity "})
  void readsAnIdentityBody(String encoding) throws IOException {
    InputStream body = new ByteArrayInputStream(new byte[] {'{', '}'});

    assertThat(RequestBody.read(body, encodedAs(encoding))).hasSize(2);
  }

  private static MultivaluedMap<String, String> encodedAs(String encoding) {
    MultivaluedMap<String, String> headers = new MultivaluedHashMap<>();
    headers.putSingle("Content-Encoding", encoding);
    return headers;
  }

  private static int statusOf(InputStream body, MultivaluedMap<String, String> headers) {
    return catchThrowableOfType(ClientErrorException.class, () -> RequestBody.read(body, headers))
        .getResponse()
        .getStatus();
  }

  private static final class Endless extends InputStream {
    private long read;

    @Override
    public int read() {
      read++;
      return ' ';
    }

    @Override
    public int read(byte[] target, int offset, int length) {
      Arrays.fill(target, offset, offset + length, (byte) ' ');
      read += length;
      return length;
    }
  }
}
