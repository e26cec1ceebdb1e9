package dev.tagyard.proxy.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PreviewKeyTest {
  @ParameterizedTest
  @CsvSource({
    "/?ty_preview=K, /",
    "/?ty_preview=K&b=2, /?b=2",
    "/?a=1&ty_preview=K, /?a=1",
    "/?a=1&ty_preview=K&b=2, /?a=1&b=2",
    "/?a=1&ty_preview=K&b=2#c, /?a=1&b=2#c",
    "/?ty_preview=K#c, /#c",
    "/?ty_preview=K&ty_preview=L, /",
    "/?ty_preview=K&ty_preview=L&b=2, /?b=2",
    "/?ty_preview=K#?ty_preview=L, /#",
    "/?ty_preview=?ty_preview=K&b=2, /?b=2",
    "/?ty_preview=&b=2, /?b=2",
    "/?my_ty_preview=K, /?my_ty_preview=K",
    "ty_preview=K, ty_preview=K",
    "/?ty_preview, /?ty_preview",
  })
  void the_key_leaves_an_address_as_if_it_had_never_been_there(String address, String without) {
    assertThat(PreviewKey.without(address)).isEqualTo(without);
  }

  @ParameterizedTest
  @ValueSource(strings = {"?ty_preview=", "ty_preview=", "&ty_preview=x", "?ty_preview=#"})
  void an_address_full_of_keys_costs_no_more_than_to_read_it(String piece) {
    var address = piece.repeat(65_536 / piece.length());

    // It takes milliseconds, and took a minute.
    assertTimeoutPreemptively(
        Duration.ofSeconds(5),
        () -> {
          for (var i = 0; i < 60; i++) {
            PreviewKey.without(address);
          }
        });
  }

  @Test
  void the_key_leaves_lists_too() throws Exception {
    var json =
        """
        {"page": {"url": "https://shop.example/?ty_preview=K1234&a=1"},
         "params": {"seen": ["https://shop.example/?ty_preview=K1234", 5, [["/?ty_preview=K1234&b=2"]],
                             {"url": "/?ty_preview=K1234"}]}}
        """;
    var event = (ObjectNode) new ObjectMapper().readTree(json);

    PreviewKey.remove(event);

    assertThat(event)
        .isEqualTo(
            new ObjectMapper()
                .readTree(json.replace("ty_preview=K1234&", "").replace("?ty_preview=K1234", "")));
  }

  @Test
  void no_key_is_found_where_none_is() {
    assertThat(PreviewKey.without("")).isEmpty();
  }
}
