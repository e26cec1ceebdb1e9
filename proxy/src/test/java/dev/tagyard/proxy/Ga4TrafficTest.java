package dev.tagyard.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tagyard.proxy.standin.StandIn;
import dev.tagyard.proxy.standin.StandInRequest;
import dev.tagyard.proxy.standin.StandInRequest.EventSeen;
import dev.tagyard.proxy.standin.StandIns;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What gtag sends, through a whole proxy, to three vendors.
class Ga4TrafficTest {
  private static final String GRANTED = "&gcs=G111&gcd=13r3r3r3r5l1&npa=0&dma=1&dma_cps=syphamo";
  private static final String DENIED = "&gcs=G100&gcd=13p3p3p3p5l1&npa=1&dma=1&dma_cps=-";
  private static final String BUY =
      "en=purchase&_c=1&_et=2300&cu=EUR&ep.transaction_id=T-8812&epn.value=134.8"
          + "&pr1=idSKU1~nmBoots%20~~%20laces~pr64.95~qt2~k0size~v042";

  private static final String CONFIGURATION =
      """
      public:
        listen: 127.0.0.1:0
        prefix: /metrics
      admin:
        listen: 127.0.0.1:0
      data:
        dir: data
      sources:
        ga4: {}
        server:
          api_keys: ["key-of-nobody"]
      destinations:
        meta:
          type: meta
          pixel_id: "1234567890"
          access_token: token-of-nobody
          endpoint: %s
        ga4:
          type: ga4
          measurement_id: G-TEST123
          api_secret: secret-of-nobody
          endpoint: %s
        other:
          type: ga4
          measurement_id: G-OTHER
          events: [search, share]
          api_secret: secret-of-nobody
          endpoint: %s
        partner:
          type: postback
          url: %s/postback?cid={click_id}&payout={value}&cur={currency}&txid={transaction_id}&eid={event_id}
          consent: { google: [ad_storage, ad_user_data] }
      """;

  @TempDir private Path folder = Path.of("");

  @Test
  void each_event_arrives_whole_and_once() throws Exception {
    try (var proxy = new Running(folder)) {
      proxy.hit("GET", 1, GRANTED + "&en=page_view&_ss=1&_fv=1&ep.page_type=start", "");
      var batch = "en=view_item&ep.n=1\r\nen=view_item&ep.n=2&dt=Laces\r\nen=scroll&_et=10";
      proxy.hit("POST", 2, GRANTED, batch);
      proxy.hit("POST", 3, GRANTED + "&" + BUY, "");
      proxy.hit("POST", 3, GRANTED + "&" + BUY + "&_z=retryFetch", "");
      proxy.hit("POST", 2, GRANTED, batch);

      proxy.end();

      assertThat(names(proxy.vendors.ga4()))
          .containsExactlyInAnyOrder("page_view", "view_item", "view_item", "scroll", "purchase");
      assertThat(names(proxy.vendors.meta()))
          .containsExactlyInAnyOrder(
              "PageView", "ViewContent", "ViewContent", "scroll", "Purchase");
      assertThat(requests(proxy.vendors.partner())).hasSize(5);
      assertThat(requests(proxy.vendors.ga4()))
          .allMatch(request -> request.path().equals("/g/collect"))
          .allMatch(request -> request.query().contains("_uip=127.0.0.1"))
          .allMatch(request -> "Browser/1".equals(request.headers().get("user-agent")));
      assertThat(requests(proxy.vendors.ga4()))
          .filteredOn(request -> names(request).contains("purchase"))
          .singleElement()
          .satisfies(purchase ->
              assertThat(purchase.query())
                  .contains("tid=G-TEST123", "sid=1763805590", "gcs=G111", "cu=EUR")
                  .contains("epn.value=134.8", "ep.transaction_id=T-8812")
                  .contains("pr1=idSKU1~nmBoots%20~~%20laces~pr64.95~qt2~k0size~v042"));
    }
  }

  @Test
  void whose_mail_brought_the_visitor_is_told_to_nobody() throws Exception {
    try (var proxy = new Running(folder)) {
      var addresses =
          "&dl=https%3A%2F%2Fwww.example.org%2F%3Fa%3D1%26mc_eid%3DPERSON"
              + "&dr=https%3A%2F%2Fmail.example%2F%3F_hsenc%3DPERSON"
              + "&dp=%2Fboots%3Fmkt_tok%3DPERSON";
      proxy.hit("GET", 1, GRANTED + "&en=page_view" + addresses, "");

      proxy.end();

      assertThat(requests(proxy.vendors.ga4()))
          .singleElement()
          .satisfies(request ->
              assertThat(request.query()).contains("a%3D1", "boots").doesNotContain("PERSON"));
      // Alone, or in a batch with the last event.
      assertThat(checked(proxy.vendors.meta()).stream().map(StandInRequest::body))
          .anyMatch(body -> body.contains("a=1"))
          .noneMatch(body -> body.contains("PERSON"));
    }
  }

