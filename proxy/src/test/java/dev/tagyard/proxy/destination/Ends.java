package dev.tagyard.proxy.destination;

import dev.tagyard.rules.event.Event;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/// What a destination makes of an answer.
public final class Ends {
  private Ends() {}

  /// The outcomes' names, in the order of a batch of purchases `e0`, `e1`, …
  public static <C extends Record> String of(
      DestinationType<C> type, C config, int size, HttpReply reply) {
    var destination = type.build().apply(config);
    var batch =
        IntStream.range(0, size).mapToObj(i -> Samples.allowed(Samples.purchase("e" + i))).toList();
    var call = destination.prepare(batch, type.credentials().apply(config)).getFirst();
    var outcomes = destination.interpret(call, reply);
    return batch.stream()
        .map(delivery -> outcomes.get(delivery))
        .map(outcome -> outcome == null ? "none" : outcome.getClass().getSimpleName())
        .collect(Collectors.joining(" "));
  }

  /// The same for an answer without headers.
  public static <C extends Record> String of(
      DestinationType<C> type, C config, int size, int status, String body) {
    return of(type, config, size, new HttpReply(status, Map.of(), body));
  }

  /// The request for a purchase that was changed.
  public static <C extends Record> HttpCall request(
      DestinationType<C> type, C config, UnaryOperator<Event> change) {
    var delivery = Samples.allowed(change.apply(Samples.purchase("e1")));
    return type.build()
        .apply(config)
        .prepare(List.of(delivery), type.credentials().apply(config))
        .getFirst()
        .http();
  }

  /// Why a purchase that was changed is not sent; `sent` when it is.
  public static <C extends Record> String screened(
      DestinationType<C> type, C config, UnaryOperator<Event> change) {
    return type.build()
        .apply(config)
        .screen(Samples.allowed(change.apply(Samples.purchase("e1"))), Samples.NOW)
        .map(outcome ->
            switch (outcome) {
              case Outcome.NotSupported(var reason) -> reason;
              case Outcome.Expired(var reason) -> reason;
              default -> outcome.toString();
            })
        .orElse("sent");
  }
}
