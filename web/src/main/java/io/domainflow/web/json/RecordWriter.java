package io.domainflow.web.json;

import io.domainflow.CampaignId;
import jakarta.json.stream.JsonGenerator;
import java.lang.reflect.Method;
import java.lang.reflect.RecordComponent;
import java.math.BigInteger;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Writes records as JSON: the components in their order, null as null, enums by name, times by RFC
 * 3339 in UTC, {@code int} and {@code long} as numbers. Whatever may pass 2^53 is therefore a
 * String in the records of the web module; records of the features go out as {@link Compact}.
 */
final class RecordWriter {

  private final JsonGenerator generator;

  RecordWriter(JsonGenerator generator) {
    this.generator = generator;
  }

  /** Writes {@code record} as a JSON object. */
  void write(Record record) {
    write(record, false);
  }

  private void write(@Nullable Object value, boolean compact) {
    if (value == null) {
      generator.writeNull();
    } else if (value instanceof Compact inner) {
      writeObject(inner.value(), true);
    } else if (value instanceof CampaignId id) {
      generator.write(id.toString());
    } else if (value instanceof Record record) {
      writeObject(record, compact);
    } else if (value instanceof List<?> list) {
      generator.writeStartArray();
      list.forEach(element -> write(element, compact));
      generator.writeEnd();
    } else {
      writeScalar(value, compact);
    }
  }

  private void writeScalar(Object value, boolean compact) {
    if (value instanceof Integer number) {
      generator.write(number);
    } else if (value instanceof Long number && !compact) {
      generator.write(number);
    } else if (value instanceof Boolean bool) {
      generator.write(bool);
    } else {
      generator.write(text(value));
    }
  }

  private static String text(Object value) {
    if (value instanceof Enum<?> constant) {
      return constant.name();
    }
    if (value instanceof String
        || value instanceof Instant
        || value instanceof Long
        || value instanceof BigInteger) {
      return value.toString();
    }
    throw new IllegalArgumentException("no JSON is written for " + value.getClass().getName());
  }

  private void writeObject(Record record, boolean compact) {
    generator.writeStartObject();
    for (RecordComponent component : record.getClass().getRecordComponents()) {
      Object value = valueOf(component, record);
      if (value instanceof NamedField field) {
        generator.writeKey(field.name());
        write(field.value(), compact);
      } else if (value != null || !compact) {
        generator.writeKey(component.getName());
        write(value, compact);
      }
    }
    generator.writeEnd();
  }

  private static @Nullable Object valueOf(RecordComponent component, Record record) {
    try {
      Method accessor = component.getAccessor();
      accessor.setAccessible(true);
      return accessor.invoke(record);
    } catch (ReflectiveOperationException unreadable) {
      throw new IllegalStateException(component + " cannot be read", unreadable);
    }
  }
}
