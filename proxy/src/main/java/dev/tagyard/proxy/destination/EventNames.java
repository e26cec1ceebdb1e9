package dev.tagyard.proxy.destination;

import com.fasterxml.jackson.databind.node.TextNode;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/// Our event names in a vendor's words.
///
/// @param known ours to theirs
/// @param others what becomes of a name that is not among them; empty where the vendor has no way
/// @param noWay names that the vendor has nothing for, each with the reason that settles it
public record EventNames(
    Map<String, String> known,
    Function<String, Optional<String>> others,
    Map<String, String> noWay) {

  /// Vendors without any event that takes a conversion back.
  public static final Map<String, String> NO_REFUND =
      Map.of("refund", "no_refund_event", "cancel", "no_cancel_event");

  public EventNames {
    known = Map.copyOf(known);
    noWay = Map.copyOf(noWay);
  }

  /// A table of pairs, with other names passed on as they are and no refunds.
  ///
  /// @param rows `ours theirs`, one pair a line or between commas
  public static EventNames of(String rows) {
    return new EventNames(table(rows), Optional::of, NO_REFUND);
  }

  public EventNames withOthers(Function<String, Optional<String>> others) {
    return new EventNames(known, others, noWay);
  }

  /// With some more, or some in other words.
  public EventNames with(Map<String, String> more) {
    var all = new LinkedHashMap<>(known);
    all.putAll(more);
    return new EventNames(all, others, noWay);
  }

  public Optional<String> find(String ours) {
    return Optional.ofNullable(known.get(ours)).or(() -> others.apply(ours));
  }

  /// Why an event of this name cannot be sent; empty when it can.
  public Optional<String> refusal(String ours) {
    return Optional.ofNullable(noWay.get(ours))
        .or(() -> find(ours).isEmpty() ? Optional.of("no_such_event") : Optional.empty());
  }

  public Field field(String name) {
    return new Field(
        name,
        "event_name",
        "by the table of names",
        delivery -> find(delivery.event().name()).map(TextNode::valueOf));
  }

  public static Map<String, String> table(String rows) {
    var table = new LinkedHashMap<String, String>();
    for (var row : rows.strip().split("\\s*[,\\n]\\s*", -1)) {
      var pair = row.strip().split("\\s+", 2);
      table.put(pair[0], pair[1]);
    }
    return table;
  }
}
