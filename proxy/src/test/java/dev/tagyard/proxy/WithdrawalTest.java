package dev.tagyard.proxy;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tagyard.proxy.standin.Misbehaviour;
import dev.tagyard.proxy.standin.StandIn;
import java.io.IOException;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// What is taken back stops what still waits for that visitor, and nothing else.
@Execution(ExecutionMode.CONCURRENT)
class WithdrawalTest {
  private static final String ALL = "\"categories\": {\"marketing\": true, \"statistics\": true}";
  private static final String NONE =
      "\"categories\": {\"marketing\": false, \"statistics\": false}";
  private static final String STATISTICS =
      "\"categories\": {\"marketing\": false, \"statistics\": true}";

  private static final String ORDER = "\"params\": {\"value\": 5, \"currency\": \"EUR\"}";
  private static final String USER = "\"user\": {\"user_id\": \"customer-7\"}";
  private static final String ADA = ReturningVisitor.cookie("AAAAAAAAAAAAAAAAAAAAAA");
  private static final String ADA_VISITOR = "\"visitor\": {\"id\": \"AAAAAAAAAAAAAAAAAAAAAA\"}";
  private static final String BEA = ReturningVisitor.cookie("BBBBBBBBBBBBBBBBBBBBBB");

  @TempDir private Path folder = Path.of("");

  @Test
  void a_refusal_stops_what_waits_for_that_visitor_and_takes_the_cookie_back() throws Exception {
    try (var proxy = start()) {
      vendorsDown(proxy);
      purchase(proxy, "waits", ADA, ALL);
      purchase(proxy, "other", BEA, ALL);

      var refusal = purchase(proxy, "refused", ADA, NONE);
      stopped(proxy, 1, "meta", "ga4", "partner");
      vendorsWell(proxy);

      assertThat(refusal.headers().allValues("Set-Cookie"))
          .singleElement()
          .satisfies(cookie -> assertThat(cookie).startsWith("_ty=;").contains("Max-Age=0"));
      var sums = proxy.settled();
      assertThat(sums.values())
          .allSatisfy(sum -> {
            assertThat(sum.of("withheld")).isEqualTo(1);
            assertThat(sum.of("delivered")).isEqualTo(1);
          });
      assertThat(taken(proxy)).containsOnly("other");
      assertThat(proxy.metrics())
          .contains(
              "tagyard_deliveries_withdrawn_total{destination=\"meta\",reason=\"signals\"} 1.0");
    }
  }

  @Test
  void no_visitor_id_is_issued_for_an_event_that_nobody_may_have() throws Exception {
    try (var proxy =
        RunningProxy.start(
            folder,
            yaml ->
                yaml.replaceAll(
                    "(?m)^( *)(pixel_id|measurement_id):",
                    "$1consent: { opted_out: deny }\n$1$2:"))) {
      var answer =
          proxy.send(
              proxy
                  .to("/e")
                  .header("CF-IPCountry", "US")
                  .header("Sec-GPC", "1")
                  .POST(BodyPublishers.ofString(body("denied", "\"user\": {}", ALL))));

      assertThat(answer.body()).contains("\"reason\":\"opt_out_gpc\"");
      assertThat(answer.headers().allValues("Set-Cookie")).isEmpty();
    }
  }

