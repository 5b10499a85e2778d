package io.domainflow.web.generation;

import io.domainflow.generation.GeneratedDomain;
import jakarta.ws.rs.core.StreamingOutput;
import java.io.IOException;
import java.io.OutputStream;
import java.util.List;

/**
 * Streams all names of a campaign. They are read by chunks, each in a short transaction of its own:
 * however slowly the client reads, no transaction and no connection waits for it, and memory holds
 * one chunk. Names are only ever added behind the last, so the chunks fit together.
 */
final class DomainExport implements StreamingOutput {

  /** Names read at once: about a megabyte, and few enough queries not to matter. */
  static final int CHUNK = 10_000;

  private static final long BEFORE_FIRST = -1;

  private final DomainSource source;
  private final ExportFormat format;

  DomainExport(DomainSource source, ExportFormat format) {
    this.source = source;
    this.format = format;
  }

  @Override
  public void write(OutputStream client) throws IOException {
    LineBuffer lines = new LineBuffer(client);
    format.begin(lines);
    long last = BEFORE_FIRST;
    List<GeneratedDomain> chunk = source.after(last, CHUNK);
    while (!chunk.isEmpty()) {
      for (GeneratedDomain domain : chunk) {
        format.write(lines, domain);
      }
      last = chunk.get(chunk.size() - 1).offset();
      chunk = chunk.size() < CHUNK ? List.of() : source.after(last, CHUNK);
    }
    // Names that were deleted meanwhile must not look like the end of the list.
    source.requireExisting();
    lines.flush();
  }
}
