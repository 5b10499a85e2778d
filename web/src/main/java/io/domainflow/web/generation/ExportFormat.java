package io.domainflow.web.generation;

import io.domainflow.generation.GeneratedDomain;
import java.io.IOException;

/** The forms in which names are exported; lines end with a line feed alone. */
enum ExportFormat {
  /** RFC 4180 but for the line ends: a header line, then offset and name, nothing quoted. */
  CSV(".csv", "offset,name\n", "", ",", "\n"),
  /** A JSON object on each line, as a page shows it. */
  NDJSON(".ndjson", "", "{\"offset\":\"", "\",\"name\":\"", "\"}\n");

  private final String fileSuffix;
  private final String header;
  private final String before;
  private final String between;
  private final String behind;

  ExportFormat(String fileSuffix, String header, String before, String between, String behind) {
    this.fileSuffix = fileSuffix;
    this.header = header;
    this.before = before;
    this.between = between;
    this.behind = behind;
  }

  /** What the names of such files end in. */
  String fileSuffix() {
    return fileSuffix;
  }

  /** Writes what stands above the first name. */
  void begin(LineBuffer lines) throws IOException {
    lines.text(header);
  }

  /** Writes one name. */
  void write(LineBuffer lines, GeneratedDomain domain) throws IOException {
    lines.text(before).number(domain.offset()).text(between).name(domain.name()).text(behind);
  }
}
