package dev.tagyard.proxy.standin;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.tagyard.proxy.destination.HttpCall;
import dev.tagyard.proxy.destination.Samples;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// What the stand-ins let pass and what they do not.
class StrictnessTest {
  private static final URI HOST = URI.create("http://127.0.0.1:1");
  private static final Vendor META = new MetaVendor(id -> false);
  private static final Vendor GA4 = new Ga4Vendor();
  private static final Vendor PARTNER = new PartnerVendor();

  @Test
  void our_destinations_break_no_rule_with_a_thousand_generated_events() {
    check(META, Vendors.meta(HOST));
    check(GA4, Vendors.ga4(HOST));
    check(PARTNER, Vendors.partner(HOST));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "\"event_time\":1795341540|\"event_time\":1795341540000|whole seconds",
        "\"event_time\":1795341540|\"event_time\":\"1795341540\"|whole seconds",
        "\"event_time\":1795341540|\"event_time\":1790000000|too old",
        "\"event_name\":\"Purchase\",||event_name",
        "\"action_source\":\"website\"|\"action_source\":\"web\"|action_source",
        "\"currency\":\"EUR\"|\"currency\":\"EURO\"|ISO 4217",
        "\"currency\":\"EUR\"|\"currency\":\"EUR\",\"currency\":\"EUR\"|Duplicate",
        "\"currency\":\"EUR\",||Purchase needs it",
        "\"value\":59.9|\"value\":\"59.9\"|a number",
        "\"em\":[|\"em\":[\"ada@example.org\",|must be hashed",
        "\"em\":[|\"em\":[\"E3B0C44298FC1C149AFBF4C8996FB92427AE41E4649B934CA495991B7852B855\",|hashed",
        "\"event_id\":\"e1\"|\"event_id\":\"ada@example.org\"|in the clear",
        "\"event_id\":\"e1\"|\"event_id\":\"+44 20 7946 0958\"|in the clear",
        "\"event_id\":\"e1\"|\"event_id\":\"e1\",\"extra\":1|is unknown",
        "\"data\":|\"batch\":1,\"data\":|is unknown",
        "\"fbp\":\"fb.1.|\"fbp\":\"xx.1.|must be fb",
        "\"user_data\":{|\"data_processing_options\":[\"LDX\"],\"user_data\":{|LDU",
        "\"user_data\":{|\"user_data\":{\"who\":\"x\",|is unknown",
        "\"access_token\":\"token-of-nobody\"|\"partner_agent\":\"x\"|",
      })
  void meta_is_strict(String good, String bad, String violation) {
    var verdict = judge(META, Vendors.meta(HOST), good, Optional.ofNullable(bad).orElse(""));

    assertThat(verdict.status()).isBetween(400, 499);
    Optional.ofNullable(violation)
        .ifPresent(words -> assertThat(verdict.violations()).anyMatch(v -> v.contains(words)));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "\"name\":\"purchase\"|\"name\":\"session_start\"|reserved",
        "\"name\":\"purchase\"|\"name\":\"my event\"|invalid",
        "\"client_id\":\"1.2\"|\"client_id\":\"\"|client_id",
        "\"client_id\":\"1.2\"|\"client_id\":\"1.2\",\"who\":1|unknown",
        "\"client_id\":\"1.2\"|\"client_id\":\"1.2\",\"consent\":{\"ad_user_data\":true}|GRANTED",
        "\"client_id\":\"1.2\"|\"client_id\":\"1.2\",\"client_id\":\"1.2\"|Duplicate",
        "\"timestamp_micros\":1795341540000000|\"timestamp_micros\":1795341540000|microseconds",
        "\"timestamp_micros\":1795341540000000|\"timestamp_micros\":1790000000000000|too old",
        "\"client_id\":\"1.2\"|\"client_id\":\"1.2\",\"timestamp_micros\":\"soon\"|microseconds",
        "\"item_id\":|\"a\":1,\"b\":1,\"c\":1,\"d\":1,\"e\":1,\"f\":1,\"g\":1,\"h\":1,\"i\":1,\"j\":1,\"k\":1,\"item_id\":|at"
            + " most 10",
        "\"engagement_time_msec\":1|\"engagement_time_msec\":0|above 0",
        "\"engagement_time_msec\":1|\"session_id\":\"abc\"|digits",
        "\"engagement_time_msec\":1|\"deep\":{}|scalar",
        "\"engagement_time_msec\":1|\"ga_x\":1|reserved",
        "\"engagement_time_msec\":1|\"mail\":\"ada@example.org\"|in the clear",
        "\"value\":59.9|\"value\":\"59.9\"|number",
        "\"sha256_email_address\":[|\"sha256_email_address\":[\"ada\",|hashed",
      })
  void google_records_what_it_would_drop_and_answers_204(String good, String bad, String why) {
    var verdict = judge(GA4, Vendors.ga4(HOST), good, bad);

    assertThat(verdict.status()).isEqualTo(204);
    assertThat(verdict.violations()).anyMatch(violation -> violation.contains(why));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "v=2|v=1|v: has a wrong form",
        "tid=G-TEST123|tid=UA-1|tid",
        "cid=1.2|cid=|cid",
        "en=page_view|_en=page_view|en: is missing",
        "gcs=G111|gcs=G2|gcs",
        "gcd=13r3r3r3r5l1|gcd=1|gcd",
        "_uip=203.0.113.9|_uip=visitor|_uip",
        "epn.a=1|epn.a=one|epn.a",
        "pr1=idSKU1~nmBoots|pr1=idSKU1~n|pr1",
        "dt=Boots|dt=ada%40example.org|in the clear",
        "dt=Boots|ep.user_data.city=x|in the clear",
        "dt=Boots|sst.rnd=1|server container",
        "dt=Boots|dt=Boots&dt=Boots|twice",
        "em=tv.1|em=tv.1~em.ada|em",
      })
  void google_is_strict_about_web_hits_too(String good, String bad, String why) {
    var query =
        "v=2&tid=G-TEST123&cid=1.2&en=page_view&gcs=G111&gcd=13r3r3r3r5l1&_uip=203.0.113.9"
            + "&epn.a=1&pr1=idSKU1~nmBoots&dt=Boots&em=tv.1";
    assertThat(webHit(query).violations()).isEmpty();

    var verdict = webHit(query.replace(good, bad));

    assertThat(verdict.status()).isEqualTo(204);
    assertThat(verdict.violations()).anyMatch(violation -> violation.contains(why));
  }

  @Test
  void our_web_hits_hold_to_google_s_rules() {
    var ours = Vendors.ga4(HOST);
    var own = JsonNodeFactory.instance.objectNode().put("gcs", "G111").put("sid", "1763805590");
    for (var seed = 0; seed < 1_000; seed++) {
      var event = Samples.event(seed).with("source", "ga4").with("ga4", own);
      var delivery = Samples.delivery(event, Samples.flags(seed));
      if (ours.destination().screen(delivery, Samples.NOW).isEmpty()) {
        var http = ours.destination().prepare(List.of(delivery), ours.credentials()).getFirst();
        var found = GA4.judge(incoming(http.http(), http.http().body())).violations();
        // Free text may hold anything.
        assertThat(found.stream().filter(f -> !f.endsWith("in the clear")))
            .as("seed " + seed + " " + http.http().uri().getRawQuery())
            .isEmpty();
      }
    }
  }

  private static Vendor.Verdict webHit(String query) {
    return GA4.judge(new Vendor.Incoming("POST", "/g/collect", query, Map.of(), "", Samples.NOW));
  }

  @Test
  void google_s_validation_address_tells() {
    var request =
        new Vendor.Incoming(
            "POST",
            "/debug/mp/collect",
            "measurement_id=G-1&api_secret=s",
            Map.of(),
            "{\"client_id\":\"1.2\",\"events\":[{\"name\":\"_x\"}]}",
            Samples.NOW);

    var verdict = GA4.judge(request);

    assertThat(verdict.status()).isEqualTo(200);
    assertThat(verdict.body()).contains("validationMessages", "reserved");
  }

  private static void check(Vendor vendor, Vendors.Vendor ours) {
    var looked = 0;
    for (var seed = 0; seed < 1_000; seed++) {
      var delivery = Samples.delivery(Samples.event(seed), Samples.flags(seed));
      if (ours.destination().screen(delivery, Samples.NOW).isEmpty()) {
        var call = ours.destination().prepare(List.of(delivery), ours.credentials()).getFirst();
        var found = vendor.judge(incoming(call.http(), call.http().body())).violations();
        looked++;
        // Free text may hold anything, and so may what a template passes on as it is.
        var free = List.of("in the clear", "holds a macro", "cur: must be ISO 4217");
        assertThat(found.stream().filter(f -> free.stream().noneMatch(f::endsWith)))
            .as(vendor.name() + ", seed " + seed)
            .isEmpty();
      }
    }
    assertThat(looked).isGreaterThan(100);
  }

  private static Vendor.Verdict judge(Vendor vendor, Vendors.Vendor ours, String good, String bad) {
    var event = Samples.purchase("e1").with("user.client_id", "1.2");
    var http =
        ours.destination()
            .prepare(List.of(Samples.allowed(event)), ours.credentials())
            .getFirst()
            .http();
    assertThat(vendor.judge(incoming(http, http.body())).violations()).isEmpty();
    assertThat(http.body()).contains(good);
    return vendor.judge(incoming(http, http.body().replace(good, bad)));
  }

  private static Vendor.Incoming incoming(HttpCall http, String body) {
    return new Vendor.Incoming(
        http.method(),
        http.uri().getPath(),
        Optional.ofNullable(http.uri().getRawQuery()).orElse(""),
        http.headers(),
        body,
        Samples.NOW);
  }
}
