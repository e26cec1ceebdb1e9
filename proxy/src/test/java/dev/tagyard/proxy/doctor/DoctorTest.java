package dev.tagyard.proxy.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import dev.tagyard.proxy.browser.Certificate;
import dev.tagyard.proxy.doctor.Finding.Status;
import dev.tagyard.proxy.plan.Plan;
import dev.tagyard.proxy.plan.PlanReader;
import dev.tagyard.proxy.standin.Misbehaviour;
import dev.tagyard.proxy.standin.OtherVendors;
import dev.tagyard.proxy.standin.StandIns;
import dev.tagyard.rules.RuleObserver;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// The doctor before stand-in vendors, with a DNS of its own.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class DoctorTest {
  private static final Names NO_DNS = new Names(host -> List.of(), host -> Optional.empty());
  private static final InstantSource CLOCK = InstantSource.system();

  private static final String URL =
      "  url: https://t.example.com:1\n  cors_origins: [\"https://www.example.com\"]\n";

  private final Vertx vertx = Vertx.vertx();
  private final List<StandIns> started = new ArrayList<>();

  @TempDir private Path folder = Path.of("");

  @BeforeAll
  void start() throws Exception {
    started.add(get(StandIns.start(vertx, CLOCK, StandIns.Ports.FREE)));
  }

  @AfterAll
  void stop() throws Exception {
    get(vendors().close());
    get(vertx.close());
  }

  @BeforeEach
  void forget() {
    vendors().clear();
  }

  @Test
  void says_of_each_vendor_whether_it_is_reached_and_takes_the_credentials() throws Exception {
    var findings = examine(yaml("", "test_event_code: TEST1\n    "), NO_DNS, CLOCK);

    assertThat(status(findings, "reach:meta")).isEqualTo(Status.OK);
    assertThat(status(findings, "reach:ga4")).isEqualTo(Status.OK);
    assertThat(status(findings, "reach:partner")).isEqualTo(Status.OK);
    assertThat(status(findings, "credentials:meta")).isEqualTo(Status.OK);
    assertThat(one(findings, "credentials:ga4"))
        .satisfies(told -> {
          assertThat(told.status()).isEqualTo(Status.OK);
          assertThat(told.found()).contains("Google never says");
        });
    assertThat(one(findings, "credentials:partner"))
        .satisfies(told -> {
          assertThat(told.status()).isEqualTo(Status.SKIPPED);
          assertThat(told.found()).startsWith("Not checked");
        });
  }

  @Test
  void what_the_server_may_not_call_is_not_called() throws Exception {
    var loopback = InetAddress.getLoopbackAddress();
    var names = new Names(_ -> List.of(loopback), _ -> Optional.empty());
    var yaml =
        yaml("", "test_event_code: TEST1\n    ").replace("http://127.0.0.1:", "http://inner.test:");

    var findings = examine(yaml, names, CLOCK);

    for (var name : List.of("reach:meta", "reach:ga4", "reach:partner")) {
      assertThat(one(findings, name).status()).isEqualTo(Status.FAIL);
      assertThat(one(findings, name).found())
          .contains("stands for 127.0.0.1", "list it in allow_networks");
    }
    assertThat(one(findings, "credentials:meta").found())
        .startsWith("Not checked: its host name stands for 127.0.0.1");
    assertThat(vendors().meta().requests()).isEmpty();
  }

  @Test
  void nothing_is_sent_that_would_count() throws Exception {
    examine(yaml("", ""), NO_DNS, CLOCK);

    assertThat(vendors().meta().requests()).allMatch(request -> request.method().equals("HEAD"));
    assertThat(vendors().partner().requests()).allMatch(request -> request.method().equals("HEAD"));
    assertThat(vendors().ga4().requests())
        .filteredOn(request -> request.method().equals("POST"))
        .allMatch(request -> request.path().equals("/debug/mp/collect"))
        .allSatisfy(request -> assertThat(request.violations()).isEmpty());
  }

  @Test
  void tells_when_a_vendor_refuses_the_token() throws Exception {
    vendors().meta().script(1, Misbehaviour.status(200));
    vendors()
        .meta()
        .script(
            1,
            new Misbehaviour.Answer(
                401,
                Map.of("Content-Type", "application/json"),
                "{\"error\":{\"code\":190,\"message\":\"Invalid OAuth access token.\"}}"));

    var findings = examine(yaml("", "test_event_code: TEST1\n    "), NO_DNS, CLOCK);

    assertThat(one(findings, "credentials:meta"))
        .satisfies(told -> {
          assertThat(told.status()).isEqualTo(Status.FAIL);
          assertThat(told.found()).contains("Invalid OAuth access token").doesNotContain("a-token");
          assertThat(told.todo()).contains("new token");
        });
  }

  @Test
  void a_vendor_that_cannot_be_reached_is_wrong_and_an_offline_machine_is_not() throws Exception {
    var dead = "http://127.0.0.1:" + freePort();
    var one = yaml("", "").replace(vendors().meta().endpoint().toString(), dead);
    assertThat(one(examine(one, NO_DNS, CLOCK), "reach:meta"))
        .satisfies(told -> {
          assertThat(told.status()).isEqualTo(Status.FAIL);
          assertThat(told.found()).contains(dead, "no connection");
        });

    var all =
        one.replace(vendors().ga4().endpoint().toString(), "http://127.0.0.1:" + freePort())
            .replace(vendors().partner().endpoint().toString(), "http://127.0.0.1:" + freePort());
    var offline = examine(all, NO_DNS, CLOCK);

    assertThat(status(offline, "reach:meta")).isEqualTo(Status.SKIPPED);
    assertThat(status(offline, "clock")).isEqualTo(Status.SKIPPED);
  }

  @ParameterizedTest
  @CsvSource({"0, OK", "60, WARN", "-60, WARN", "600, FAIL"})
  void the_clock_is_compared_with_the_vendors(int secondsAhead, Status expected) throws Exception {
    var now = Instant.parse("2026-11-22T10:00:00Z");
    var date =
        DateTimeFormatter.RFC_1123_DATE_TIME.format(
            now.minusSeconds(secondsAhead).atOffset(ZoneOffset.UTC));
    var vendor = serve(Map.of("Date", date), 200, "");
    try {
      var yaml =
          yaml("", "")
              .replace(
                  vendors().meta().endpoint().toString(),
                  "http://127.0.0.1:" + vendor.actualPort());

      assertThat(status(examine(yaml, NO_DNS, InstantSource.fixed(now)), "clock"))
          .isEqualTo(expected);
    } finally {
      get(vendor.close());
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "203.0.113.5 |              | 203.0.7.1         |                  | OK",
        "203.0.113.5 |              | 198.51.100.1      |                  | WARN",
        "203.0.113.5 |              | 2001:db8:1:2::1   |                  | WARN",
        "2001:db8:1:2::9 |          | 2001:db8:1:2::1   |                  | OK",
        "2001:db8:1:3::9 |          | 2001:db8:1:2::1   |                  | WARN",
        "203.0.113.5 2001:db8:1:2::9 | | 203.0.7.1 2001:db8:1:2::1 |            | OK",
        "203.0.113.5 2001:db8:1:3::9 | | 203.0.7.1 2001:db8:1:2::1 |            | WARN",
        "203.0.113.5 198.51.100.5    | | 203.0.7.1                 |            | WARN",
        "203.0.113.5 203.0.113.6     | | 203.0.7.1 203.0.7.2       |            | OK",
        "203.0.113.5 2001:db8:1:2::9 | | 203.0.7.1                 |            | WARN",
        "203.0.113.5                 | | 203.0.7.1 2001:db8:1:2::1 |            | WARN",
        "203.0.113.5 | x.cdn.test   | 203.0.7.1         |                  | WARN",
        "203.0.113.5 | x.cdn.test   | 198.51.100.1      | y.cdn.test       | OK",
        "203.0.113.5 | h.example.com | 198.51.100.1     |                  | OK"
      })
  void safari_is_judged_by_alias_then_by_network(
      String ours,
      @Nullable String ourAlias,
      String theirs,
      @Nullable String theirAlias,
      Status expected)
      throws Exception {
    var names =
        names(
            Map.of("t.example.com", ours, "www.example.com", theirs),
            aliases(ourAlias, theirAlias));

    assertThat(status(examine(yaml(URL, ""), names, CLOCK), "safari")).isEqualTo(expected);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "203.0.113.5 2001:db8:1:2::9 | 203.0.7.1 | www.example.com has no AAAA record and t.",
        "203.0.113.5 | 203.0.7.1 2001:db8:1:2::1 | t.example.com has no AAAA record and www.",
        "2001:db8:1:2::9 | 203.0.7.1 2001:db8:1:2::1 | t.example.com has no A record and www.",
        "203.0.113.5 | 2001:db8:1:2::1 | are not in one network",
        "203.0.113.5 198.51.100.5 | 203.0.7.1 | are not always in one network"
      })
  void what_safari_makes_of_addresses_is_told(String ours, String theirs, String told)
      throws Exception {
    var names = names(Map.of("t.example.com", ours, "www.example.com", theirs), Map.of());

    assertThat(one(examine(yaml(URL, ""), names, CLOCK), "safari").found()).contains(told);
  }

  @Test
  void a_host_without_address_is_wrong() throws Exception {
    assertThat(status(examine(yaml(URL, ""), NO_DNS, CLOCK), "dns")).isEqualTo(Status.FAIL);
  }

  @ParameterizedTest
  @CsvSource({
    "example.com, OK",
    "t.example.com, WARN",
    "example.org, FAIL",
  })
  void the_cookie_domain_must_hold_the_host(String domain, Status expected) throws Exception {
    var yaml = yaml(URL + "  cookie_domain: " + domain + "\n", "");

    assertThat(status(examine(yaml, NO_DNS, CLOCK), "cookie_domain")).isEqualTo(expected);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "https://www.example.com   | OK",
        "https://www.example.com:443 | FAIL",
        "https://www.example.org   | WARN",
        "http://localhost:8081     | OK"
      })
  void origins_are_such_as_browsers_send(String origin, Status expected) throws Exception {
    var yaml = yaml(URL.replace("https://www.example.com", origin), "");

    assertThat(status(examine(yaml, NO_DNS, CLOCK), "cors_origins")).isEqualTo(expected);
  }

  @Test
  void that_no_page_s_origin_is_checked_is_told_only_where_none_is() throws Exception {
    assertThat(one(examine(yaml("", ""), NO_DNS, CLOCK), "cors_origins").found())
        .endsWith("no page's origin is checked.");
    assertThat(
            one(
                    examine(
                        yaml("  guard: { sites: [\"https://www.example.com\"] }\n", ""),
                        NO_DNS,
                        CLOCK),
                    "cors_origins")
                .found())
        .doesNotContain("is checked");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "''                          | WARN",
        "url: http://localhost:8080  | WARN",
        "url: https://t.example.com  | FAIL"
      })
  void whoever_tries_it_out_needs_no_proxy(String url, Status expected) throws Exception {
    assertThat(status(examine(yaml("  " + url + "\n", ""), NO_DNS, CLOCK), "trusted_proxies"))
        .isEqualTo(expected);
  }

  @Test
  void what_cannot_be_tried_is_told_with_the_key_that_this_vendor_has() throws Exception {
    var yaml =
        yaml("", "")
            .replace("public:\n", "  events: { type: file, path: events.jsonl }\npublic:\n");

    var findings = examine(yaml, NO_DNS, CLOCK);

    assertThat(one(findings, "credentials:meta").todo()).contains("test_event_code");
    assertThat(one(findings, "credentials:partner").todo()).startsWith("Send an event");
    assertThat(findings).extracting(Finding::name).doesNotContain("credentials:events");
  }

  @Test
  void a_script_is_asked_for_a_sample_that_it_takes_and_one_that_takes_none_ends_nothing()
      throws Exception {
    Files.writeString(
        folder.resolve("members.js"),
        """
        export function request(event) {
          if (!event.user?.user_id) return { skip: 'no member' };
          return { url: 'http://127.0.0.1/points', body: { points: event.params.value } };
        }
        """);
    Files.writeString(
        folder.resolve("none.js"), "export const request = () => ({ skip: 'not today' });\n");
    Files.writeString(
        folder.resolve("wrong.js"), "export const request = (event) => event.params.no.value;\n");
    var script = "    hosts: [127.0.0.1]\n    endpoint: " + vendors().partner().endpoint() + "\n";
    var scripts = new StringBuilder("destinations:\n");
    for (var name : List.of("members", "none", "wrong")) {
      scripts.append("  %s:\n    type: script\n    module: %s.js\n".formatted(name, name));
      scripts.append(script);
    }

    var findings =
        examine(yaml("", "").replace("destinations:\n", scripts.toString()), NO_DNS, CLOCK);

    assertThat(status(findings, "reach:members")).isEqualTo(Status.OK);
    assertThat(one(findings, "reach:none"))
        .satisfies(told -> {
          assertThat(told.status()).isEqualTo(Status.SKIPPED);
          assertThat(told.found()).endsWith("not today.");
        });
    assertThat(status(findings, "credentials:none")).isEqualTo(Status.SKIPPED);
    assertThat(status(findings, "reach:wrong")).isEqualTo(Status.SKIPPED);
    assertThat(status(findings, "reach:meta")).isEqualTo(Status.OK);
    assertThat(findings).extracting(Finding::name).contains("clock");
  }

  @Test
  void what_nobody_foresaw_of_one_destination_ends_not_the_others() throws Exception {
    var yaml = yaml("", "").replaceFirst("url: \\S+", "url: http://our_partner/p?id={event_id}");

    var findings = examine(yaml, NO_DNS, CLOCK);

    assertThat(status(findings, "reach:partner")).isEqualTo(Status.SKIPPED);
    assertThat(status(findings, "reach:meta")).isEqualTo(Status.OK);
  }

  @ParameterizedTest
  @CsvSource({"false, FAIL", "true, SKIPPED"})
  void a_refresh_token_that_is_refused_may_have_been_renewed(boolean renewed, Status expected)
      throws Exception {
    if (renewed) {
      Files.createDirectories(folder.resolve("data"));
      Files.writeString(folder.resolve("data/refresh-tokens"), "sealed");
    }
    var refused = new Misbehaviour.Answer(400, Map.of(), "{\"error\": \"invalid_grant\"}");
    var vendor = vendors().of("microsoft_offline");
    vendor.script(1, Misbehaviour.status(200));
    vendor.script(1, refused);

    var told = one(examine(others(), NO_DNS, CLOCK), "credentials:microsoft_offline");

    assertThat(told.status()).isEqualTo(expected);
    assertThat(told.found()).contains("invalid_grant");
    assertThat(told.todo().contains("tagyard_destination_paused")).isEqualTo(renewed);
  }

  @Test
  void a_conversion_action_that_is_configured_is_tried() throws Exception {
    var yaml = others().replaceAll("conversions: .*987654321.*", "conversions: { lead: \"7\" }");

    assertThat(status(examine(yaml, NO_DNS, CLOCK), "credentials:data_manager"))
        .isEqualTo(Status.OK);
    assertThat(vendors().of("data_manager").requests())
        .filteredOn(request -> request.path().endsWith(":ingest"))
        .singleElement()
        .satisfies(
            request -> assertThat(request.body()).contains("\"productDestinationId\":\"7\""));
  }

  private String others() {
    return "data: { dir: data }\ndestinations:\n"
        + OtherVendors.yaml(type -> vendors().of(type).endpoint());
  }

  @Test
  void a_server_without_destinations_is_told() throws Exception {
    assertThat(status(examine("destinations: {}\n", NO_DNS, CLOCK), "destinations"))
        .isEqualTo(Status.WARN);
  }

  @Test
  void an_address_of_another_site_comes_with_one_that_would_do() throws Exception {
    var names = names(Map.of("t.example.com", "203.0.113.5"), Map.of());
    var yaml = yaml(URL.replace("www.example.com", "www.example.org"), "");

    assertThat(one(examine(yaml, names, CLOCK), "safari").todo()).endsWith(" t.example.org.");
  }

  @Test
  void a_proxy_in_front_that_is_not_trusted_is_wrong() throws Exception {
    assertThat(status(examine(yaml(URL, ""), NO_DNS, CLOCK), "trusted_proxies"))
        .isEqualTo(Status.FAIL);
    assertThat(
            status(
                examine(yaml(URL + "  trusted_proxies: [10.0.0.0/8]\n", ""), NO_DNS, CLOCK),
                "trusted_proxies"))
        .isEqualTo(Status.OK);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "[]                                  | FAIL",
        "[127.0.0.1/32]                      | FAIL",
        "[127.0.0.1, 172.16.0.0/12, fd00::/8] | FAIL",
        "[127.0.0.1/32, 192.0.2.0/24]        | OK",
        "['2001:db8:100::/40']               | OK"
      })
  void a_cdn_in_front_that_is_not_trusted_is_wrong(String trusted, Status expected)
      throws Exception {
    var cdn = serve(Map.of("cf-ray", "1"), 200, "{\"integrity\":\"sha384-x\"}");
    try {
      var url =
          "  url: http://127.0.0.1:" + cdn.actualPort() + "\n  trusted_proxies: " + trusted + "\n";

      assertThat(one(examine(yaml(url, ""), NO_DNS, CLOCK), "public_address"))
          .satisfies(told -> {
            assertThat(told.status()).isEqualTo(expected);
            assertThat(told.found()).contains("Cloudflare");
            assertThat(told.todo().contains("trusted_proxies")).isEqualTo(expected == Status.FAIL);
          });
    } finally {
      get(cdn.close());
    }
  }

  @ParameterizedTest
  @CsvSource({
    "x-served-by, t.example.com, OK",
    "x-served-by, cache-fra-etou8220100-FRA, FAIL",
    "x-vercel-id, fra1::abc, FAIL"
  })
  void a_proxy_of_one_s_own_is_no_cdn(String header, String value, Status expected)
      throws Exception {
    var proxy = serve(Map.of(header, value), 200, "{\"integrity\":\"sha384-x\"}");
    try {
      var url = "  url: http://127.0.0.1:" + proxy.actualPort() + "\n";

      assertThat(status(examine(yaml(url, ""), NO_DNS, CLOCK), "public_address"))
          .isEqualTo(expected);
    } finally {
      get(proxy.close());
    }
  }

  @ParameterizedTest
  @CsvSource({"0", "10"})
  void a_certificate_that_browsers_refuse_at_the_public_address_is_wrong(int daysAgo)
      throws Exception {
    var certificate = Certificate.make(folder, "localhost", daysAgo);
    var server = HttpsServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setHttpsConfigurator(new HttpsConfigurator(certificate.context()));
    server.start();
    try {
      var url = "  url: https://localhost:" + server.getAddress().getPort() + "\n";

      assertThat(one(examine(yaml(url, ""), NO_DNS, CLOCK), "public_address"))
          .satisfies(told -> {
            assertThat(told.status()).isEqualTo(Status.FAIL);
            assertThat(told.found()).contains("signed by nobody who is trusted");
            assertThat(told.todo()).contains("whole chain");
          });
    } finally {
      server.stop(0);
    }
  }

  @Test
  void the_certificate_s_files_are_read() throws Exception {
    Certificate.make(folder, "t.example.com", 0).write(folder);
    var tls = URL + "  tls: { certificate: cert.pem, key: key.pem }\n";

    assertThat(tls(tls, CLOCK))
        .satisfiesExactly(
            dates -> {
              assertThat(dates.status()).isEqualTo(Status.WARN);
              assertThat(dates.found()).startsWith("The certificate ends on ");
            },
            host -> assertThat(host.found()).isEqualTo("The certificate is for t.example.com."),
            chain -> {
              assertThat(chain.status()).isEqualTo(Status.WARN);
              assertThat(chain.found()).contains("signed by itself");
            },
            key -> assertThat(key.found()).isEqualTo("The key belongs to the certificate."));
    assertThat(tls(tls, InstantSource.fixed(Instant.now().plus(Duration.ofDays(5)))).getFirst())
        .satisfies(told -> {
          assertThat(told.status()).isEqualTo(Status.FAIL);
          assertThat(told.found()).startsWith("The certificate ended on ");
        });
    assertThat(tls(tls.replace("t.example.com:1", "x.example.com:1"), CLOCK).get(1))
        .satisfies(told -> {
          assertThat(told.status()).isEqualTo(Status.FAIL);
          assertThat(told.found()).contains("[t.example.com] and not for x.example.com");
        });
  }

  @Test
  void an_expired_certificate_and_a_key_that_came_later_are_wrong() throws Exception {
    Certificate.make(folder, "t.example.com", 10).write(folder);
    var old = Files.readString(folder.resolve("key.pem"));
    var tls = URL + "  tls: { certificate: cert.pem, key: key.pem }\n";
    assertThat(tls(tls, CLOCK).getFirst().found()).startsWith("The certificate ended on ");
    var plan = plan(yaml(tls, ""));

    Files.delete(folder.resolve("site.p12"));
    Certificate.make(folder, "t.example.com", 0).write(folder);
    Files.writeString(folder.resolve("key.pem"), old);

    assertThat(new Doctor(NO_DNS, CLOCK).examine(plan))
        .filteredOn(told -> told.name().equals("tls"))
        .singleElement()
        .satisfies(told -> {
          assertThat(told.status()).isEqualTo(Status.FAIL);
          assertThat(told.found()).contains("is not the key of the certificate");
        });
  }

  private List<Finding> tls(String visitors, InstantSource clock) throws IOException {
    return examine(yaml(visitors, ""), NO_DNS, clock).stream()
        .filter(told -> told.name().equals("tls"))
        .toList();
  }

  @Test
  void another_server_at_the_public_address_is_wrong() throws Exception {
    var other = serve(Map.of(), 404, "not here");
    try {
      var url = "  url: http://127.0.0.1:" + other.actualPort() + "\n";

      assertThat(status(examine(yaml(url, ""), NO_DNS, CLOCK), "public_address"))
          .isEqualTo(Status.FAIL);
    } finally {
      get(other.close());
    }
  }

  @ParameterizedTest
  @CsvSource({
    "127.0.0.1:9090, OK",
    "10.0.0.5:9090, OK",
    "0.0.0.0:9090, WARN",
    "203.0.113.5:9, WARN"
  })
  void an_admin_listener_that_all_may_reach_is_told(String listen, Status expected)
      throws Exception {
    var yaml = yaml("", "") + "admin:\n  listen: " + listen + "\n";

    assertThat(status(examine(yaml, NO_DNS, CLOCK), "admin")).isEqualTo(expected);
  }

  @Test
  void the_disk_is_measured_and_nothing_stays_on_it() throws Exception {
    var findings = examine(yaml("", ""), NO_DNS, CLOCK);

    assertThat(findings).extracting(Finding::name).contains("disk", "sync");
    assertThat(one(findings, "sync").found()).contains("A sync takes");
    try (var files = Files.list(folder)) {
      assertThat(files.map(Path::getFileName).map(Path::toString)).containsOnly("tagyard.yaml");
    }
  }

  @Test
  void a_folder_that_cannot_be_written_is_told_by_the_name_it_has_in_the_configuration()
      throws Exception {
    var yaml = yaml("", "").replace("dir: data", "dir: /proc/tagyard/data");

    assertThat(one(examine(yaml, NO_DNS, CLOCK), "disk"))
        .satisfies(told -> {
          assertThat(told.status()).isEqualTo(Status.FAIL);
          assertThat(told.found())
              .startsWith("data.dir, /proc/tagyard/data, cannot be written by this user");
        });
  }

  @Test
  void whatever_is_not_well_comes_with_something_to_do() throws Exception {
    assertThat(examine(yaml(URL, ""), NO_DNS, CLOCK))
        .filteredOn(told -> told.status() == Status.FAIL || told.status() == Status.WARN)
        .isNotEmpty()
        .allSatisfy(told -> assertThat(told.todo()).isNotEmpty());
  }

  private List<Finding> examine(String yaml, Names names, InstantSource clock) throws IOException {
    return new Doctor(names, clock).examine(plan(yaml));
  }

  private Plan plan(String yaml) throws IOException {
    var file = folder.resolve("tagyard.yaml");
    Files.writeString(file, yaml);
    var loaded =
        new PlanReader(file, name -> Optional.empty(), RuleObserver.NONE, InstantSource.system())
            .read(1);
    assertThat(loaded.problems()).isEmpty();
    return loaded.plan().orElseThrow();
  }

  /// @param visitors keys of `public`
  /// @param meta keys of the destination
  private String yaml(String visitors, String meta) {
    return """
    data:
      dir: data
    destinations:
      meta:
        type: meta
        %spixel_id: "1234567890"
        access_token: a-token
        endpoint: %s
      ga4:
        type: ga4
        measurement_id: G-TEST123
        api_secret: a-secret
        endpoint: %s
      partner:
        type: postback
        url: %s/postback?cid={click_id}&payout={value}&cur={currency}&txid={transaction_id}&eid={event_id}
    public:
      event_loops: 1
    %s\
    """
        .formatted(
            meta,
            vendors().meta().endpoint(),
            vendors().ga4().endpoint(),
            vendors().partner().endpoint(),
            visitors);
  }

  private HttpServer serve(Map<String, String> headers, int status, String body) throws Exception {
    return get(
        vertx
            .createHttpServer()
            .requestHandler(request -> {
              headers.forEach(request.response()::putHeader);
              request.response().setStatusCode(status).end(body);
            })
            .listen(0, "127.0.0.1"));
  }

  private static Names names(Map<String, String> addresses, Map<String, String> aliases) {
    return new Names(
        host ->
            Optional.ofNullable(addresses.get(host))
                .map(text -> Stream.of(text.split(" +")).map(InetAddress::ofLiteral).toList())
                .orElse(List.of()),
        host -> Optional.ofNullable(aliases.get(host)));
  }

  private static Map<String, String> aliases(@Nullable String ours, @Nullable String theirs) {
    var aliases = new HashMap<String, String>();
    if (ours != null) {
      aliases.put("t.example.com", ours);
    }
    if (theirs != null) {
      aliases.put("www.example.com", theirs);
    }
    return aliases;
  }

  private static Status status(List<Finding> findings, String name) {
    return one(findings, name).status();
  }

  private static Finding one(List<Finding> findings, String name) {
    var named = findings.stream().filter(told -> told.name().equals(name)).toList();
    assertThat(named).as(name).hasSize(1);
    return named.getFirst();
  }

  private static int freePort() throws IOException {
    try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  private StandIns vendors() {
    return started.getFirst();
  }

  private static <T> T get(Future<T> future) throws Exception {
    return future.toCompletionStage().toCompletableFuture().get(30, TimeUnit.SECONDS);
  }
}
