package dev.tagyard.proxy.source.nativeevent;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tagyard.proxy.source.Decoded.Item;
import dev.tagyard.proxy.source.Headers;
import dev.tagyard.proxy.source.Inbound;
import dev.tagyard.proxy.source.Source;
import dev.tagyard.proxy.source.SourceConformance;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class NativeSourceTest extends SourceConformance {
  @Override
  protected Source source() {
    return new NativeSource();
  }

  static List<String> tooLarge() {
    return List.of(
        event("large", "\"a text ] } , \\\" \\\\\":\"" + "x".repeat(70_000) + "\\\"]},{\""),
        event("large", "\"deep\":" + "[".repeat(30) + "{}" + "]".repeat(30)),
        event("large", "\"" + "n".repeat(300) + "\":1"),
        event("large", "\"number\":" + "1".repeat(2_000)),
        event("large", "\"many\":[" + "0,".repeat(150_000) + "0]"),
        event("large", "\"hollow\":[" + "{},".repeat(25_000) + "{}]"));
  }

  @ParameterizedTest
  @MethodSource("tooLarge")
  void an_event_that_is_too_large_leaves_its_neighbours(String large) {
    for (var array :
        List.of(
            " \n[%s, %s , %s,%s ]\n".formatted(event("a"), large, event("b"), event("c")),
            "[%s,%s,%s,%s]".formatted(large, event("a"), event("b"), event("c")),
            "[%s,%s,%s,%s,%s]".formatted(event("a"), event("b"), large, large, event("c")))) {
      assertThat(ids(array)).containsSubsequence("a", "b", "c").contains("too_large");
    }
    assertThat(ids("[%s]".formatted(large))).containsExactly("too_large");
    assertThat(ids(large)).containsExactly("too_large");
  }

  @Test
  void after_one_that_is_too_large_what_is_no_json_ends_the_array_as_ever() {
    var large = tooLarge().getFirst();

    assertThat(ids("[%s,%s,{\"event_name\":},%s]".formatted(large, event("a"), event("b"))))
        .containsExactly("too_large", "a", "malformed_json");
    for (var rest : List.of(",{\"event_name\":", ",{\"event_name\":\"x\"}", ",", "", "] 1", ",]")) {
      assertThat(ids("[" + large + "," + event("a") + rest))
          .as(rest)
          .startsWith("too_large", "a")
          .hasSize(rest.equals("") || rest.equals(",]") ? 2 : 3);
    }
    assertThat(ids("[%s%s]".formatted((event("a") + ",").repeat(499), large + "," + event("b"))))
        .hasSize(501)
        .endsWith("too_large", "too_many_events");
  }

  @Test
  void events_that_are_large_together_are_taken_up_to_what_a_request_may_hold() {
    var hollow = event("hollow", "\"list\":[" + "{},".repeat(23_000) + "{}]");
    var flat = event("flat", "\"list\":[" + "0,".repeat(20_000) + "0]");

    assertThat(ids("[%s,%s]".formatted(flat, hollow))).containsExactly("flat", "hollow");
    assertThat(ids("[%s%s]".formatted((hollow + ",").repeat(40), event("a"))))
        .hasSizeBetween(9, 12)
        .startsWith("hollow")
        .endsWith("hollow", "too_large");
    assertThat(ids("[%s]".formatted((event("a") + ",").repeat(499) + event("b")))).hasSize(500);
  }

  @Test
  void an_event_may_have_just_so_many_names_values_and_brackets() {
    // Two brackets, two fields of two, and the list's name and brackets go beside its zeros.
    var most = event("most", "\"list\":[" + "0,".repeat(49_990) + "0]");
    var more = event("more", "\"list\":[" + "0,".repeat(49_991) + "0]");

    assertThat(ids(most)).containsExactly("most");
    assertThat(ids("[%s,%s]".formatted(most, most))).containsExactly("most", "most");
    assertThat(ids("[%s,%s,%s]".formatted(event("a"), more, event("b"))))
        .containsExactly("a", "too_large", "b");
  }

  @Test
  void an_array_in_another_encoding_is_taken_up_to_what_is_too_large() {
    var array = "[%s,%s,%s]".formatted(event("a"), tooLarge().getFirst(), event("b"));

    assertThat(ids(array.getBytes(StandardCharsets.UTF_16LE))).containsExactly("a", "too_large");
  }

  @Test
  void what_comes_after_the_first_value_is_told_of() {
    assertThat(ids(event("a") + "\n" + event("b"))).containsExactly("a", "malformed_json");
    assertThat(ids("[" + event("a") + "] [" + event("b") + "]"))
        .containsExactly("a", "malformed_json");
    assertThat(ids(event("a") + " trailing")).containsExactly("a", "malformed_json");
    assertThat(ids(event("a") + " \r\n\t")).containsExactly("a");
  }

  @Test
  void a_name_stands_without_blanks_around_it() {
    var items = decoded("{\"event_name\":\" purchase \"}".getBytes(UTF_8));

    assertThat(items)
        .singleElement()
        .isInstanceOfSatisfying(
            Item.Taken.class,
            taken -> assertThat(taken.event().path("event_name").asText()).isEqualTo("purchase"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "\"value\":1e400",
        "\"value\":-1e400",
        "\"x\":1e999999999",
        "\"items\":[{\"price\":1e400}]",
        "\"items\":[{\"own\":[[-1e400]]}]",
        "\"custom\":{\"x\":1e999}",
        "\"custom\":[{\"x\":[1e999]}]"
      })
  void a_number_beyond_all_numbers_is_refused(String params) {
    assertThat(ids(event("a", "\"params\":{" + params + "}"))).containsExactly("number");
  }

  @ParameterizedTest
  @ValueSource(strings = {"\"own\":1e999", "\"user\":{\"age\":1e999}", "\"ids\":{\"x\":[1e999]}"})
  void a_number_beyond_all_numbers_is_refused_wherever_it_stands(String field) {
    assertThat(ids(event("a", field))).containsExactly("number");
  }

  @ParameterizedTest
  @ValueSource(strings = {"\"value\":\"\"", "\"value\":\" \"", "\"items\":\"\"", "\"items\":null"})
  void an_empty_text_where_there_is_no_value_is_none(String params) {
    assertThat(decoded(event("a", "\"params\":{\"x\":\"\"," + params + "}").getBytes(UTF_8)))
        .singleElement()
        .isInstanceOfSatisfying(
            Item.Taken.class,
            taken -> assertThat(taken.event().path("params")).hasToString("{\"x\":\"\"}"));
  }

  @Test
  void an_id_that_is_named_and_empty_is_none() {
    var empty = "\"ids\":{\"gclid\":\"\",\"fbp\":null,\"fbc\":\" \",\"click_id\":\"c-7\"}";

    assertThat(decoded(event("a", empty).getBytes(UTF_8)))
        .singleElement()
        .isInstanceOfSatisfying(
            Item.Taken.class,
            taken -> assertThat(taken.event().path("ids")).hasToString("{\"click_id\":\"c-7\"}"));
  }

  @Test
  void what_the_server_alone_says_is_not_taken_from_a_sender() {
    var claimed =
        "\"received_at\":1,\"source\":\"x\",\"trusted\":true,\"foreign_site\":false,"
            + "\"client_time\":1,\"visitor\":{\"ip\":\"192.0.2.1\"}";

    assertThat(decoded(event("a", claimed).getBytes(UTF_8)))
        .singleElement()
        .isInstanceOfSatisfying(
            Item.Taken.class,
            taken ->
                assertThat(taken.event())
                    .hasToString("{\"event_name\":\"page_view\",\"event_id\":\"a\"}"));
  }

  private static String event(String id) {
    return event(id, "\"page\":{\"url\":\"https://www.example.com/ü?[a]={b}\\\\\"}");
  }

  private static String event(String id, String field) {
    return "{\"event_name\":\"page_view\",\"event_id\":\"" + id + "\"," + field + "}";
  }

  private static List<String> ids(String body) {
    return ids(body.getBytes(UTF_8));
  }

  /// Ids of what was taken, reasons of what was refused.
  private static List<String> ids(byte[] body) {
    return decoded(body).stream()
        .map(item ->
            switch (item) {
              case Item.Taken taken -> taken.event().path("event_id").asText();
              case Item.Refused refused -> refused.reason();
            })
        .toList();
  }

  private static List<Item> decoded(byte[] body) {
    var inbound =
        new Inbound(
            "POST",
            "/e",
            "",
            Headers.of(Map.of()),
            Map.of(),
            body,
            "203.0.113.9",
            false,
            false,
            Instant.EPOCH);
    return new NativeSource().decode(inbound).items();
  }
}
