package io.domainflow.config;

import java.util.List;

/** The configuration is invalid; the message names every fault. DomainFlow does not start. */
public final class ConfigurationException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  private final transient List<String> faults;

  ConfigurationException(List<String> faults) {
    super("The configuration is invalid: " + String.join(" ", faults));
    this.faults = List.copyOf(faults);
  }

  /** The faults, each a sentence that names the setting and what to do. */
  public List<String> faults() {
    return faults;
  }
}
