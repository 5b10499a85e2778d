package io.domainflow.web.json;

import jakarta.json.Json;
import jakarta.json.stream.JsonGenerator;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.MultivaluedMap;
import jakarta.ws.rs.ext.MessageBodyWriter;
import jakarta.ws.rs.ext.Provider;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.lang.annotation.Annotation;
import java.lang.reflect.Type;

/** Writes the JSON of every answer, problems included. */
@Provider
@Produces({MediaType.APPLICATION_JSON, RecordBodyWriter.PROBLEM_JSON})
public class RecordBodyWriter implements MessageBodyWriter<Record> {

  /** The media type of problems: RFC 9457, section 3. */
  public static final String PROBLEM_JSON = "application/problem+json";

  @Override
  public boolean isWriteable(
      Class<?> type, Type genericType, Annotation[] annotations, MediaType mediaType) {
    return type.isRecord();
  }

  @Override
  public void writeTo(
      Record record,
      Class<?> type,
      Type genericType,
      Annotation[] annotations,
      MediaType mediaType,
      MultivaluedMap<String, Object> headers,
      OutputStream body)
      throws IOException {
    body.write(toJson(record));
  }

  /**
   * The JSON of an answer. A page is small, and a fault while writing must not leave half of an
   * answer behind.
   */
  public static byte[] toJson(Record record) {
    ByteArrayOutputStream json = new ByteArrayOutputStream();
    try (JsonGenerator generator = Json.createGenerator(json)) {
      new RecordWriter(generator).write(record);
    }
    return json.toByteArray();
  }
}
