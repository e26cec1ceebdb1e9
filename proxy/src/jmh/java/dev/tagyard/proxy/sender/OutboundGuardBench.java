package dev.tagyard.proxy.sender;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tagyard.consent.DestinationDecision;
import dev.tagyard.consent.FieldGroup;
import dev.tagyard.consent.VendorFlags;
import dev.tagyard.consent.Verdict;
import dev.tagyard.proxy.destination.Call;
import dev.tagyard.proxy.destination.Credentials;
import dev.tagyard.proxy.destination.Delivery;
import dev.tagyard.proxy.destination.meta.Meta;
import dev.tagyard.proxy.destination.meta.MetaConfig;
import dev.tagyard.proxy.plan.Cut;
import dev.tagyard.proxy.plan.DestinationConfiguration.BrowserTag;
import dev.tagyard.proxy.plan.PlannedDestination;
import dev.tagyard.proxy.plan.Sending;
import dev.tagyard.rules.event.Event;
import dev.tagyard.rules.yaml.Secret;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/// What the outbound guard costs a request of 100 purchases to Meta, with all consent and with
/// restricted consent, beside what rendering that request costs. Divide by 100 for one event.
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class OutboundGuardBench {
  private static final int EVENTS = 100;
  private static final Instant NOON = Instant.parse("2026-11-22T12:00:00Z");
  private static final String PURCHASE =
      """
      {"event_name":"purchase","event_id":"evt-%d","event_time":1795348800123,
      "page":{"url":"https://www.example.com/checkout/thanks?utm_source=mail",
      "referrer":"https://www.example.com/checkout","title":"Thank you"},
      "visitor":{"id":"0123456789abcdef","ip":"203.0.113.7",
      "user_agent":"Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 Chrome/142.0.0.0"},
      "user":{"client_id":"1234567890.1763000000","email":"anna.beispiel@example.com",
      "phone":"+4930901820","first_name":"Anna","last_name":"Beispiel","city":"Berlin"},
      "params":{"value":59.9,"currency":"EUR","transaction_id":"T-%d","coupon":"AUTUMN","items":[
      {"item_id":"A-100","item_name":"Shoe","item_brand":"Example","price":45,"quantity":1},
      {"item_id":"B-200","item_name":"Laces","price":5,"quantity":2}]}}
      """;

  private static final PlannedDestination META = meta();

  private final List<Delivery> all =
      deliveries(DestinationDecision.allow("category", VendorFlags.NONE));
  private final List<Delivery> restricted =
      deliveries(
          new DestinationDecision(
              Verdict.RESTRICT,
              "opt_out",
              EnumSet.complementOf(EnumSet.of(FieldGroup.CONTACT, FieldGroup.EXACT_TIME)),
              VendorFlags.NONE));
  private final Call allCall = render(all);
  private final Call restrictedCall = render(restricted);

  @Benchmark
  public Optional<String> guard() {
    return guard(all, allCall);
  }

  @Benchmark
  public Optional<String> guardRestricted() {
    return guard(restricted, restrictedCall);
  }

  private static Optional<String> guard(List<Delivery> deliveries, Call call) {
    for (var delivery : deliveries) {
      var withheld = OutboundGuard.withheld(delivery);
      if (withheld.isPresent()) {
        return withheld;
      }
    }
    return OutboundGuard.leak(call, META);
  }

  /// The scan of the body alone.
  @Benchmark
  public Optional<PlainContact.Hit> scan() {
    return PlainContact.find(allCall.http().body(), 0, OwnNumbers.NONE);
  }

  /// For comparison. Of deliveries that nobody has rendered yet: each keeps its text.
  @Benchmark
  public Call rendering() {
    return render(
        all.stream()
            .map(d ->
                new Delivery(d.key(), d.event(), d.consent(), d.acceptedAt(), d.attempts()))
            .toList());
  }

  private static Call render(List<Delivery> batch) {
    return META.destination().prepare(batch, META.credentials()).getFirst();
  }

  private static List<Delivery> deliveries(DestinationDecision decision) {
    var deliveries = new ArrayList<Delivery>(EVENTS);
    for (var i = 0; i < EVENTS; i++) {
      var event = Cut.apply(event(i), decision.groups(), () -> "replaced");
      deliveries.add(new Delivery("meta/" + i + "/0", event, decision, NOON, 0));
    }
    return deliveries;
  }

  private static Event event(int i) {
    try {
      return Event.of((ObjectNode) new ObjectMapper().readTree(PURCHASE.formatted(i, i)));
    } catch (IOException impossible) {
      throw new UncheckedIOException(impossible);
    }
  }

  private static PlannedDestination meta() {
    var config =
        new MetaConfig(
            "1234567890",
            new Secret("token-of-nobody"),
            Optional.empty(),
            "v26.0",
            Optional.empty(),
            List.of(),
            Duration.ofSeconds(5));
    Credentials credentials = Meta.TYPE.credentials().apply(config);
    return new PlannedDestination(
        "meta",
        "meta",
        Meta.TYPE.build().apply(config),
        credentials,
        Set.of(),
        BrowserTag.NONE,
        Sending.USUAL);
  }
}