  @Test
  void what_neither_agrees_nor_refuses_takes_nothing_back() throws Exception {
    try (var proxy = start()) {
      purchase(proxy, "agreed", ADA, ALL);
      Eventually.holds("the decision is kept", () -> accepts(proxy, ADA_VISITOR));

      for (var nothing : List.of("\"gdpr\": 1", "\"gpc\": true")) {
        var answer = purchase(proxy, "silent", ADA, nothing);

        assertThat(answer.body()).contains("\"reason\":\"no_consent_signal\"");
        assertThat(answer.headers().allValues("Set-Cookie")).isEmpty();
      }
      // Notes are written in their order: once this one is, those before it are.
      purchase(proxy, "refused", BEA, ALL);
      purchase(proxy, "refused", BEA, NONE);

      assertThat(accepts(proxy, ADA_VISITOR)).isTrue();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"30d", "0s"})
  void a_refusal_of_one_category_stops_the_destinations_that_need_it(String remember)
      throws Exception {
    var law = "unknown_region: gdpr";
    try (var proxy =
        RunningProxy.start(
            folder,
            yaml -> Contract.replace(yaml, Map.of(law, law + "\n  remember: " + remember)))) {
      vendorsDown(proxy);
      purchase(proxy, "waits", ADA, ALL);

      purchase(proxy, "later", ADA, STATISTICS);
      stopped(proxy, 2, "meta", "partner");
      vendorsWell(proxy);

      var sums = proxy.settled();
      assertThat(sums.get("meta")).extracting(sum -> sum.of("withheld")).isEqualTo(2L);
      assertThat(sums.get("partner")).extracting(sum -> sum.of("withheld")).isEqualTo(2L);
      assertThat(sums.get("ga4")).extracting(sum -> sum.of("delivered")).isEqualTo(2L);
    }
  }

  @Test
  void a_refusal_of_one_category_by_the_second_event_stops_the_first() throws Exception {
    try (var proxy = start()) {
      vendorsDown(proxy);
      var answer =
          proxy.post("{\"event_name\": \"page_view\", \"consent\": {\"gdpr\": 1, " + ALL + "}}");
      var cookie = answer.headers().firstValue("Set-Cookie").orElse("");

      choice(proxy, cookie.substring("_ty=".length(), cookie.indexOf(';')), STATISTICS);
      stopped(proxy, 1, "meta");
      vendorsWell(proxy);

      assertThat(proxy.settled().get("ga4")).extracting(sum -> sum.of("delivered")).isEqualTo(1L);
    }
  }

  @Test
  void a_choice_told_without_an_event_counts_and_no_destination_has_it() throws Exception {
    try (var proxy = start()) {
      vendorsDown(proxy);
      purchase(proxy, "waits", ADA, ALL);

      var answer = choice(proxy, ADA, STATISTICS);
      stopped(proxy, 1, "meta", "partner");
      vendorsWell(proxy);

      assertThat(answer.body())
          .contains("\"withheld\":[{\"index\":0,\"reason\":\"consent_only\"}]");
      var sums = proxy.settled();
      assertThat(sums.values()).allSatisfy(sum -> assertThat(sum.accepted()).isEqualTo(1));
      assertThat(sums.get("ga4")).extracting(sum -> sum.of("delivered")).isEqualTo(1L);
    }
  }

  @Test
  void opting_out_stops_what_waits_also_after_a_restart_and_denies_what_comes() throws Exception {
    try (var proxy = start()) {
      vendorsDown(proxy);
      purchase(proxy, "waits", ADA, ALL);

      var answer = proxy.send(proxy.to("/optout").header("Cookie", "_ty=" + ADA).GET());
      proxy.stopServer();
      vendorsWell(proxy);
      proxy.startServer();

      assertThat(answer.statusCode()).isEqualTo(200);
      assertThat(answer.body()).isEqualTo("{\"opted_out\":true}");
      assertThat(answer.headers().allValues("Set-Cookie"))
          .hasSize(2)
          .anySatisfy(cookie -> assertThat(cookie).startsWith("ty_optout=1; Path=/; Max-Age="))
          .anySatisfy(cookie -> assertThat(cookie).startsWith("_ty=; Path=/; Max-Age=0"));
      assertThat(proxy.settled().values())
          .allSatisfy(sum -> assertThat(sum.of("withheld")).isEqualTo(1));
      assertThat(taken(proxy)).isEmpty();

      var denied = purchase(proxy, "later", ADA + "; ty_optout=1", ALL);
      assertThat(denied.statusCode()).isEqualTo(202);
      assertThat(denied.body()).contains("\"reason\":\"consent_withdrawn\"");
      assertThat(proxy.settled().values())
          .allSatisfy(sum -> assertThat(sum.accepted()).isEqualTo(1));
    }
  }

