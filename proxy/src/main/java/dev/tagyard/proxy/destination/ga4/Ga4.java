package dev.tagyard.proxy.destination.ga4;

import dev.tagyard.consent.ConsentPolicy;
import dev.tagyard.consent.ConsentPolicy.Basis;
import dev.tagyard.consent.FieldGroup;
import dev.tagyard.consent.GoogleType;
import dev.tagyard.consent.Verdict;
import dev.tagyard.proxy.destination.Batches;
import dev.tagyard.proxy.destination.Call;
import dev.tagyard.proxy.destination.Credentials;
import dev.tagyard.proxy.destination.Delivery;
import dev.tagyard.proxy.destination.Destination;
import dev.tagyard.proxy.destination.DestinationType;
import dev.tagyard.proxy.destination.Endpoints;
import dev.tagyard.proxy.destination.HttpCall;
import dev.tagyard.proxy.destination.HttpReply;
import dev.tagyard.proxy.destination.JsonText;
import dev.tagyard.proxy.destination.Limits;
import dev.tagyard.proxy.destination.Outcome;
import dev.tagyard.proxy.destination.Rehearsal;
import dev.tagyard.proxy.destination.Replies;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;

/// Google Analytics 4 by Measurement Protocol, and by the web protocol for what came in so. Google
/// answers 204 whatever it is sent and never says what it dropped, so each of its limits is kept
/// here.
public final class Ga4 implements Destination {
  /// Google is vendor 755 with purposes 1, 3, 4 by consent and 2, 7, 9, 10 by legitimate interest,
  /// all four flexible; it says of itself that either basis will do for those. Analytics needs to
  /// read ids from the device (1) and to understand audiences (9). An opt-out of sale leaves the
  /// company's own statistics: restricted, with the use for ads denied.
  public static final ConsentPolicy CONSENT =
      new ConsentPolicy(
          new ConsentPolicy.Tcf(
              OptionalInt.of(755),
              false,
              Set.of(1, 9),
              Map.of(
                  1, Basis.CONSENT,
                  3, Basis.CONSENT,
                  4, Basis.CONSENT,
                  2, Basis.LEGITIMATE_INTEREST,
                  7, Basis.LEGITIMATE_INTEREST,
                  9, Basis.LEGITIMATE_INTEREST,
                  10, Basis.LEGITIMATE_INTEREST),
              Set.of(2, 7, 9, 10),
              true),
          OptionalInt.empty(),
          Set.of(GoogleType.ANALYTICS_STORAGE),
          Set.of("statistics"),
          Optional.empty(),
          Verdict.RESTRICT,
          Verdict.DENY,
          false);

  public static final DestinationType<Ga4Config> TYPE =
      new DestinationType<>(
          "ga4",
          Ga4Config.class,
          CONSENT,
          Ga4::new,
          config -> new Credentials(Map.of("api_secret", config.apiSecret().reveal())));

  private static final Duration MAX_AGE = Duration.ofDays(3);
  private static final String DEBUG = "/debug/mp/collect";
  private static final String STRICT = "{\"validation_behavior\":\"ENFORCE_RECOMMENDATIONS\",";
  private static final int MOST_EVENTS = 25;
  private static final int LONGEST_NAME = 40;

  /// Fields without which a web hit is not the hit that came in.
  private static final Set<FieldGroup> WHOLE = Set.of(FieldGroup.IDENTIFIERS, FieldGroup.CUSTOM);

  private static final int MOST_BYTES = 129_999;

  private final Ga4Config config;
  private final URI host;

  public Ga4(Ga4Config config) {
    this.config = config;
    var google = config.region().host();
    this.host = config.endpoint().map(endpoint -> Endpoints.onto(google, endpoint)).orElse(google);
  }

  @Override
  public Limits limits() {
    return new Limits(
        MOST_EVENTS,
        MOST_BYTES,
        MAX_AGE,
        Duration.ZERO,
        config.timeout(),
        config.repeatSafe(),
        Limits.Deduplication.NONE);
  }

  /// Hits of the site's own tag name the stream that they are meant for.
  @Override
  public Optional<String> streamId() {
    return Optional.of(config.measurementId());
  }

  @Override
  public boolean tellsAcceptance() {
    return false;
  }

  /// All that stands once in a request: events share it only where it is the same for them. A web
  /// hit goes alone.
  @Override
  public Object batchKey(Delivery delivery) {
    return goesByWeb(delivery) ? delivery.key() : Envelope.text(delivery);
  }

