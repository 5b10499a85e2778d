package io.domainflow.web.generation;

import io.domainflow.generation.GeneratedDomain;
import java.util.List;

/** Where an export takes the names of one campaign from. */
interface DomainSource {

  /** At most {@code limit} names behind {@code afterOffset} (-1: from the first), by offset. */
  List<GeneratedDomain> after(long afterOffset, int limit);

  /** Ends the export with an exception if the campaign is gone, and its names with it. */
  void requireExisting();
}