  @Test
  void who_opts_in_again_is_served_again() throws Exception {
    try (var proxy = start()) {
      purchase(proxy, "first", ADA, ALL);
      proxy.settled();
      proxy.send(proxy.to("/optout").header("Cookie", "_ty=" + ADA).POST(BodyPublishers.noBody()));

      var answer =
          proxy.send(
              proxy.to("/optin").header("Cookie", "ty_optout=1").POST(BodyPublishers.noBody()));
      purchase(proxy, "second", ADA, ALL);

      assertThat(answer.headers().firstValue("Set-Cookie").orElse(""))
          .startsWith("ty_optout=; Path=/; Max-Age=0");
      assertThat(proxy.settled().values())
          .allSatisfy(sum -> assertThat(sum.of("delivered")).isEqualTo(2));
    }
  }

  @Test
  void opting_out_by_one_key_stops_what_was_sent_under_another() throws Exception {
    try (var proxy = start()) {
      event(proxy, "known", ADA, ALL, "\"user\": {\"user_id\": \"customer-7\"}");
      proxy.settled();
      vendorsDown(proxy);
      server(
          proxy,
          "from_shop",
          "\"user\": {\"user_id\": \"customer-7\", \"email\": \"ada@mail.example\"},"
              + " \"params\": {\"value\": 5, \"currency\": \"EUR\", \"transaction_id\": \"T-shop\"}");

      proxy.send(proxy.to("/optout").header("Cookie", "_ty=" + ADA).GET());
      stopped(proxy, 1, "meta", "ga4", "partner");
      vendorsWell(proxy);

      assertThat(proxy.settled().values())
          .allSatisfy(sum -> assertThat(sum.of("withheld")).isEqualTo(1));
      assertThat(taken(proxy)).isEmpty();
    }
  }

  @Test
  void a_refusal_of_one_category_by_one_key_counts_for_another_until_it_is_given_again()
      throws Exception {
    try (var proxy = start()) {
      event(proxy, "known", ADA, ALL, USER);
      proxy.settled();
      vendorsDown(proxy);
      server(proxy, "waits", USER + ", " + ORDER);

      choice(proxy, ADA, STATISTICS);
      stopped(proxy, 1, "meta", "partner");
      var later = server(proxy, "later", USER + ", " + ORDER);
      vendorsWell(proxy);

      assertThat(later.body()).contains("\"accepted\":[\"later\"]");
      var sums = proxy.settled();
      assertThat(sums.get("meta")).extracting(sum -> sum.of("withheld")).isEqualTo(2L);
      assertThat(sums.get("ga4")).extracting(sum -> sum.of("delivered")).isEqualTo(3L);

      choice(proxy, ADA, ALL);
      event(proxy, "again", ADA, ALL, USER);
      // It is noted behind the answer: what comes after it in order has been seen.
      event(proxy, "marker", BEA, NONE, "\"user\": {}");
      server(proxy, "own", USER + ", " + ORDER);
      assertThat(proxy.settled().get("meta")).extracting(sum -> sum.of("withheld")).isEqualTo(2L);
    }
  }

  @Test
  void a_rule_that_writes_another_user_id_hides_nobody() throws Exception {
    Files.createDirectories(folder.resolve("rules"));
    Files.writeString(
        folder.resolve("rules/crm.yaml"),
        """
        - name: crm
          set: { user.user_id: crm-4711 }
        """);
    try (var proxy = start()) {
      event(proxy, "known", ADA, ALL, USER);
      proxy.settled();
      vendorsDown(proxy);
      server(proxy, "waits", USER + ", " + ORDER);
      event(proxy, "other", BEA, ALL, "\"user\": {\"user_id\": \"customer-8\"}");

      proxy.send(proxy.to("/optout").header("Cookie", "_ty=" + ADA).GET());
      stopped(proxy, 1, "meta", "ga4", "partner");
      vendorsWell(proxy);

      proxy.settled();
      assertThat(taken(proxy)).contains("other").doesNotContain("waits");
    }
  }

