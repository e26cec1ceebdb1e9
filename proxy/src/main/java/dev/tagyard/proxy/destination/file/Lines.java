package dev.tagyard.proxy.destination.file;

import dev.tagyard.proxy.destination.AdConsent;
import dev.tagyard.proxy.destination.Ages;
import dev.tagyard.proxy.destination.Batches;
import dev.tagyard.proxy.destination.Call;
import dev.tagyard.proxy.destination.Credentials;
import dev.tagyard.proxy.destination.Delivery;
import dev.tagyard.proxy.destination.Destination;
import dev.tagyard.proxy.destination.DestinationType;
import dev.tagyard.proxy.destination.Field;
import dev.tagyard.proxy.destination.HttpCall;
import dev.tagyard.proxy.destination.HttpReply;
import dev.tagyard.proxy.destination.JsonText;
import dev.tagyard.proxy.destination.Limits;
import dev.tagyard.proxy.destination.Outcome;
import dev.tagyard.proxy.destination.Replies;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// Events as lines of JSON, appended to a file. The call is for the carrier of `file:` addresses;
/// what it was told to append is on disk when it answers 200. A line may come twice after a kill:
/// `event_id` tells.
public final class Lines implements Destination {
  /// The company's own store: an opt-out of sale is none of its business.
  public static final DestinationType<LinesConfig> TYPE =
      new DestinationType<>(
          "file",
          LinesConfig.class,
          AdConsent.ownStatistics(),
          Lines::new,
          config -> Credentials.NONE);

  private static final int MOST_EVENTS = 1_000;
  private static final int MOST_BYTES = 4_000_000;

  private final LinesConfig config;

  public Lines(LinesConfig config) {
    this.config = config;
  }

  static List<Field> fields(LinesConfig config) {
    return List.of(config.contact().field("the line"));
  }

  @Override
  public Set<String> plainFields() {
    return config.contact().plainFields();
  }

  @Override
  public Limits limits() {
    return new Limits(
        MOST_EVENTS,
        MOST_BYTES,
        config.maxAge(),
        Duration.ofMillis(100),
        Duration.ofSeconds(30),
        true,
        Limits.Deduplication.NONE);
  }

  @Override
  public Optional<Outcome> screen(Delivery delivery, Instant now) {
    return Ages.expired(delivery, config.maxAge(), now);
  }

  @Override
  public List<Call> prepare(List<Delivery> batch, Credentials credentials) {
    return Batches.of(batch, this::line, MOST_EVENTS, MOST_BYTES - 1, "\n").stream()
        .map(load -> new Call(load.deliveries(), append(load.events() + "\n")))
        .toList();
  }

  @Override
  public Map<Delivery, Outcome> interpret(Call call, HttpReply reply) {
    return Replies.all(call, Replies.byStatus(call, reply));
  }

  private String line(Delivery delivery) {
    return JsonText.of(config.contact().show(delivery.event()));
  }

  private HttpCall append(String lines) {
    return new HttpCall(
        "APPEND",
        config.path().toAbsolutePath().toUri(),
        Map.of(
            "rotate-size", Long.toString(config.rotateSize().bytes()),
            "rotate-after", Long.toString(config.rotateAfter().toMillis()),
            "keep", Integer.toString(config.keep())),
        lines);
  }
}
