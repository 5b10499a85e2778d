package io.domainflow.web.generation;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.management.ThreadMXBean;
import io.domainflow.generation.GeneratedDomain;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DomainExportTest {

  private final AtomicInteger cuts = new AtomicInteger();

  /** Names without an end in memory: one list of the largest chunk, filled anew each time. */
  private static final class Names implements DomainSource {
    private final long count;
    private final List<GeneratedDomain> chunk = new ArrayList<>();
    private long largest;

    Names(long count) {
      this.count = count;
    }

    @Override
    public List<GeneratedDomain> after(long afterOffset, int limit) {
      chunk.clear();
      for (long next = afterOffset + 1; next < count && chunk.size() < limit; next++) {
        chunk.add(new GeneratedDomain(next, "aaaashop.com"));
      }
      largest = Math.max(largest, chunk.size());
      return chunk;
    }

    @Override
    public void requireExisting() {}
  }

  private static final class Counter extends OutputStream {
    private long bytes;

    @Override
    public void write(int one) {
      bytes++;
    }

    @Override
    public void write(byte[] block, int offset, int length) {
      bytes += length;
    }
  }

  private String export(DomainSource source, ExportFormat format) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    new DomainExport(source, format, cuts::incrementAndGet).write(out);
    return out.toString(UTF_8);
  }

  @Test
  void writesCsvWithAHeader() {
    assertThat(export(new Names(2), ExportFormat.CSV))
        .isEqualTo("offset,name\n0,aaaashop.com\n1,aaaashop.com\n");
  }

  @Test
  void writesNdjson() {
    assertThat(export(new Names(1), ExportFormat.NDJSON))
        .isEqualTo("{\"offset\":\"0\",\"name\":\"aaaashop.com\"}\n");
  }

  @Test
  void writesOnlyTheHeaderWhenThereAreNoNames() {
    assertThat(export(new Names(0), ExportFormat.CSV)).isEqualTo("offset,name\n");
    assertThat(cuts).hasValue(0);
  }

  @ParameterizedTest
  @ValueSource(longs = {9_999, 10_000, 10_001, 20_000, 25_000})
  void writesEachNameOnceWhateverTheLastChunk(long count) {
    String csv = export(new Names(count), ExportFormat.CSV);

    List<String> lines = csv.lines().skip(1).toList();
    assertThat(lines).hasSize((int) count).doesNotHaveDuplicates();
    assertThat(lines.get((int) count - 1)).isEqualTo((count - 1) + ",aaaashop.com");
  }

  @Test
  void writesTheLargestOffset() throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    LineBuffer lines = new LineBuffer(out);
    lines.number(Long.MAX_VALUE).text(",").number(0).text(",").number(10).flush();

    assertThat(out.toString(UTF_8)).isEqualTo("9223372036854775807,0,10");
  }

  @Test
  void exportsAMillionNamesWithoutGarbageOfItsOwn() {
    Names names = new Names(1_000_000);
    Counter counter = new Counter();
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    long before = threads.getCurrentThreadAllocatedBytes();
    new DomainExport(names, ExportFormat.CSV, cuts::incrementAndGet).write(counter);
    long allocated = threads.getCurrentThreadAllocatedBytes() - before;

    // 5,888,890 digits of the offsets, 12 of each name, a comma and a line feed, and the header.
    assertThat(counter.bytes).isEqualTo(12 + 5_888_890 + 14_000_000L);
    assertThat(names.largest).isEqualTo(DomainExport.CHUNK);
    // 24 bytes for each GeneratedDomain of the fake, and the one buffer of 64 KiB.
    assertThat(allocated).isLessThan(1_000_000L * 24 + 2_000_000);
  }

  /**
   * Whether the client is gone or merely slow, its stream cannot tell: the container gives up a
   * write after 30 s, and would then end the answer for whoever reads on. {@code PayaraServerIT}
   * does it with a real socket.
   */
  @Test
  void cutsTheConnectionQuietlyWhenTheClientDoesNotTakeAll() {
    OutputStream stalled =
        new OutputStream() {
          @Override
          public void write(int one) throws IOException {
            throw new IOException("timed out");
          }
        };

    new DomainExport(new Names(1_000_000), ExportFormat.CSV, cuts::incrementAndGet).write(stalled);

    assertThat(cuts).hasValue(1);
  }

  @Test
  void cutsTheConnectionWhenTheSourceFailsHalfway() {
    DomainSource failing =
        new DomainSource() {
          private final Names names = new Names(1_000_000);

          @Override
          public List<GeneratedDomain> after(long afterOffset, int limit) {
            if (afterOffset > 20_000) {
              throw new IllegalStateException("database lost");
            }
            return names.after(afterOffset, limit);
          }

          @Override
          public void requireExisting() {}
        };

    assertThatThrownBy(() -> export(failing, ExportFormat.CSV)).hasMessage("database lost");
    assertThat(cuts).hasValue(1);
  }

  @Test
  void cutsTheConnectionWhenTheCampaignWasDeletedMeanwhile() {
    DomainSource deleted =
        new DomainSource() {
          @Override
          public List<GeneratedDomain> after(long afterOffset, int limit) {
            return List.of();
          }

          @Override
          public void requireExisting() {
            throw new IllegalStateException("deleted");
          }
        };

    assertThatThrownBy(() -> export(deleted, ExportFormat.CSV)).hasMessage("deleted");
    assertThat(cuts).hasValue(1);
  }

  @ParameterizedTest
  @ValueSource(strings = {"a,b.com", "a\"b.com", "a\nb.com", "ä.com", "a\\b.com"})
  void refusesANameThatWouldNeedQuotes(String name) {
    LineBuffer lines = new LineBuffer(OutputStream.nullOutputStream());

    assertThatThrownBy(() -> lines.name(name)).isInstanceOf(IllegalStateException.class);
  }
}