  @Override
  public Optional<Outcome> screen(Delivery delivery, Instant now) {
    var event = delivery.event();
    if (goesByWeb(delivery)) {
      // The tag itself sends names that nobody else may.
      if (event.name().length() > LONGEST_NAME) {
        return Optional.of(new Outcome.NotSupported("event_name_invalid"));
      }
    } else if (Ga4Names.event(event.name()).isEmpty()) {
      return Optional.of(new Outcome.NotSupported(Ga4Names.refusal(event.name())));
    }
    return event.time().isAfter(now.minus(MAX_AGE))
        ? Optional.empty()
        : Optional.of(new Outcome.Expired("older_than_72_hours"));
  }

  @Override
  public List<Call> prepare(List<Delivery> batch, Credentials credentials) {
    if (batch.isEmpty()) {
      return List.of();
    }
    if (goesByWeb(batch.getFirst())) {
      return batch.stream()
          .map(hit -> new Call(List.of(hit), WebHit.call(hit, config, host)))
          .toList();
    }
    var uri = uri(credentials);
    var envelope = Envelope.text(batch.getFirst());
    var room = MOST_BYTES - Batches.bytes(envelope) - ",\"events\":[]".length();
    return Batches.of(batch, delivery -> rendered(delivery, room), MOST_EVENTS, room).stream()
        .map(load -> call(uri, envelope, load))
        .toList();
  }

  /// Google's validation address, which looks at the body and at nothing else.
  @Override
  public Optional<Rehearsal> rehearse(Delivery sample, Credentials credentials) {
    if (goesByWeb(sample)) {
      return Optional.empty();
    }
    var call = prepare(List.of(sample), credentials).getFirst();
    var http = call.http();
    var debug = URI.create(http.uri().toString().replaceFirst("/mp/collect", DEBUG));
    // Types and limits too, which Google lets pass in silence otherwise.
    var body = http.body().replaceFirst("\\{", STRICT);
    return Optional.of(
        new Rehearsal(
            new Call(call.deliveries(), new HttpCall(http.method(), debug, http.headers(), body)),
            "the body is as Google wants it; whether measurement_id and api_secret are right,"
                + " Google never says: look at Realtime"));
  }

  @Override
  public Map<Delivery, Outcome> interpret(Call call, HttpReply reply) {
    return Replies.all(call, outcome(call, Replies.without(reply, config.apiSecret())));
  }

  /// Whether it came in as a hit of the site's own tag and is still whole; a rule that removes
  /// `ga4` sends it by Measurement Protocol.
  private boolean goesByWeb(Delivery delivery) {
    return switch (config.protocol()) {
      case MP -> false;
      case WEB -> true;
      case AUTO ->
          delivery.event().text("source").filter("ga4"::equals).isPresent()
              && delivery.event().at("ga4").isPresent()
              && delivery.consent().groups().containsAll(WHOLE);
    };
  }

  private static Outcome outcome(Call call, HttpReply reply) {
    var status = reply.status();
    if (status >= 200 && status < 300) {
      return call.http().uri().getPath().equals(DEBUG)
          ? Validation.outcome(reply)
          : new Outcome.Delivered();
    }
    return Replies.passing(reply)
        .orElseGet(() ->
            status == 401 || status == 403
                ? new Outcome.CredentialsRefused(Replies.words(reply))
                : Replies.refused(call, Replies.words(reply)));
  }

  private String rendered(Delivery delivery, int room) {
    var hit = Hit.of(delivery, config.debug(), config.measurementId());
    var text = JsonText.of(hit);
    if (Batches.bytes(text) < room) {
      return text;
    }
    Hit.shrink(hit, room - 1);
    return JsonText.of(hit);
  }

  private static Call call(URI uri, String envelope, Batches.Load load) {
    var body =
        envelope.substring(0, envelope.length() - 1) + ",\"events\":[" + load.events() + "]}";
    return new Call(
        load.deliveries(),
        new HttpCall("POST", uri, Map.of("content-type", "application/json"), body));
  }

  private URI uri(Credentials credentials) {
    return host.resolve(
        "/mp/collect?measurement_id="
            + config.measurementId()
            + "&api_secret="
            + URLEncoder.encode(credentials.get("api_secret"), StandardCharsets.UTF_8));
  }
}