  @Test
  void a_backend_can_take_away_by_the_user_s_id() throws Exception {
    try (var proxy = start()) {
      event(proxy, "known", ADA, ALL, "\"user\": {\"user_id\": \"customer-7\"}");
      proxy.settled();
      vendorsDown(proxy);
      event(proxy, "waits", ADA, ALL, "\"user\": {\"user_id\": \"customer-7\"}");

      server(
          proxy, "refused", "\"user\": {\"user_id\": \"customer-7\"}, \"consent\": {" + NONE + "}");
      stopped(proxy, 1, "meta", "ga4", "partner");
      vendorsWell(proxy);

      assertThat(proxy.settled().values())
          .allSatisfy(sum -> assertThat(sum.of("withheld")).isEqualTo(1));
      assertThat(taken(proxy)).isEmpty();
    }
  }

  @Test
  void a_stranger_s_refusal_stops_nothing_of_a_user_that_waits_and_counts_for_what_comes()
      throws Exception {
    try (var proxy = start()) {
      event(proxy, "known", ADA, ALL, USER);
      proxy.settled();
      vendorsDown(proxy);
      server(proxy, "waits", USER);

      for (var stranger : new String[] {"", BEA}) {
        assertThat(event(proxy, "refused" + stranger, stranger, NONE, USER).statusCode())
            .isEqualTo(202);
      }
      var later = server(proxy, "later", USER);
      vendorsWell(proxy);

      assertThat(later.body()).contains("\"reason\":\"category_refused\"");
      assertThat(proxy.settled().values())
          .allSatisfy(sum -> assertThat(sum.of("withheld")).isZero());
      assertThat(taken(proxy)).contains("waits");

      event(proxy, "again", ADA, ALL, USER);
      Eventually.holds("the user's own word counts", () -> accepts(proxy));
    }
  }

  @Test
  void a_stranger_who_first_agreed_takes_nothing_back_either() throws Exception {
    try (var proxy = start()) {
      event(proxy, "known", ADA, ALL, USER);
      proxy.settled();
      vendorsDown(proxy);
      server(proxy, "waits", USER);

      event(proxy, "agreed", BEA, ALL, USER);
      event(proxy, "refused", BEA, NONE, USER);
      proxy.send(proxy.to("/optout").header("Cookie", "_ty=" + BEA).GET());
      vendorsWell(proxy);

      proxy.settled();
      assertThat(taken(proxy)).contains("waits");
    }
  }

  @Test
  void a_stranger_s_consent_gives_nothing_back_that_a_user_refused() throws Exception {
    try (var proxy = start()) {
      event(proxy, "known", ADA, ALL, USER);
      proxy.settled();
      event(proxy, "refused", ADA, NONE, USER);

      event(proxy, "agreed", BEA, ALL, USER);
      event(proxy, "once more", "", ALL, USER);
      proxy.settled();

      // It is noted behind the answer: what comes after it in order has been seen.
      event(proxy, "marker", BEA, NONE, "\"user\": {}");
      assertThat(server(proxy, "later", USER).body()).contains("consent_withdrawn");
    }
  }

  private static boolean accepts(RunningProxy proxy) {
    return accepts(proxy, USER);
  }

  private static boolean accepts(RunningProxy proxy, String whom) {
    try {
      return server(proxy, "own", whom).body().contains("\"accepted\":[\"own\"]");
    } catch (Exception failure) {
      throw new AssertionError(failure);
    }
  }

  @Test
  void a_refusal_by_somebody_who_never_agreed_is_not_written_down() throws Exception {
    try (var proxy = start()) {
      event(proxy, "refused", "", NONE, "\"user\": {\"user_id\": \"customer-8\"}");
      assertThat(consents(proxy)).isEmpty();

      proxy.startServer();
      event(proxy, "agreed", "", ALL, "\"user\": {\"user_id\": \"customer-8\"}");
      assertThat(consents(proxy)).isNotEmpty();
    }
  }

