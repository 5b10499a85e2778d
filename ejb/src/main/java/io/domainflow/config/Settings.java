package io.domainflow.config;

import java.time.Duration;
import java.util.List;

/**
 * All settings of DomainFlow, those of its launcher included. The table in docs/configuration.md
 * says the same; a test compares the two.
 */
public final class Settings {

  public static final Setting<String> DB_URL =
      Setting.text(
          "DOMAINFLOW_DB_URL",
          null,
          "jdbc:postgresql:.+",
          "a JDBC URL that begins with jdbc:postgresql:",
          "The database. Without it the launcher starts its embedded PostgreSQL.");

  public static final Setting<String> DB_USER =
      Setting.text(
          "DOMAINFLOW_DB_USER",
          null,
          "[^\\x00]{1,63}",
          "the name of a role, 1 to 63 characters",
          "The role to connect as; it must own the schema.");

  public static final Setting<String> DB_PASSWORD =
      Setting.text(
          "DOMAINFLOW_DB_PASSWORD",
          null,
          "[^\\x00]+",
          "any text",
          "The role's password. It is never logged.");

  public static final Setting<Integer> DB_LEAK_SECONDS =
      Setting.number(
          "DOMAINFLOW_DB_LEAK_SECONDS",
          0,
          0,
          86_400,
          "To search for a leak: a connection held for so many seconds is reported with who took"
              + " it, and taken back. Costs about a tenth of the speed; 0 is off.");

  public static final Setting<String> DATA_DIR =
      Setting.text(
          "DOMAINFLOW_DATA_DIR",
          "~/.domainflow",
          "[^\\x00]+",
          "a directory that can be written",
          "Where the launcher keeps the embedded database and its scratch files. If it is not set but"
              + " a database is, each node takes a directory of its own below the default.");

  public static final Setting<String> HTTP_HOST =
      Setting.text(
          "DOMAINFLOW_HTTP_HOST",
          "127.0.0.1",
          "[0-9A-Za-z.:-]{1,253}",
          "an address or host name of this machine",
          "The address that the launcher's server listens on.");

  public static final Setting<Integer> HTTP_PORT =
      Setting.number(
          "DOMAINFLOW_HTTP_PORT",
          8080,
          0,
          65_535,
          "The port that the launcher's server listens on; 0 is any free one. If it is not set but"
              + " a database is, the first free one from the default on.");

  public static final Setting<String> JAVA_OPTIONS =
      Setting.text(
          "DOMAINFLOW_JAVA_OPTIONS",
          null,
          "[^\\x00]*",
          "options of the java command, separated by blanks",
          "Further options of the server's Java process, after the launcher's own.");

  public static final Setting<String> NODE_ID =
      Setting.text(
          "DOMAINFLOW_NODE_ID",
          null,
          "[0-9A-Za-z._-]{1,63}",
          "1 to 63 letters, digits, dots, hyphens or underscores",
          "The first part of this node's name in leases and events, a random one follows. Without it the"
              + " host's name is taken.");

  public static final Setting<Integer> WORKERS =
      Setting.number(
          "DOMAINFLOW_WORKERS", 4, 1, 16, "Batches that this node works on at the same time.");

  public static final Setting<Duration> LEASE =
      Setting.milliseconds(
          "DOMAINFLOW_LEASE_MS",
          10_000,
          1_000,
          600_000,
          "How long this node's claims hold without a heartbeat.");

  public static final Setting<Duration> HEARTBEAT =
      Setting.milliseconds(
          "DOMAINFLOW_HEARTBEAT_MS",
          3_000,
          100,
          300_000,
          "How often this node extends its lease; at most a third of it.");

  public static final Setting<Duration> POLL =
      Setting.milliseconds(
          "DOMAINFLOW_POLL_MS",
          40,
          10,
          60_000,
          "How often an idle node looks for work that other nodes have made available.");

  public static final Setting<Integer> BATCH_ATTEMPTS =
      Setting.number(
          "DOMAINFLOW_BATCH_ATTEMPTS",
          5,
          1,
          100,
          "How often a batch is tried before it fails, and its campaign with it unless that tolerates"
              + " the failure; and how many nodes may be lost with it before it runs alone.");

  public static final Setting<Duration> RETRY_DELAY =
      Setting.milliseconds(
          "DOMAINFLOW_RETRY_DELAY_MS",
          1_000,
          1,
          300_000,
          "The most that is waited before a batch's second attempt; it doubles with each further one,"
              + " up to 5 minutes. The wait is half of it or more, at random.");

  public static final Setting<Integer> GENERATION_BATCH_SIZE =
      Setting.number(
          "DOMAINFLOW_GENERATION_BATCH_SIZE",
          10_000,
          1,
          100_000,
          "Names that a generation campaign stores in one transaction.");

  public static final Setting<Integer> IDEMPOTENCY_HOURS =
      Setting.number(
          "DOMAINFLOW_IDEMPOTENCY_HOURS",
          24,
          1,
          720,
          "How many hours a request with the same Idempotency-Key gets the same answer.");

  public static final Setting<String> METRICS_MODE =
      Setting.text(
          "DOMAINFLOW_METRICS_MODE",
          "buffered",
          "buffered|durable|off",
          "buffered, durable or off",
          "How operations are recorded: buffered loses at most a quarter of a second when the"
              + " process is killed; durable loses nothing and takes a transaction for each.");

  public static final Setting<Integer> METRICS_QUEUE =
      Setting.number(
          "DOMAINFLOW_METRICS_QUEUE",
          20_000,
          1,
          1_000_000,
          "Records that may wait to be stored; further ones are dropped and counted.");

  public static final Setting<Integer> METRICS_RETENTION_DAYS =
      Setting.number(
          "DOMAINFLOW_METRICS_RETENTION_DAYS",
          7,
          1,
          3_650,
          "How many days, today included, the records of single operations are kept.");

  public static final Setting<Integer> METRICS_HISTOGRAM_DAYS =
      Setting.number(
          "DOMAINFLOW_METRICS_HISTOGRAM_DAYS",
          400,
          1,
          3_650,
          "How many days the histograms are kept.");

  public static final Setting<Integer> METRICS_LIMIT_PERCENT =
      Setting.number(
          "DOMAINFLOW_METRICS_LIMIT_PERCENT",
          5,
          1,
          100,
          "The share of the processors' time that records may take; beyond it those of committed"
              + " operations are shed, and only counted.");

  private static final List<Setting<?>> ALL =
      List.of(
          DB_URL,
          DB_USER,
          DB_PASSWORD,
          DB_LEAK_SECONDS,
          DATA_DIR,
          HTTP_HOST,
          HTTP_PORT,
          JAVA_OPTIONS,
          NODE_ID,
          WORKERS,
          LEASE,
          HEARTBEAT,
          POLL,
          BATCH_ATTEMPTS,
          RETRY_DELAY,
          GENERATION_BATCH_SIZE,
          IDEMPOTENCY_HOURS,
          METRICS_MODE,
          METRICS_QUEUE,
          METRICS_RETENTION_DAYS,
          METRICS_HISTOGRAM_DAYS,
          METRICS_LIMIT_PERCENT);

  private Settings() {}

  /** Every setting there is, in the order of the documentation. */
  public static List<Setting<?>> all() {
    return ALL;
  }
}
