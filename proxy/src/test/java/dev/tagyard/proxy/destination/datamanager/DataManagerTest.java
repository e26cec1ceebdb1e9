package dev.tagyard.proxy.destination.datamanager;

import static java.util.stream.Collectors.toList;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.tagyard.consent.VendorFlags;
import dev.tagyard.proxy.destination.Call;
import dev.tagyard.proxy.destination.Credentials;
import dev.tagyard.proxy.destination.Delivery;
import dev.tagyard.proxy.destination.Ends;
import dev.tagyard.proxy.destination.HttpReply;
import dev.tagyard.proxy.destination.Outcome;
import dev.tagyard.proxy.destination.Samples;
import dev.tagyard.proxy.destination.TokenGrant;
import dev.tagyard.rules.event.Event;
import dev.tagyard.rules.yaml.Secret;
import java.security.KeyPairGenerator;
import java.security.Signature;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Execution(ExecutionMode.CONCURRENT)
class DataManagerTest {
  private static final DataManagerConfig CONFIG = DataManagerConformanceTest.CONFIG;
  private static final DataManager DATA_MANAGER = new DataManager(CONFIG);

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "2|200|{\"requestId\":\"r-1\"}|Pending Pending",
        "1|200|{}|Retry",
        "3|400|{\"error\":{\"details\":[{\"fieldViolations\":[{\"field\":\"events.events[1].x\"}]}]}}|Split"
            + " Rejected Split",
        "2|400|{\"error\":{\"details\":[{\"fieldViolations\":[{\"field\":\"events[0].x\"},{\"field\":\"events[1].y\"}]}]}}|Rejected"
            + " Rejected",
        "2|400|{\"error\":{}}|Split Split",
        "1|401||CredentialsRefused",
        "1|403||CredentialsRefused",
        "1|429||Retry",
        "1|500||Retry",
        "1|504||Retry",
      })
  void each_answer_has_its_outcomes(int size, int status, @Nullable String body, String outcomes) {
    var said = body == null ? "" : body;

    assertThat(Ends.of(DataManager.TYPE, CONFIG, size, status, said)).isEqualTo(outcomes);
  }

  @ParameterizedTest
  @CsvSource({
    "'', '', gclid",
    "5, '', gclid",
    "5, 6, wbraid",
    "6, 5, gclid",
    "'', 5, wbraid",
  })
  void of_several_clicks_the_newest_goes_alone(String seenGclid, String seenWbraid, String goes) {
    var event =
        Samples.purchase("e1")
            .with("ids.gclid", "click-gclid")
            .with("ids.gbraid", "click-gbraid")
            .with("ids.wbraid", "click-wbraid");
    if (!seenGclid.isEmpty()) {
      event = event.with("ids.seen_at.gclid", seenGclid);
    }
    if (!seenWbraid.isEmpty()) {
      event = event.with("ids.seen_at.wbraid", seenWbraid);
    }

    var body =
        DATA_MANAGER.prepare(List.of(Samples.allowed(event)), token()).getFirst().http().body();

    assertThat(body).contains("\"adIdentifiers\":{\"" + goes + "\":\"click-" + goes + "\"}");
  }

  @ParameterizedTest
  @CsvSource({
    "physical_store,IN_STORE",
    "phone_call,PHONE",
    "chat,MESSAGE",
    "website,WEB",
    "x,WEB"
  })
  void an_event_says_where_it_happened(String said, String source) {
    var event = Samples.purchase("e1").with("params.action_source", said);

    var body =
        DATA_MANAGER.prepare(List.of(Samples.allowed(event)), token()).getFirst().http().body();

    assertThat(body).contains("\"eventSource\":\"" + source + "\"");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "1|SUCCESS||Delivered|SUCCESS",
        "2|SUCCESS||Delivered|SUCCESS",
        "1|PROCESSING||Pending|''",
        "2|FAILED|2 INVALID_GCLID|Rejected|FAILED: 2 INVALID_GCLID",
        "2|FAILED|1 INVALID_GCLID, 1 EVENT_TOO_OLD|Rejected|1 INVALID_GCLID, 1 EVENT_TOO_OLD",
        "1|PARTIAL_SUCCESS|1 INVALID_GCLID|Rejected|PARTIAL_SUCCESS: 1 INVALID_GCLID",
        "3|PARTIAL_SUCCESS|1 INVALID_GCLID|Pending|1 INVALID_GCLID, of 3 events",
        "1|FAILED|1 DUPLICATE_TRANSACTION_ID|Delivered|1 DUPLICATE_TRANSACTION_ID",
        "3|PARTIAL_SUCCESS|2 DUPLICATE_TRANSACTION_ID|Delivered|2 DUPLICATE_TRANSACTION_ID",
        "1|FAILED|1 DUPLICATE_GCLID|Rejected|1 DUPLICATE_GCLID",
      })
  void what_became_of_a_queued_request_is_asked_for(
      int size, String status, @Nullable String errors, String outcome, String said) {
    var call = DATA_MANAGER.prepare(queued(size), token()).getFirst();
    var ends = DATA_MANAGER.interpret(call, diagnosis(status, errors == null ? "" : errors));

    assertThat(call.http().method()).isEqualTo("GET");
    assertThat(call.http().uri().toString()).endsWith("/v1/requestStatus:retrieve?requestId=r-1");
    assertThat(ends)
        .hasSize(size)
        .allSatisfy((delivery, end) -> {
          assertThat(end.getClass().getSimpleName()).isEqualTo(outcome);
          assertThat(end.toString()).contains(said);
        });
  }

  @Test
  void of_a_request_taken_in_part_halves_go_again_until_the_bad_one_stands_alone() {
    var bad = "e5";
    var rounds = 0;
    Map<Delivery, Outcome> ends = Map.of();
    var open = IntStream.range(0, 9).mapToObj(i -> standing("e" + i, "")).toList();

    while (!open.isEmpty()) {
      assertThat(++rounds).as("rounds").isLessThan(20);
      var next = new ArrayList<Delivery>();
      for (var batch :
          open.stream()
              .collect(Collectors.groupingBy(DATA_MANAGER::batchKey, LinkedHashMap::new, toList()))
              .values()) {
        var call = DATA_MANAGER.prepare(batch, token()).getFirst();
        assertThat(call.deliveries()).isEqualTo(batch);
        var status =
            batch.toString().contains(bad)
                ? batch.size() == 1 ? "FAILED" : "PARTIAL_SUCCESS"
                : "SUCCESS";
        var reply =
            call.http().method().equals("GET")
                ? diagnosis(status, status.equals("SUCCESS") ? "" : "1 INVALID_GCLID")
                : new HttpReply(200, Map.of(), "{\"requestId\":\"r-" + batch + "\"}");
        for (var end : DATA_MANAGER.interpret(call, reply).entrySet()) {
          if (end.getValue() instanceof Outcome.Pending(var handle, _, _)) {
            next.add(standing(end.getKey().event().id(), handle));
          } else {
            ends = with(ends, end.getKey(), end.getValue());
          }
        }
      }
      open = next;
    }

    assertThat(ends).hasSize(9);
    ends.forEach((delivery, end) ->
        assertThat(end)
            .isInstanceOf(
                delivery.event().id().equals(bad)
                    ? Outcome.Rejected.class
                    : Outcome.Delivered.class));
  }

  @Test
  void a_delivery_that_is_asked_about_without_the_others_of_its_request_is_not_taken_for_alone() {
    var one = DATA_MANAGER.prepare(List.of(standing("e1", "3 r-1")), token()).getFirst();

    var end = DATA_MANAGER.interpret(one, diagnosis("PARTIAL_SUCCESS", "1 INVALID_GCLID"));

    assertThat(end.values())
        .singleElement()
        .isInstanceOfSatisfying(
            Outcome.Pending.class, again -> assertThat(again.handle()).isEqualTo("again r-1/0"));
  }

  @Test
  void without_finding_out_a_request_taken_in_part_is_parked_with_the_reasons() {
    var parking = new DataManager(config(Optional.empty(), true, false));
    var call = parking.prepare(queued(2), token()).getFirst();

    assertThat(parking.interpret(call, diagnosis("PARTIAL_SUCCESS", "1 NO_CONSENT")).values())
        .containsOnly(new Outcome.Unknown("PARTIAL_SUCCESS: 1 NO_CONSENT, of 2 events"));
  }

  @Test
  void a_refund_that_google_takes_for_a_copy_is_refused() {
    var refund = Samples.allowed(refund(false, Optional.empty()));
    var queued =
        new Delivery(
            refund.key(), refund.event(), refund.consent(), refund.acceptedAt(), 1, "1 r-1");
    var call = DATA_MANAGER.prepare(List.of(queued), token()).getFirst();

    assertThat(DATA_MANAGER.interpret(call, diagnosis("FAILED", "1 DUPLICATE_TRANSACTION_ID")))
        .containsValue(new Outcome.Rejected("FAILED: 1 DUPLICATE_TRANSACTION_ID"));
  }

  @Test
  void what_google_is_still_at_is_asked_for_later_each_time() {
    var waits =
        IntStream.range(1, 6)
            .mapToObj(attempts ->
                new Delivery(
                    "k",
                    Samples.purchase("e1"),
                    Samples.allowed(Samples.purchase("e1")).consent(),
                    Samples.NOW,
                    attempts,
                    "1 r-1"))
            .map(delivery -> DATA_MANAGER.prepare(List.of(delivery), token()).getFirst())
            .map(call -> DATA_MANAGER.interpret(call, diagnosis("PROCESSING", "")).values())
            .map(ends -> ((Outcome.Pending) ends.iterator().next()).checkAfter().toMinutes())
            .toList();

    assertThat(waits).containsExactly(60L, 120L, 240L, 240L, 240L);
  }

  @Test
  void warnings_are_told_and_what_is_left_unused_too() {
    var sent = DATA_MANAGER.prepare(List.of(standing("e1", "")), token()).getFirst();
    var asked = DATA_MANAGER.prepare(queued(1), token()).getFirst();

    assertThat(
            DATA_MANAGER.interpret(
                sent,
                new HttpReply(
                    200,
                    Map.of(),
                    "{\"requestId\":\"r-1\",\"fieldWarnings\":[{\"field\":\"events.events[0].x\",\"reason\":\"UNUSED\"}]}")))
        .containsValue(
            new Outcome.Pending(
                "1 r-1",
                Duration.ofMinutes(30),
                "queued by request r-1; warnings: events.events[0].x UNUSED"));
    assertThat(
            DATA_MANAGER.interpret(
                asked,
                new HttpReply(
                    200,
                    Map.of(),
                    "{\"requestStatusPerDestination\":[{\"requestStatus\":\"SUCCESS\",\"warningInfo\":"
                        + "{\"warningCounts\":[{\"recordCount\":\"1\",\"reason\":"
                        + "\"PROCESSING_WARNING_REASON_UNUSED_FIELD\"}]}}]}")))
        .containsValue(new Outcome.Delivered("SUCCESS: warnings: 1 UNUSED_FIELD"));
  }

  @Test
  void faults_are_counted_by_reason_once_their_events_have_ended() {
    var one = DATA_MANAGER.prepare(queued(1), token()).getFirst();
    var three = DATA_MANAGER.prepare(queued(3), token()).getFirst();

    assertThat(DATA_MANAGER.faults(one, diagnosis("FAILED", "1 INVALID_GCLID")))
        .isEqualTo(Map.of("INVALID_GCLID", 1));
    assertThat(DATA_MANAGER.faults(three, diagnosis("FAILED", "1 NEW_ONE, 2 NEWER_ONE")))
        .isEqualTo(Map.of("OTHER", 3));
    assertThat(DATA_MANAGER.faults(three, diagnosis("PARTIAL_SUCCESS", "1 INVALID_GCLID")))
        .isEmpty();
  }

  @Test
  void queued_deliveries_are_asked_about_by_their_request_and_never_sent_again() {
    assertThat(DATA_MANAGER.batchKey(standing("e1", "2 r-1")))
        .isEqualTo(DATA_MANAGER.batchKey(standing("e2", "2 r-1")))
        .isNotEqualTo(DATA_MANAGER.batchKey(standing("e3", "2 r-2")))
        .isNotEqualTo(DATA_MANAGER.batchKey(Samples.allowed(Samples.purchase("e1"))));
    assertThat(DATA_MANAGER.screen(standing("e1", "2 r-1"), Samples.NOW.plus(Duration.ofDays(9))))
        .isEmpty();
    assertThat(DATA_MANAGER.screen(standing("e1", "2 r-1"), Samples.NOW.plus(Duration.ofDays(91))))
        .hasValueSatisfying(end -> assertThat(end).isInstanceOf(Outcome.Unknown.class));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "without items||0",
        "without items|20.5|20.5",
        "with items|20.5|20.5",
      })
  void a_refund_sends_what_is_left_under_the_same_transaction(
      String items, @Nullable String remaining, String left) throws Exception {
    var body = body(refund(items.equals("with items"), Optional.ofNullable(remaining)));

    assertThat(body.path("destinations").path(0).path("productDestinationId").asText())
        .isEqualTo("987654321");
    var event = body.path("events").path(0);
    assertThat(event.path("transactionId").asText()).isEqualTo("T-e1");
    assertThat(event.path("conversionValue").decimalValue())
        .isEqualByComparingTo(new java.math.BigDecimal(left));
    assertThat(event.has("lastUpdatedTimestamp")).isTrue();
  }

  @Test
  void a_partial_refund_of_which_nobody_says_what_is_left_is_not_supported() {
    assertThat(screened(refund(true, Optional.empty())))
        .hasValue(new Outcome.NotSupported("partial_refund_without_remaining_value"));
    assertThat(screened(refund(false, Optional.empty()).without("params.transaction_id")))
        .hasValue(new Outcome.NotSupported("no_transaction_id"));
    assertThat(screened(Samples.purchase("e1").with("event_name", "page_view")))
        .hasValue(new Outcome.NotSupported("no_such_event"));
    assertThat(screened(Samples.purchase("e1").without("user")))
        .hasValue(new Outcome.NotSupported("no_identifier"));
  }

  @ParameterizedTest
  @CsvSource({
    "US, '', true",
    "DE, '', false",
    "GB, '', false",
    "CH, '', false",
    "NO, '', false",
    "RE, '', false",
    "GI, '', false",
    "'', '', false",
    "US, US, true",
    "'', US, true",
    "DE, US, false",
    "EU, US, false",
    "US, de, false",
    "'\u200bDE', US, false",
  })
  void addresses_of_the_eea_the_united_kingdom_and_switzerland_stay(
      String country, String billing, boolean goes) throws Exception {
    var from = Samples.purchase("e1").with("visitor.country", country);
    var event = body(from.with("user.country", billing)).path("events").path(0);

    assertThat(event.has("eventDeviceInfo")).isEqualTo(goes);
  }

  @ParameterizedTest
  @CsvSource({"2, 2", "3.0, 3", "0.5, none", "-1, none", "many, none"})
  void a_quantity_that_is_no_whole_number_stays(String quantity, String goes) throws Exception {
    var items =
        new ObjectMapper().readTree("[{\"item_id\":\"SKU1\",\"quantity\":\"" + quantity + "\"}]");
    var item =
        body(Samples.purchase("e1").with("params.items", items))
            .path("events")
            .path(0)
            .path("cartData")
            .path("items")
            .path(0);

    assertThat(item.path("merchantProductId").asText()).isEqualTo("SKU1");
    assertThat(item.path("quantity").asText("none")).isEqualTo(goes);
  }

  @Test
  void where_the_use_of_user_data_was_refused_they_stay() throws Exception {
    var refused = new VendorFlags(false, Optional.of(false), Optional.of(false));
    var delivery = Samples.delivery(Samples.purchase("e1").with("ids.gclid", "Cj0"), refused);

    var event =
        new ObjectMapper()
            .readTree(DATA_MANAGER.prepare(List.of(delivery), token()).getFirst().http().body())
            .path("events")
            .path(0);

    assertThat(event.has("userData")).isFalse();
    assertThat(event.path("consent").path("adUserData").asText()).isEqualTo("CONSENT_DENIED");
  }

  @Test
  void a_service_account_vouches_for_itself_by_a_signed_assertion() throws Exception {
    var generator = KeyPairGenerator.getInstance("RSA");
    generator.initialize(2_048);
    var pair = generator.generateKeyPair();
    var pem = Base64.getMimeEncoder().encodeToString(pair.getPrivate().getEncoded());
    var file =
        JsonNodeFactory.instance
            .objectNode()
            .put("client_email", "robot@project.example")
            .put("private_key_id", "k1")
            .put(
                "private_key",
                "-----BEGIN PRIVATE KEY-----\n" + pem + "\n-----END PRIVATE KEY-----\n")
            .toString();
    var now = Instant.parse("2026-11-22T10:00:00Z");

    var config = config(Optional.of(new Secret(file)), false);
    var grant = new DataManager(config).tokenGrant().orElseThrow();
    var form = grant.request(DataManager.TYPE.credentials().apply(config), now).body();

    var jwt = form.substring(form.indexOf("assertion=") + 10, form.indexOf('&')).split("\\.", -1);
    var claims = new ObjectMapper().readTree(Base64.getUrlDecoder().decode(jwt[1]));
    assertThat(claims.path("iss").asText()).isEqualTo("robot@project.example");
    assertThat(claims.path("exp").asLong() - claims.path("iat").asLong()).isEqualTo(3_600);
    var signature = Signature.getInstance("SHA256withRSA");
    signature.initVerify(pair.getPublic());
    signature.update((jwt[0] + "." + jwt[1]).getBytes(java.nio.charset.StandardCharsets.US_ASCII));
    assertThat(signature.verify(Base64.getUrlDecoder().decode(jwt[2]))).isTrue();
    assertThat(config.toString()).doesNotContain("PRIVATE KEY");
  }

  @Test
  void a_token_s_answer_is_read() {
    var grant = DATA_MANAGER.tokenGrant().orElseThrow();
    var now = Instant.parse("2026-11-22T10:00:00Z");

    assertThat(
            grant.read(
                new HttpReply(200, Map.of(), "{\"access_token\":\"t-1\",\"expires_in\":3599}"),
                now))
        .isEqualTo(new TokenGrant.Answer.Granted("t-1", now.plusSeconds(3_599), ""));
    assertThat(grant.read(new HttpReply(400, Map.of(), "{\"error\":\"invalid_grant\"}"), now))
        .isEqualTo(
            new TokenGrant.Answer.Failed(
                new Outcome.CredentialsRefused("token: HTTP 400 invalid_grant")));
    assertThat(grant.read(new HttpReply(503, Map.of(), ""), now))
        .isEqualTo(new TokenGrant.Answer.Failed(new Outcome.Retry("HTTP 503", Duration.ZERO)));
  }

  @Test
  void a_wrong_configuration_is_refused_in_words() {
    assertThatThrownBy(() -> config(Optional.empty(), false))
        .hasMessageContaining("either service_account, or client_id");
    assertThatThrownBy(() -> config(Optional.of(new Secret("{}")), true))
        .hasMessageContaining("either service_account, or client_id");
    assertThatThrownBy(() -> config(Optional.of(new Secret("{}")), false))
        .hasMessageContaining("no key file of a service account");
  }

  private static Event refund(boolean items, Optional<String> remaining) {
    var event = Samples.purchase("e1").with("event_name", "refund");
    var changed = items ? event : event.without("params.items");
    return remaining.map(left -> changed.with("params.remaining_value", left)).orElse(changed);
  }

  private static Optional<Outcome> screened(Event event) {
    return DATA_MANAGER.screen(Samples.allowed(event), Samples.NOW);
  }

  private static com.fasterxml.jackson.databind.JsonNode body(Event event) throws Exception {
    Call call = DATA_MANAGER.prepare(List.of(Samples.allowed(event)), token()).getFirst();
    return new ObjectMapper().readTree(call.http().body());
  }

  private static Map<Delivery, Outcome> with(
      Map<Delivery, Outcome> ends, Delivery delivery, Outcome end) {
    var more = new LinkedHashMap<>(ends);
    more.put(delivery, end);
    return more;
  }

  private static List<Delivery> queued(int size) {
    return IntStream.range(0, size).mapToObj(i -> standing("e" + i, size + " r-1")).toList();
  }

  /// @param errors such as `1 INVALID_GCLID, 2 EVENT_TOO_OLD`
  private static HttpReply diagnosis(String status, String errors) {
    var told = JsonNodeFactory.instance.objectNode();
    var one = told.putArray("requestStatusPerDestination").addObject();
    one.put("requestStatus", status);
    var counts = one.putObject("errorInfo").putArray("errorCounts");
    for (var error : errors.isEmpty() ? new String[0] : errors.split(", ", -1)) {
      var parts = error.split(" ", 2);
      counts
          .addObject()
          .put("recordCount", parts[0])
          .put("reason", "PROCESSING_ERROR_REASON_" + parts[1]);
    }
    return new HttpReply(200, Map.of(), told.toString());
  }

  private static Delivery standing(String id, String handle) {
    var sample = Samples.allowed(Samples.purchase(id));
    return new Delivery(
        sample.key(), sample.event(), sample.consent(), sample.acceptedAt(), 1, handle);
  }

  private static Credentials token() {
    return new Credentials(Map.of(TokenGrant.TOKEN, "t-1"));
  }

  private static DataManagerConfig config(Optional<Secret> serviceAccount, boolean client) {
    return config(serviceAccount, client, true);
  }

  private static DataManagerConfig config(
      Optional<Secret> serviceAccount, boolean client, boolean findRefused) {
    Optional<Secret> secret = client ? Optional.of(new Secret("s")) : Optional.empty();
    return new DataManagerConfig(
        "4445556666",
        Map.of("purchase", "987654321"),
        serviceAccount,
        client ? Optional.of("c") : Optional.empty(),
        secret,
        secret,
        Optional.empty(),
        DataManagerConfig.AccountType.GOOGLE_ADS,
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        false,
        Duration.ofMinutes(30),
        findRefused,
        Duration.ofDays(90),
        Optional.empty(),
        Optional.empty(),
        Duration.ofSeconds(60));
  }
}
