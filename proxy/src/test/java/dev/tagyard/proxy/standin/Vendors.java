package dev.tagyard.proxy.standin;

import dev.tagyard.proxy.destination.Credentials;
import dev.tagyard.proxy.destination.Destination;
import dev.tagyard.proxy.destination.HttpCall;
import dev.tagyard.proxy.destination.HttpReply;
import dev.tagyard.proxy.destination.ga4.Ga4;
import dev.tagyard.proxy.destination.ga4.Ga4Config;
import dev.tagyard.proxy.destination.meta.Meta;
import dev.tagyard.proxy.destination.meta.MetaConfig;
import dev.tagyard.proxy.destination.postback.Postback;
import dev.tagyard.proxy.destination.postback.PostbackConfig;
import dev.tagyard.rules.yaml.Secret;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/// Destinations that call the stand-ins.
final class Vendors {
  private Vendors() {}

  record Vendor(Destination destination, Credentials credentials) {}

  static List<Vendor> all(StandIns standIns) {
    return List.of(meta(standIns), ga4(standIns), partner(standIns));
  }

  static Vendor meta(StandIns standIns) {
    return meta(standIns.meta().endpoint());
  }

  static Vendor meta(URI endpoint) {
    var config =
        new MetaConfig(
            "1234567890",
            new Secret("token-of-nobody"),
            Optional.of(endpoint),
            "v26.0",
            Optional.empty(),
            List.of(),
            Duration.ofSeconds(5));
    return new Vendor(Meta.TYPE.build().apply(config), Meta.TYPE.credentials().apply(config));
  }

  static Vendor ga4(StandIns standIns) {
    return ga4(standIns.ga4().endpoint());
  }

  static Vendor ga4(URI endpoint) {
    var config =
        new Ga4Config(
            "G-TEST123",
            new Secret("secret-of-nobody"),
            Ga4Config.Region.GLOBAL,
            Ga4Config.Protocol.AUTO,
            "_uip",
            true,
            Optional.of(endpoint),
            false,
            true,
            Duration.ofSeconds(5));
    return new Vendor(Ga4.TYPE.build().apply(config), Ga4.TYPE.credentials().apply(config));
  }

  static Vendor partner(StandIns standIns) {
    return partner(standIns.partner().endpoint());
  }

  static Vendor partner(URI endpoint) {
    var config =
        new PostbackConfig(
            Optional.empty(),
            Map.of(),
            Optional.of(
                endpoint
                    + "/postback?cid={click_id}&payout={value}&cur={currency}"
                    + "&txid={transaction_id}&eid={event_id}"),
            Optional.empty(),
            Optional.empty(),
            Map.of(),
            Map.of(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Duration.ofDays(7),
            Duration.ofSeconds(10));
    return new Vendor(
        Postback.TYPE.build().apply(config), Postback.TYPE.credentials().apply(config));
  }

  static HttpReply send(HttpClient http, HttpCall call, Duration timeout)
      throws IOException, InterruptedException {
    var request =
        HttpRequest.newBuilder(call.uri())
            .timeout(timeout)
            .method(call.method(), HttpRequest.BodyPublishers.ofString(call.body()));
    call.headers().forEach(request::header);
    var response = http.send(request.build(), HttpResponse.BodyHandlers.ofString());
    var headers =
        response.headers().map().entrySet().stream()
            .collect(
                Collectors.toMap(
                    e -> e.getKey().toLowerCase(Locale.ROOT), e -> e.getValue().getFirst()));
    return new HttpReply(response.statusCode(), headers, response.body());
  }
}