  /// What the log holds of them. Stops the server.
  private static List<String> consents(RunningProxy proxy) throws IOException {
    var found = new ArrayList<String>();
    proxy.stopServer();
    try (var log = proxy.openLog()) {
      log.forEachUnsealed((column, _, value) -> {
        if (column.equals("consents")) {
          found.add(new String(value, ISO_8859_1));
        }
      });
    }
    return found;
  }

  private RunningProxy start() throws Exception {
    return RunningProxy.start(folder);
  }

  private static List<StandIn> vendors(RunningProxy proxy) {
    return List.of(proxy.vendors().meta(), proxy.vendors().ga4(), proxy.vendors().partner());
  }

  private static void vendorsDown(RunningProxy proxy) {
    vendors(proxy).forEach(vendor -> vendor.script(100_000, Misbehaviour.status(503)));
  }

  /// What was under way when the visitor took it back has ended by then, too.
  private static void stopped(RunningProxy proxy, long count, String... destinations) {
    Eventually.holds(
        "what waited is withheld",
        () -> {
          try {
            return proxy.sums().entrySet().stream()
                .filter(each -> List.of(destinations).contains(each.getKey()))
                .allMatch(each -> each.getValue().of("withheld") == count);
          } catch (Exception failure) {
            throw new AssertionError(failure);
          }
        });
  }

  private static void vendorsWell(RunningProxy proxy) {
    proxy.vendors().clear();
  }

  /// Names of the events that were taken, as the partner and Meta tell them.
  private static List<String> taken(RunningProxy proxy) {
    return vendors(proxy).stream()
        .flatMap(vendor -> vendor.requests().stream())
        .filter(request -> request.taken())
        .flatMap(request -> request.events().stream())
        .map(event -> event.id())
        .filter(id -> !id.isEmpty())
        .toList();
  }

  private static HttpResponse<String> purchase(
      RunningProxy proxy, String id, String visitor, String consent) throws Exception {
    return event(proxy, id, visitor, consent, "\"user\": {}");
  }

  private static HttpResponse<String> choice(RunningProxy proxy, String visitor, String consent)
      throws Exception {
    return proxy.send(
        proxy
            .to("/e")
            .header("Cookie", "_ty=" + visitor)
            .POST(
                BodyPublishers.ofString(
                    "{\"event_name\": \"ty_consent\", \"consent\": {\"gdpr\": 1, "
                        + consent
                        + "}}")));
  }

  private static HttpResponse<String> event(
      RunningProxy proxy, String id, String visitor, String consent, String user) throws Exception {
    return proxy.send(
        proxy
            .to("/e")
            .header("Cookie", "_ty=" + visitor)
            .header("User-Agent", "Mozilla/5.0 (X11) Gecko/1")
            .POST(BodyPublishers.ofString(body(id, user, consent))));
  }

  private static HttpResponse<String> server(RunningProxy proxy, String id, String rest)
      throws Exception {
    return proxy.send(
        proxy
            .to("/e")
            .header("Authorization", "Bearer " + Contract.SERVER_KEY)
            .POST(
                BodyPublishers.ofString(
                    "{\"event_name\": \"purchase\", \"event_id\": \"" + id + "\", " + rest + "}")));
  }

  private static String body(String id, String user, String consent) {
    return """
    {"event_name": "purchase", "event_id": "%s", "page": {"url": "https://www.example.com/thanks"},
     "params": {"value": 5, "currency": "EUR", "transaction_id": "T-%s"}, %s,
     "ids": {"click_id": "c-%s"}, "consent": {%s}}
    """
        .formatted(id, id, user, id, consent.isEmpty() ? "" : "\"gdpr\": 1, " + consent);
  }
}
