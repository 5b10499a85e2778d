package io.domainflow.metrics;

import io.domainflow.config.Configuration;
import io.domainflow.config.Settings;
import java.util.Locale;

/**
 * How this node records operations.
 *
 * @param queue rows that may wait to be stored
 * @param retentionDays for how many days rows are kept, today included
 * @param histogramDays for how many days histograms are kept
 * @param limitPercent the share of the processors' time that rows may take
 */
record MetricsSettings(
    MetricsMode mode, int queue, int retentionDays, int histogramDays, int limitPercent) {

  static MetricsSettings from(Configuration configuration) {
    return new MetricsSettings(
        MetricsMode.valueOf(configuration.get(Settings.METRICS_MODE).toUpperCase(Locale.ROOT)),
        configuration.get(Settings.METRICS_QUEUE),
        configuration.get(Settings.METRICS_RETENTION_DAYS),
        configuration.get(Settings.METRICS_HISTOGRAM_DAYS),
        configuration.get(Settings.METRICS_LIMIT_PERCENT));
  }
}