  @Test
  void a_denied_hit_reaches_nobody() throws Exception {
    try (var proxy = new Running(folder)) {
      var email = "&ep.user_data.email_address=ada%40example.org";
      proxy.hit("GET", 1, DENIED + "&en=page_view" + email, "");
      proxy.hit("POST", 2, DENIED, BUY + "\r\nen=scroll");

      proxy.end();

      assertThat(names(proxy.vendors.ga4())).isEmpty();
      assertThat(names(proxy.vendors.meta())).isEmpty();
      assertThat(names(proxy.vendors.partner())).isEmpty();
    }
  }

  @Test
  void a_purchase_from_gtag_and_from_the_shop_s_server_counts_once() throws Exception {
    try (var proxy = new Running(folder)) {
      proxy.hit("POST", 1, GRANTED + "&" + BUY, "");
      proxy.server(
          """
          {"event_name": "purchase", "event_id": "order-8812",
           "params": {"transaction_id": "T-8812", "value": 134.8, "currency": "EUR"},
           "user": {"email": "ada@example.org"},
           "consent": {"google": {"ad_storage": "granted", "ad_user_data": "granted",
             "ad_personalization": "granted", "analytics_storage": "granted"}}}\
          """);

      proxy.end();

      assertThat(names(proxy.vendors.ga4())).containsExactly("purchase");
      assertThat(names(proxy.vendors.meta())).containsExactly("Purchase");
      assertThat(requests(proxy.vendors.partner())).hasSize(1);
    }
  }

  @Test
  void a_hit_goes_to_the_stream_that_it_names_and_a_foreign_one_to_the_first() throws Exception {
    try (var proxy = new Running(folder)) {
      proxy.hitOf("G-OTHER", 1, GRANTED + "&en=search");
      proxy.hitOf("G-NOBODYS", 1, GRANTED + "&en=share");

      proxy.end();

      assertThat(requests(proxy.vendors.ga4()))
          .extracting(request -> names(request) + " " + request.query().substring(4, 16))
          .containsExactlyInAnyOrder("[search] tid=G-OTHER&", "[share] tid=G-TEST12");
    }
  }

  @Test
  void one_event_of_two_streams_reaches_each_stream_and_all_others_once() throws Exception {
    try (var proxy = new Running(folder)) {
      var share = GRANTED + "&en=share&ep.method=mail";
      proxy.hitOf("G-TEST123", 1, share + "&epn.value=5&_et=10");
      // Counters of the two run apart, and params have no order.
      proxy.hitOf("G-OTHER", 2, GRANTED + "&en=share&epn.value=5&ep.method=mail&_et=12");
      // Done once more.
      proxy.hitOf("G-OTHER", 3, share + "&epn.value=5");
      proxy.hitOf("G-TEST123", 3, share + "&epn.value=5");
      // Another event of the same name, and one of another page, such as another site's.
      proxy.hitOf("G-OTHER", 4, share + "&epn.value=6");
      proxy.hitOf("G-OTHER", 5, share + "&epn.value=5&dl=https%3A%2F%2Fother.example%2F");

      proxy.end();

      assertThat(requests(proxy.vendors.ga4()))
          .extracting(request -> request.query().substring(4, 15))
          .containsExactlyInAnyOrder(
              "tid=G-TEST1",
              "tid=G-TEST1",
              "tid=G-OTHER",
              "tid=G-OTHER",
              "tid=G-OTHER",
              "tid=G-OTHER");
      assertThat(names(proxy.vendors.meta())).hasSize(4);
      assertThat(requests(proxy.vendors.partner())).hasSize(4);
    }
  }

  @Test
  void a_rule_that_keeps_one_stream_from_the_others_leaves_them_the_other_stream_s()
      throws Exception {
    Files.createDirectory(folder.resolve("rules"));
    Files.writeString(
        folder.resolve("rules/streams.yaml"),
        """
        - name: other_stream_is_google_s_alone
          match: { ga4.tid: G-OTHER }
          send_to: [other]
        """);
    try (var proxy = new Running(folder, "rules: rules\n")) {
      proxy.hitOf("G-OTHER", 1, GRANTED + "&en=share");
      proxy.hitOf("G-TEST123", 1, GRANTED + "&en=share");

      proxy.end();

      assertThat(names(proxy.vendors.ga4())).containsExactly("share", "share");
      assertThat(names(proxy.vendors.meta())).containsExactly("share");
      assertThat(requests(proxy.vendors.partner())).hasSize(1);
    }
  }

