package io.domainflow.web.json;

import io.domainflow.InvalidRequestException;
import jakarta.json.Json;
import jakarta.json.JsonArrayBuilder;
import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;
import jakarta.json.JsonValue;
import jakarta.json.stream.JsonLocation;
import jakarta.json.stream.JsonParser;
import jakarta.json.stream.JsonParser.Event;
import jakarta.json.stream.JsonParsingException;
import java.io.StringReader;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.NoSuchElementException;
import java.util.Set;

/**
 * Parses one JSON object and accepts nothing that two readers could understand differently: only
 * valid UTF-8, no repeated names, nothing behind the object, limited depth and numbers of limited
 * length. Used for one document and by one thread.
 */
final class StrictJson {

  /** How deep objects and arrays may be nested; the API itself needs 3. */
  static final int MAX_DEPTH = 32;

  /** Digits, sign, point and exponent of a number; longer ones would cost time to convert. */
  static final int MAX_NUMBER_LENGTH = 40;

  private final JsonParser parser;
  private final Violations violations = new Violations();

  private StrictJson(JsonParser parser) {
    this.parser = parser;
  }

  /**
   * The object that {@code utf8} holds.
   *
   * @throws InvalidRequestException if it is not well-formed, or not strictly so
   */
  static JsonObject parse(byte[] utf8) {
    String text = decode(utf8);
    if (text.isBlank()) {
      throw new InvalidRequestException("", "the body must be a JSON object, not empty");
    }
    try (JsonParser parser = Json.createParser(new StringReader(text))) {
      return new StrictJson(parser).document();
    } catch (JsonParsingException malformed) {
      throw new InvalidRequestException("", describe(malformed.getLocation()));
    } catch (NoSuchElementException cutOff) {
      throw new InvalidRequestException("", "the body is not well-formed JSON");
    }
  }

  private static String decode(byte[] utf8) {
    try {
      return StandardCharsets.UTF_8
          .newDecoder()
          .onMalformedInput(CodingErrorAction.REPORT)
          .onUnmappableCharacter(CodingErrorAction.REPORT)
          .decode(ByteBuffer.wrap(utf8))
          .toString();
    } catch (CharacterCodingException invalid) {
      throw new InvalidRequestException("", "the body is not valid UTF-8");
    }
  }

  private static String describe(JsonLocation location) {
    return "the body is not well-formed JSON: line %d, column %d"
        .formatted(location.getLineNumber(), location.getColumnNumber());
  }

  private JsonObject document() {
    if (parser.next() != Event.START_OBJECT) {
      throw new InvalidRequestException("", "the body must be a JSON object");
    }
    JsonObject document = object("", 1);
    if (parser.hasNext()) {
      throw new InvalidRequestException("", "nothing may follow the JSON object");
    }
    violations.throwIfAny();
    return document;
  }

  private JsonObject object(String path, int depth) {
    JsonObjectBuilder object = Json.createObjectBuilder();
    Set<String> names = new HashSet<>();
    while (parser.next() != Event.END_OBJECT) {
      String name = parser.getString();
      String member = JsonPath.member(path, name);
      JsonValue value = value(parser.next(), member, depth);
      if (names.add(name)) {
        object.add(name, value);
      } else {
        violations.add(member, "must be given once only");
      }
    }
    return object.build();
  }

  private JsonValue array(String path, int depth) {
    JsonArrayBuilder array = Json.createArrayBuilder();
    int index = 0;
    for (Event event = parser.next(); event != Event.END_ARRAY; event = parser.next()) {
      array.add(value(event, JsonPath.element(path, index), depth));
      index++;
    }
    return array.build();
  }

  private JsonValue value(Event event, String path, int depth) {
    return switch (event) {
      case START_OBJECT -> object(path, deeper(path, depth));
      case START_ARRAY -> array(path, deeper(path, depth));
      case VALUE_NUMBER -> number(path);
      default -> parser.getValue();
    };
  }

  private JsonValue number(String path) {
    if (parser.getString().length() > MAX_NUMBER_LENGTH) {
      violations.add(path, "must be a number of at most " + MAX_NUMBER_LENGTH + " characters");
      return JsonValue.NULL;
    }
    try {
      return parser.getValue();
    } catch (NumberFormatException beyond) { // Java's numbers end at exponents of 32 bits.
      violations.add(path, "must be a number with a smaller exponent");
      return JsonValue.NULL;
    }
  }

  private static int deeper(String path, int depth) {
    if (depth == MAX_DEPTH) {
      throw new InvalidRequestException(
          path.length() > 100 ? "" : path, "must not be nested deeper than " + MAX_DEPTH);
    }
    return depth + 1;
  }
}
