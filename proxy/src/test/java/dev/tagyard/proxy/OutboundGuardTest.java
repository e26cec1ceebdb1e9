package dev.tagyard.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.tagyard.proxy.standin.Misbehaviour;
import dev.tagyard.proxy.standin.StandInRequest;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Nothing leaves with a plain e-mail address or phone number where none may be.
class OutboundGuardTest {
  private static final ObjectMapper JSON = new ObjectMapper();

  @TempDir private Path folder = Path.of("");

  @Test
  void an_address_in_a_page_url_is_a_dead_letter_and_the_rest_of_the_batch_arrives()
      throws Exception {
    try (var proxy = RunningProxy.start(folder)) {
      for (var i = 1; i <= 5; i++) {
        post(proxy, "g" + i, i == 3 ? "?email=ada@example.org" : "");
      }

      var sums = proxy.settled();

      var letters = letters(proxy, "meta");
      assertThat(letters).hasSize(1);
      assertThat(letters.at("/0/event_id").asText()).isEqualTo("g3");
      assertThat(letters.at("/0/reason").asText()).isEqualTo("outbound_guard");
      assertThat(letters.at("/0/vendor_said").asText())
          .startsWith("plain e-mail in ")
          .doesNotContain("ada@");
      assertThat(Objects.requireNonNull(sums.get("meta")).of("delivered")).isEqualTo(4);
      assertThat(Objects.requireNonNull(sums.get("meta")).of("rejected")).isEqualTo(1);
      for (var name : Story.VENDORS) {
        assertThat(proxy.vendor(name).requests())
            .extracting(StandInRequest::body, StandInRequest::query)
            .allSatisfy(request -> assertThat(request.toString()).doesNotContain("ada@", "ada%40"));
      }
    }
  }

  @Test
  void an_event_s_own_number_is_found_in_a_batch_too() throws Exception {
    try (var proxy = RunningProxy.start(folder)) {
      for (var i = 1; i <= 5; i++) {
        post(proxy, "g" + i, i == 3 ? "?tel=030-90.18-20" : "");
      }

      var sums = proxy.settled();

      assertThat(letters(proxy, "meta"))
          .singleElement()
          .satisfies(letter -> {
            assertThat(letter.path("event_id").asText()).isEqualTo("g3");
            assertThat(letter.path("vendor_said").asText()).startsWith("plain phone in ");
          });
      assertThat(Objects.requireNonNull(sums.get("meta")).of("delivered")).isEqualTo(4);
      assertThat(proxy.vendor("meta").requests())
          .allSatisfy(request -> assertThat(request.body()).doesNotContain("90.18-20"));
    }
  }

  @Test
  void hashed_contact_data_goes_out_as_ever() throws Exception {
    try (var proxy = RunningProxy.start(folder)) {
      post(proxy, "g1", "");

      var sums = proxy.settled();

      assertThat(sums).allSatisfy((name, sum) -> assertThat(sum.of("delivered")).isEqualTo(1));
    }
  }

  @Test
  void what_the_operator_allows_goes_out_in_plain() throws Exception {
    UnaryOperator<String> change =
        yaml ->
            Contract.replace(
                yaml,
                Map.of(
                    "&eid={event_id}", "&eid={event_id}&em={user.email}&u={page.url}",
                    "    events: [purchase]",
                        "    events: [purchase]\n    allow_plain: [\"@shop.example\"]"));
    try (var proxy = RunningProxy.start(folder, change)) {
      // The stand-in itself takes no plain address.
      proxy.vendor("partner").script(2, new Misbehaviour.Answer(200, Map.of(), "OK"));
      post(proxy, "g1", "?contact=info@shop.example");
      post(proxy, "g2", "?contact=eve@other.example");

      var sums = proxy.settled();

      assertThat(Objects.requireNonNull(sums.get("partner")).of("delivered")).isEqualTo(1);
      assertThat(letters(proxy, "partner"))
          .singleElement()
          .satisfies(letter -> {
            assertThat(letter.path("event_id").asText()).isEqualTo("g2");
            assertThat(letter.path("vendor_said").asText()).isEqualTo("plain e-mail in u");
          });
      assertThat(proxy.vendor("partner").requests())
          .singleElement()
          .satisfies(request -> assertThat(request.query()).contains("em=visitor%40example.org"));
    }
  }

  @Test
  void each_line_of_a_file_is_looked_at() throws Exception {
    UnaryOperator<String> change =
        yaml ->
            Contract.replace(
                yaml,
                Map.of(
                    "\nrules: rules",
                    """

                      hashed: { type: file, path: hashed.jsonl }
                      clear: { type: file, path: clear.jsonl, contact: clear }
                    rules: rules\
                    """));
    try (var proxy = RunningProxy.start(folder, change)) {
      for (var i = 1; i <= 5; i++) {
        post(proxy, "g" + i, i == 3 ? "?email=ada@example.org" : "");
      }

      var sums = proxy.settled();

      assertThat(Files.readAllLines(folder.resolve("hashed.jsonl")))
          .hasSize(4)
          .allSatisfy(line -> assertThat(line).doesNotContain("@"));
      assertThat(letters(proxy, "hashed").at("/0/event_id").asText()).isEqualTo("g3");
      assertThat(Objects.requireNonNull(sums.get("clear")).of("delivered")).isEqualTo(5);
      assertThat(Files.readString(folder.resolve("clear.jsonl"))).contains("ada@example.org");
    }
  }

  private static JsonNode letters(RunningProxy proxy, String destination) throws Exception {
    return JSON.readTree(
            proxy.send(proxy.toAdmin("/api/dead-letters?destination=" + destination)).body())
        .path("dead_letters");
  }

  private static void post(RunningProxy proxy, String id, String query) throws Exception {
    var answer =
        proxy.post(
            """
            {"event_name": "purchase", "event_id": "%s",
             "page": {"url": "https://www.example.com/thanks%s"},
             "user": {"client_id": "1.2", "email": "visitor@example.org", "phone": "+4930901820"},
             "params": {"value": 5, "currency": "EUR", "transaction_id": "T%s"},
             "consent": {"categories": {"marketing": true, "statistics": true}}}\
            """
                .formatted(id, query, id));
    assertThat(answer.statusCode()).isEqualTo(202);
  }
}
