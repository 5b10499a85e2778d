package io.domainflow.web;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class PageTest {

  record Item(int number) {}

  private static Page<Item> page(List<Integer> found, int limit) {
    return Page.of(found, limit, Item::new, number -> "n" + number);
  }

  @Test
  void goesOnBehindItsLastItem() {
    assertThat(page(List.of(1, 2, 3), 2))
        .isEqualTo(new Page<>(List.of(new Item(1), new Item(2)), "n2"));
  }

  @Test
  void knowsThatItIsTheLast() {
    assertThat(page(List.of(1, 2), 2).next()).isNull();
    assertThat(page(List.of(), 2)).isEqualTo(new Page<>(List.of(), null));
  }
}
