package io.domainflow.web.json;

import jakarta.json.JsonArray;
import jakarta.json.JsonNumber;
import jakarta.json.JsonObject;
import jakarta.json.JsonString;
import jakarta.json.JsonValue;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Turns a JSON value into the Java value of a record component, without any conversion between
 * kinds: a string is no number, a number with a fraction is no whole number, and what does not fit
 * is refused.
 */
final class ValueReader {

  private final Violations violations;

  ValueReader(Violations violations) {
    this.violations = violations;
  }

  /** The value, or null after the fault has been added to the violations. */
  @Nullable Object read(String path, JsonValue value, Type type) {
    if (type instanceof ParameterizedType generic && generic.getRawType() == List.class) {
      return list(path, value, generic.getActualTypeArguments()[0]);
    }
    Class<?> wanted = (Class<?>) type;
    if (wanted == String.class) {
      return string(path, value);
    }
    if (wanted == Integer.class || wanted == int.class) {
      Long number = whole(path, value, Integer.MIN_VALUE, Integer.MAX_VALUE);
      return number == null ? null : number.intValue();
    }
    if (wanted == Long.class || wanted == long.class) {
      return whole(path, value, Long.MIN_VALUE, Long.MAX_VALUE);
    }
    if (wanted == Boolean.class || wanted == boolean.class) {
      return bool(path, value);
    }
    return composed(path, value, wanted);
  }

  private @Nullable Object composed(String path, JsonValue value, Class<?> wanted) {
    if (wanted.isEnum()) {
      return constant(path, value, wanted);
    }
    if (wanted.isRecord()) {
      return value instanceof JsonObject object
          ? new RecordBinding(violations).bind(path, object, wanted.asSubclass(Record.class))
          : refused(path, "must be an object");
    }
    throw new IllegalArgumentException("no JSON is read into " + wanted.getName() + ": " + path);
  }

  private @Nullable String string(String path, JsonValue value) {
    if (!(value instanceof JsonString string)) {
      violations.add(path, "must be a string");
      return null;
    }
    String text = string.getString();
    String fault = Text.fault(text);
    if (fault != null) {
      violations.add(path, fault);
      return null;
    }
    return text;
  }

  private @Nullable Long whole(String path, JsonValue value, long min, long max) {
    if (value instanceof JsonNumber number && number.bigDecimalValue().scale() == 0) {
      BigInteger whole = number.bigDecimalValue().unscaledValue();
      if (whole.bitLength() < Long.SIZE && whole.longValue() >= min && whole.longValue() <= max) {
        return whole.longValue();
      }
    }
    violations.add(path, "must be a whole number, %d to %d".formatted(min, max));
    return null;
  }

  private @Nullable Boolean bool(String path, JsonValue value) {
    return switch (value.getValueType()) {
      case TRUE -> Boolean.TRUE;
      case FALSE -> Boolean.FALSE;
      default -> {
        violations.add(path, "must be true or false");
        yield null;
      }
    };
  }

  private @Nullable Object constant(String path, JsonValue value, Class<?> type) {
    List<Enum<?>> constants =
        Arrays.stream(type.getEnumConstants())
            .<Enum<?>>map(constant -> (Enum<?>) constant)
            .toList();
    if (value instanceof JsonString string) {
      for (Enum<?> constant : constants) {
        if (constant.name().equals(string.getString())) {
          return constant;
        }
      }
    }
    String names = constants.stream().map(Enum::name).collect(Collectors.joining(", "));
    return refused(path, "must be one of " + names);
  }

  private @Nullable Object list(String path, JsonValue value, Type elementType) {
    if (!(value instanceof JsonArray array)) {
      return refused(path, "must be an array");
    }
    List<@Nullable Object> elements = new ArrayList<>(array.size());
    for (int index = 0; index < array.size(); index++) {
      String element = JsonPath.element(path, index);
      elements.add(
          array.get(index) == JsonValue.NULL
              ? refused(element, "must not be null")
              : read(element, array.get(index), elementType));
    }
    return Collections.unmodifiableList(elements);
  }

  private @Nullable Object refused(String path, String message) {
    violations.add(path, message);
    return null;
  }
}