  @Test
  void the_tag_gets_the_answers_that_it_knows() throws Exception {
    try (var proxy = new Running(folder)) {
      var answer = proxy.hit("GET", 1, DENIED + "&en=page_view&richsstsse", "");
      var odd = proxy.send("POST", "/metrics/g/collect?&&=&v&%E2%82=1;2", "\u0000&en=%");
      var probe = proxy.send("GET", "/_/service_worker/57n0/sw_iframe.html?origin=x&1p=1", "");
      var prefixed = proxy.send("GET", "/metrics/_/service_worker/57n0/sw_iframe.html", "");

      assertThat(answer.statusCode()).isEqualTo(204);
      assertThat(answer.headers().firstValue("cache-control")).contains("no-store");
      assertThat(answer.headers().firstValue("cross-origin-resource-policy"))
          .contains("cross-origin");
      assertThat(answer.headers().firstValue("set-cookie")).isEmpty();
      assertThat(odd.statusCode()).isEqualTo(204);
      assertThat(probe.statusCode()).isEqualTo(404);
      assertThat(prefixed.statusCode()).isEqualTo(404);
    }
  }

  /// Every one within the vendor's rules.
  private static List<StandInRequest> checked(StandIn vendor) {
    assertThat(vendor.requests()).allSatisfy(r -> assertThat(r.violations()).isEmpty());
    return vendor.requests();
  }

  /// Without those that hold the last event; for vendors that take one event a request.
  private static List<StandInRequest> requests(StandIn vendor) {
    return checked(vendor).stream()
        .filter(request -> request.events().stream().noneMatch(e -> e.id().equals("the-end")))
        .toList();
  }

  private static List<String> names(StandIn vendor) {
    return checked(vendor).stream()
        .flatMap(request -> request.events().stream())
        .filter(event -> !event.id().equals("the-end"))
        .map(EventSeen::name)
        .toList();
  }

  private static List<String> names(StandInRequest request) {
    return request.events().stream().map(EventSeen::name).toList();
  }

  /// A proxy with its vendors.
  private static final class Running implements AutoCloseable {
    private final Vertx vertx = Vertx.vertx();
    private final StandIns vendors =
        StandIns.start(vertx, InstantSource.system(), StandIns.Ports.FREE).await();
    private final HttpClient client =
        HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final Server server;

    Running(Path folder) throws IOException, Server.Refused {
      this(folder, "");
    }

    /// @param more keys of the configuration
    Running(Path folder, String more) throws IOException, Server.Refused {
      var file = folder.resolve("tagyard.yaml");
      var google = vendors.ga4().endpoint();
      Files.writeString(
          file,
          CONFIGURATION.formatted(
                  vendors.meta().endpoint(), google, google, vendors.partner().endpoint())
              + more);
      server = Server.start(file, Server.Surroundings.ofProcess());
    }

    HttpResponse<String> hit(String method, int request, String rest, String body)
        throws IOException, InterruptedException {
      return send(method, path("G-TEST123", request, rest), body);
    }

    void hitOf(String stream, int request, String rest) throws IOException, InterruptedException {
      send("GET", path(stream, request, rest), "");
    }

    private static String path(String stream, int request, String rest) {
      return "/metrics/g/collect?v=2&tid=%s&_p=1763805600000&cid=1122334455.1763773200&_s=%d"
              .formatted(stream, request)
          + "&sid=1763805590&sct=1&seg=1&dl=https%3A%2F%2Fwww.shop.example%2Fboots&dt=Boots"
          + "&sst.rnd=1.2"
          + rest;
    }

    HttpResponse<String> send(String method, String path, String body)
        throws IOException, InterruptedException {
      return client.send(
          HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + server.publicPort() + path))
              .method(method, BodyPublishers.ofString(body))
              .header("User-Agent", "Browser/1")
              .build(),
          BodyHandlers.ofString());
    }

    void server(String event) throws IOException, InterruptedException {
      var answer =
          client.send(
              HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + server.publicPort() + "/e"))
                  .header("Authorization", "Bearer key-of-nobody")
                  .POST(BodyPublishers.ofString(event))
                  .build(),
              BodyHandlers.ofString());
      assertThat(answer.statusCode()).as(answer.body()).isEqualTo(202);
    }

    /// One more event, which all get; what came before it was dispatched before it. Then the proxy
    /// stops, which lets calls under way end.
    void end() throws IOException, InterruptedException {
      var arrivals = new CountDownLatch(3);
      for (var vendor : List.of(vendors.meta(), vendors.ga4(), vendors.partner())) {
        vendor.onRequest(request -> {
          if (request.events().stream().anyMatch(event -> event.id().equals("the-end"))) {
            arrivals.countDown();
          }
        });
      }
      hit("GET", 99, GRANTED + "&en=the_end&ep.event_id=the-end", "");
      assertThat(arrivals.await(30, TimeUnit.SECONDS)).isTrue();
      server.close();
    }

    @Override
    public void close() {
      server.close();
      vendors.close().await();
      vertx.close().await();
      client.close();
    }
  }
}
