package io.domainflow.config;

import jakarta.annotation.PostConstruct;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.UUID;

/**
 * This node's name, unique for each start of the application, so that a node never mistakes what
 * its former life has left behind for its own. Thread-safe.
 */
@ApplicationScoped
public class NodeName {

  private static final int SUFFIX_LENGTH = 8;

  @Inject Configuration configuration;

  private String value = "";

  @PostConstruct
  void make() {
    value =
        configuration.find(Settings.NODE_ID).orElseGet(NodeName::hostName)
            + "/"
            + UUID.randomUUID().toString().substring(0, SUFFIX_LENGTH);
  }

  /** The name: what is configured, or the host's name, and a random suffix. */
  public String value() {
    return value;
  }

  private static String hostName() {
    try {
      return InetAddress.getLocalHost().getHostName();
    } catch (UnknownHostException noName) {
      return "node"; // The random suffix tells nodes apart; the host's name only helps people.
    }
  }
}
