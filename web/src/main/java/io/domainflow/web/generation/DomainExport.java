package io.domainflow.web.generation;

import io.domainflow.generation.GeneratedDomain;
import jakarta.ws.rs.core.StreamingOutput;
import java.io.IOException;
import java.io.OutputStream;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.List;

/**
 * Streams all names of a campaign. They are read by chunks, each in a short transaction of its own:
 * however slowly the client reads, no transaction and no connection waits for it, and memory holds
 * one chunk. Names are only ever added behind the last, so the chunks fit together.
 */
final class DomainExport implements StreamingOutput {

  /** Names read at once: about a megabyte, and few enough queries not to matter. */
  static final int CHUNK = 10_000;

  private static final Logger LOG = System.getLogger(DomainExport.class.getName());

  private static final long BEFORE_FIRST = -1;

  private final DomainSource source;
  private final ExportFormat format;
  private final Runnable cutConnection;

  /**
   * An export that is ready to run.
   *
   * @param cutConnection takes the connection to the client down
   */
  DomainExport(DomainSource source, ExportFormat format, Runnable cutConnection) {
    this.source = source;
    this.format = format;
    this.cutConnection = cutConnection;
  }

  /**
   * Streams the names. Whatever ends it halfway, the status has long been sent, and the container
   * would close the answer as if it were whole: so the connection is cut, which every client
   * notices. Of one that goes away nothing is logged but this; and one that only stalls until the
   * container gives up its write looks the same from here, though it may read on.
   */
  @Override
  public void write(OutputStream client) {
    boolean ended = false;
    try {
      stream(client);
      ended = true;
    } catch (IOException notTaken) {
      LOG.log(Level.DEBUG, "the client of an export did not take all of it", notTaken);
    } finally {
      if (!ended) {
        cutConnection.run();
      }
    }
  }

  private void stream(OutputStream client) throws IOException {
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
