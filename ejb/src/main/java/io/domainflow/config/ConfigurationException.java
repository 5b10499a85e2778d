package io.domainflow.config;

import io.domainflow.RejectedException;
import java.util.List;

/** The configuration is invalid; the message names every fault. DomainFlow does not start. */
public final class ConfigurationException extends RejectedException {

  private static final long serialVersionUID = 1L;

  private final transient List<String> faults;

  ConfigurationException(List<String> faults) {
    super(
        "invalid-configuration", "The configuration is invalid: " + String.join(" ", faults), null);
    this.faults = List.copyOf(faults);
  }

  /** The faults, each a sentence that names the setting and what to do. */
  public List<String> faults() {
    return faults;
  }
}
