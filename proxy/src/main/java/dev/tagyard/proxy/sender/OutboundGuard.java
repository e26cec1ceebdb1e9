package dev.tagyard.proxy.sender;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.tagyard.proxy.destination.Call;
import dev.tagyard.proxy.destination.Delivery;
import dev.tagyard.proxy.plan.Cut;
import dev.tagyard.proxy.plan.PlannedDestination;
import java.io.IOException;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/// The last look at a request before it leaves: whether it holds a plain e-mail address or phone
/// number where none may be, or anything of an event that its decision withholds. A request is a
/// function of its events, so what these do not hold it cannot tell.
final class OutboundGuard {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String ANY = "*";

  private OutboundGuard() {}

  /// What the request would tell and may not: its kind and its place, never its value.
  static Optional<String> leak(Call call, PlannedDestination planned) {
    for (var delivery : call.deliveries()) {
      var withheld = withheld(delivery);
      if (withheld.isPresent()) {
        return withheld;
      }
    }
    var allowed = planned.destination().plainFields();
    if (allowed.contains(ANY)) {
      return Optional.empty();
    }
    var http = call.http();
    var phone = phone(call);
    var uri = http.uri().toString();
    if (PlainContact.find(uri, 0, phone).isPresent()) {
      var leak = inForm(String.valueOf(http.uri().getRawQuery()), phone, planned, "query");
      var path = PlainContact.find(String.valueOf(http.uri().getRawPath()), 0, phone);
      if (leak.isPresent() || path.isPresent()) {
        return leak.or(() -> path.map(hit -> words(hit.kind(), "path")));
      }
    }
    for (var header : http.headers().entrySet()) {
      var leak = check(header.getKey(), header.getValue(), phone, planned);
      if (leak.isPresent()) {
        return leak;
      }
    }
    return PlainContact.find(http.body(), 0, phone).isEmpty()
        ? Optional.empty()
        : inBody(http.body(), phone, planned);
  }

  private static Optional<String> withheld(Delivery delivery) {
    var event = delivery.event();
    var cut = Cut.apply(event, delivery.consent().groups(), event::id);
    return cut.tree().equals(event.tree())
        ? Optional.empty()
        : Optional.of("withheld field " + difference(event.tree(), cut.tree(), ""));
  }

  /// The path of the first field that is not the same.
  private static String difference(JsonNode event, JsonNode cut, String path) {
    for (var field : event.properties()) {
      var other = cut.path(field.getKey());
      if (!field.getValue().equals(other)) {
        var at = path.isEmpty() ? field.getKey() : path + "." + field.getKey();
        return field.getValue().isObject() && other.isObject()
            ? difference(field.getValue(), other, at)
            : at;
      }
    }
    return path;
  }

  /// Digits of the event's phone number where it is in plain.
  private static String phone(Call call) {
    if (call.deliveries().size() != 1) {
      return "";
    }
    return call.deliveries()
        .getFirst()
        .event()
        .text("user.phone")
        .map(text -> text.replaceAll("[^0-9]", ""))
        .filter(digits -> digits.length() <= 15)
        .orElse("");
  }

  private static Optional<String> inBody(String body, String phone, PlannedDestination planned) {
    try (var documents = JSON.readerFor(JsonNode.class).<JsonNode>readValues(body)) {
      // A file has one on each line.
      while (documents.hasNextValue()) {
        var leak = inJson(documents.nextValue(), "", "", phone, planned);
        if (leak.isPresent()) {
          return leak;
        }
      }
      return Optional.empty();
    } catch (IOException notJson) {
      return inForm(body, phone, planned, "body");
    }
  }

  private static Optional<String> inJson(
      JsonNode node, String path, String name, String phone, PlannedDestination planned) {
    if (node.isValueNode()) {
      return check(name, path, node.asText(), phone, planned);
    }
    for (var field : node.properties()) {
      var at = path.isEmpty() ? field.getKey() : path + "." + field.getKey();
      var leak = inJson(field.getValue(), at, field.getKey(), phone, planned);
      if (leak.isPresent()) {
        return leak;
      }
    }
    if (node.isArray()) {
      for (var element : node) {
        var leak = inJson(element, path, name, phone, planned);
        if (leak.isPresent()) {
          return leak;
        }
      }
    }
    return Optional.empty();
  }

  private static Optional<String> inForm(
      String form, String phone, PlannedDestination planned, String whole) {
    for (var pair : form.split("&", -1)) {
      var equals = pair.indexOf('=');
      var name = equals < 0 ? whole : pair.substring(0, equals);
      var leak = check(name, pair.substring(equals + 1), phone, planned);
      if (leak.isPresent()) {
        return leak;
      }
    }
    return Optional.empty();
  }

  private static Optional<String> check(
      String name, String value, String phone, PlannedDestination planned) {
    return check(name, name, value, phone, planned);
  }

  private static Optional<String> check(
      String name, String path, String value, String phone, PlannedDestination planned) {
    if (allows(planned.destination().plainFields(), name) || allows(planned.sending().allowPlain(), name)) {
      return Optional.empty();
    }
    var from = 0;
    for (var hit = PlainContact.find(value, from, phone);
        hit.isPresent();
        hit = PlainContact.find(value, from, phone)) {
      if (!domainAllowed(planned.sending().allowPlain(), value.substring(0, hit.get().to()))) {
        return Optional.of(words(hit.get().kind(), path));
      }
      from = hit.get().to();
    }
    return Optional.empty();
  }

  private static boolean allows(Set<String> fields, String name) {
    return fields.contains(name) || fields.contains(ANY);
  }

  /// Of the operator's own domain, such as `@shop.example`.
  private static boolean domainAllowed(Set<String> allowed, String upToHit) {
    var text = upToHit.toLowerCase(Locale.ROOT);
    return allowed.stream()
        .filter(each -> each.startsWith("@"))
        .map(each -> each.toLowerCase(Locale.ROOT).substring(1))
        // Encoded, the sign ends with 40.
        .anyMatch(domain -> text.endsWith("@" + domain) || text.endsWith("40" + domain));
  }

  private static String words(String kind, String place) {
    return "plain " + kind + " in " + place;
  }
}
