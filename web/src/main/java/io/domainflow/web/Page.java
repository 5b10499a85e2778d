package io.domainflow.web;

import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A page of a list.
 *
 * @param next where the next page goes on, as the caller has to send it back; null on the last one
 */
public record Page<T extends Record>(List<T> items, @Nullable String next) {

  public Page {
    items = List.copyOf(items);
  }

  /**
   * The first {@code limit} of {@code found}, which was asked for one more than that: so the last
   * page is known to be the last.
   */
  public static <S, T extends Record> Page<T> of(
      List<S> found, int limit, Function<S, T> item, Function<S, String> cursor) {
    boolean more = found.size() > limit;
    List<S> shown = more ? found.subList(0, limit) : found;
    return new Page<>(
        shown.stream().map(item).toList(), more ? cursor.apply(shown.get(limit - 1)) : null);
  }
}
