package io.domainflow.web.json;

import jakarta.json.JsonObject;
import jakarta.json.JsonValue;
import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.RecordComponent;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Makes a record of a JSON object: each member is a component, each component that is not
 * {@code @Nullable} has to be there, and nothing else may be.
 *
 * <p>A component that had to be refused is null (or zero) in the record, so that the constraints of
 * the others can still be checked. Such a record must not be used: its violations are not empty.
 */
final class RecordBinding {

  private final Violations violations;
  private final ValueReader values;

  RecordBinding(Violations violations) {
    this.violations = violations;
    this.values = new ValueReader(violations);
  }

  /** The record, or null if its constructor refused what was given. */
  <R extends Record> @Nullable R bind(String path, JsonObject object, Class<R> type) {
    List<RecordComponent> components = Arrays.asList(type.getRecordComponents());
    refuseUnknown(path, object, components);
    @Nullable Object[] arguments = new @Nullable Object[components.size()];
    for (int index = 0; index < arguments.length; index++) {
      arguments[index] = argument(path, object, components.get(index));
    }
    return construct(path, type, arguments);
  }

  private void refuseUnknown(String path, JsonObject object, List<RecordComponent> components) {
    Set<String> known =
        components.stream().map(RecordComponent::getName).collect(Collectors.toSet());
    for (String name : object.keySet()) {
      if (!known.contains(name)) {
        violations.add(JsonPath.member(path, name), "is not a known field");
      }
    }
  }

  private @Nullable Object argument(String path, JsonObject object, RecordComponent component) {
    String member = JsonPath.member(path, component.getName());
    JsonValue value = object.get(component.getName());
    if (value != null && value != JsonValue.NULL) {
      Object argument = values.read(member, value, component.getGenericType());
      return argument == null ? placeholder(component) : argument;
    }
    if (!component.getAnnotatedType().isAnnotationPresent(Nullable.class)) {
      violations.add(member, value == null ? "must be given" : "must not be null");
    }
    return placeholder(component);
  }

  private static @Nullable Object placeholder(RecordComponent component) {
    Class<?> type = component.getType();
    if (type == int.class) {
      return 0;
    }
    if (type == long.class) {
      return 0L;
    }
    return type == boolean.class ? Boolean.FALSE : null;
  }

  private <R extends Record> @Nullable R construct(
      String path, Class<R> type, @Nullable Object[] arguments) {
    boolean complete = violations.isEmpty();
    try {
      return canonicalConstructor(type).newInstance(arguments);
    } catch (InvocationTargetException refused) {
      // With a fault already known, the constructor may merely have stumbled over its null.
      if (complete) {
        addRefusal(path, refused);
      }
      return null;
    } catch (ReflectiveOperationException unusable) {
      throw new IllegalStateException(type + " cannot be constructed", unusable);
    }
  }

  private void addRefusal(String path, InvocationTargetException refused) {
    if (!(refused.getCause() instanceof IllegalArgumentException fault)) {
      throw new IllegalStateException("a record could not be made at: " + path, refused);
    }
    violations.add(path, String.valueOf(fault.getMessage()));
  }

  private static <R extends Record> Constructor<R> canonicalConstructor(Class<R> type)
      throws NoSuchMethodException {
    Class<?>[] parameters =
        Arrays.stream(type.getRecordComponents())
            .map(RecordComponent::getType)
            .toArray(Class<?>[]::new);
    Constructor<R> constructor = type.getDeclaredConstructor(parameters);
    constructor.setAccessible(true);
    return constructor;
  }
}
