package dev.tagyard.proxy.dispatch;

import dev.tagyard.proxy.eventlog.ClaimKey;
import dev.tagyard.proxy.plan.Plan;
import dev.tagyard.rules.event.Event;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/// How one event of a page is known that a vendor's tag sent several times, once for each of its
/// streams. It has several ids then, for what tags count they count for each stream by itself.
final class StreamCopies {
  /// The tag holds a hit back for seconds; what comes later was done once more.
  static final Duration WINDOW = Duration.ofMinutes(10);

  private StreamCopies() {}

  /// What a hit claims.
  ///
  /// @param page of all streams: by visitor, page, name and params
  /// @param stream of its own stream
  record Keys(ClaimKey page, ClaimKey stream) {
    List<ClaimKey> both() {
      return List.of(page, stream);
    }
  }

  /// Whether an event may come several times at all.
  static boolean arePossible(Plan plan) {
    return plan.destinations().values().stream()
            .flatMap(destination -> destination.destination().streamId().stream())
            .distinct()
            .count()
        > 1;
  }

  /// Absent where the event is no hit, or does not tell enough.
  static Optional<Keys> keys(Event event) {
    var source = event.text("source").orElse("");
    var stream = event.text(source + ".tid");
    var visitor = event.text("user.client_id");
    var page = event.text("page.url");
    if (stream.isEmpty() || visitor.isEmpty() || page.isEmpty()) {
      return Optional.empty();
    }
    var same = String.join("\n", source, visitor.get(), page.get(), params(event));
    return Optional.of(
        new Keys(
            new ClaimKey("page", event.name(), same),
            new ClaimKey("stream", event.name(), stream.get() + "\n" + same)));
  }

  private static String params(Event event) {
    return event.tree().path("params").properties().stream()
        .sorted(Map.Entry.comparingByKey())
        .map(param -> param.getKey() + "=" + param.getValue())
        .collect(Collectors.joining("\n"));
  }
}
