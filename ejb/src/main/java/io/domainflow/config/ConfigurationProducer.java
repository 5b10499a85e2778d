package io.domainflow.config;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import org.eclipse.microprofile.config.Config;
import org.eclipse.microprofile.config.ConfigProvider;

/** Reads the configuration of the deployed application from MicroProfile Config. */
@ApplicationScoped
class ConfigurationProducer {

  /**
   * The configuration, read at the first injection.
   *
   * @throws ConfigurationException naming every fault; the deployment then fails
   */
  @Produces
  @Singleton
  Configuration configuration() {
    Config config = ConfigProvider.getConfig();
    return Configuration.read(
        setting -> config.getOptionalValue(setting.property(), String.class).orElse(null),
        config.getPropertyNames());
  }
}
