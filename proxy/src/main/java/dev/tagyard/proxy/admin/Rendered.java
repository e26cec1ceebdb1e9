package dev.tagyard.proxy.admin;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tagyard.proxy.destination.Call;
import dev.tagyard.proxy.destination.Delivery;
import dev.tagyard.proxy.eventlog.OutboxEntry;
import dev.tagyard.proxy.plan.Plan;
import java.util.List;
import java.util.TreeMap;

/// Requests as they are rendered today, with the secrets masked.
final class Rendered {
  private Rendered() {}

  /// Nothing for a destination that is gone, or that has no way to take the event.
  private static List<ObjectNode> requests(OutboxEntry entry, Plan plan) {
    var planned = plan.destinations().get(entry.destination());
    if (planned == null) {
      return List.of();
    }
    var delivery = delivery(entry);
    var calls =
        planned.destination().screen(delivery, entry.acceptedAt()).isPresent()
            ? List.<Call>of()
            : planned.destination().prepare(List.of(delivery), planned.credentials().masked());
    return calls.stream().map(call -> request(entry.destination(), call)).toList();
  }

  /// Adds to `requests`. What cannot be rendered is told beside them: the rest of a story is worth
  /// telling.
  static void into(ObjectNode story, OutboxEntry entry, Plan plan) {
    try {
      story.withArray("requests").addAll(requests(entry, plan));
    } catch (RuntimeException bug) {
      failed(story, entry.destination(), bug);
    }
  }

  /// Its message may hold an address with its secrets, or the event's text.
  static void failed(ObjectNode story, String what, RuntimeException bug) {
    story.withObject("not_rendered").put(what, bug.getClass().getSimpleName());
  }

  static Delivery delivery(OutboxEntry entry) {
    return new Delivery(
        entry.key(), entry.event(), entry.consent(), entry.acceptedAt(), entry.attempts());
  }

  private static ObjectNode request(String destination, Call call) {
    var request = JsonNodeFactory.instance.objectNode();
    request.put("destination", destination);
    request.put("method", call.http().method());
    request.put("url", call.http().uri().toString());
    var headers = request.putObject("headers");
    new TreeMap<>(call.http().headers()).forEach(headers::put);
    request.put("body", call.http().body());
    return request;
  }
}
