package io.domainflow.config;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The values of all settings, read once. Immutable. */
public final class Configuration {

  private final Map<Setting<?>, Object> values;

  private Configuration(Map<Setting<?>, Object> values) {
    this.values = Map.copyOf(values);
  }

  /**
   * Reads every setting.
   *
   * @param source gives the text of a setting, null if it is not set
   * @param names the names of all that is configured, as environment variables or as properties;
   *     those that look like settings of DomainFlow and are none are faults
   * @throws ConfigurationException naming every fault
   */
  public static Configuration read(
      Function<Setting<?>, @Nullable String> source, Iterable<String> names) {
    Map<Setting<?>, Object> values = new HashMap<>();
    List<String> faults = new ArrayList<>(unknownNames(names));
    for (Setting<?> setting : Settings.all()) {
      try {
        setting.read(source.apply(setting)).ifPresent(value -> values.put(setting, value));
      } catch (IllegalArgumentException fault) {
        faults.add(String.valueOf(fault.getMessage()));
      }
    }
    Configuration configuration = new Configuration(values);
    if (faults.isEmpty()) {
      faults.addAll(configuration.contradictions());
    }
    if (!faults.isEmpty()) {
      throw new ConfigurationException(faults);
    }
    return configuration;
  }

  /** The value of a setting that has a default. */
  @SuppressWarnings("unchecked") // read() put the value there with its setting's own parser
  public <T> T get(Setting<T> setting) {
    Object value = values.get(setting);
    if (value == null) {
      throw new IllegalArgumentException(setting.name() + " is not set and has no default");
    }
    return (T) value;
  }

  /** The value of a setting, empty if it is not set and has no default. */
  public <T> Optional<T> find(Setting<T> setting) {
    return values.containsKey(setting) ? Optional.of(get(setting)) : Optional.empty();
  }

  private List<String> contradictions() {
    return get(Settings.HEARTBEAT).multipliedBy(3).compareTo(get(Settings.LEASE)) > 0
        ? List.of(
            "DOMAINFLOW_HEARTBEAT_MS is "
                + get(Settings.HEARTBEAT).toMillis()
                + " but must be at most a third of DOMAINFLOW_LEASE_MS, which is "
                + get(Settings.LEASE).toMillis()
                + ".")
        : List.of();
  }

  private static List<String> unknownNames(Iterable<String> names) {
    Set<String> known =
        Settings.all().stream().map(Setting::name).collect(Collectors.toUnmodifiableSet());
    Set<String> unknown = new TreeSet<>();
    for (String name : names) {
      String variable = name.toUpperCase(Locale.ROOT).replace('.', '_');
      if (variable.startsWith(Setting.PREFIX) && !known.contains(variable)) {
        unknown.add(variable);
      }
    }
    return unknown.stream()
        .map(name -> name + " is not a setting of DomainFlow: correct or remove it.")
        .toList();
  }
}
