package dev.tagyard.proxy.sender;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.tagyard.proxy.destination.Call;
import dev.tagyard.proxy.destination.Delivery;
import dev.tagyard.proxy.destination.HttpCall;
import dev.tagyard.proxy.plan.Cut;
import dev.tagyard.proxy.plan.PlannedDestination;
import dev.tagyard.proxy.sender.PlainContact.Hit;
import java.io.IOException;
import java.util.Optional;
import java.util.Set;

/// The last look at a request before it leaves: whether it holds a plain e-mail address or phone
/// number where none may be, or anything of an event that its decision withholds. A request is a
/// function of its events, so what these do not hold it cannot tell.
final class OutboundGuard {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String ANY = "*";

  private OutboundGuard() {}

  /// The plain address or number that a request would tell and may not: its kind and its place,
  /// never its value.
  static Optional<String> leak(Call call, PlannedDestination planned) {
    var allowed = planned.destination().plainFields();
    if (allowed.contains(ANY)) {
      return Optional.empty();
    }
    return new Look(planned, own(call)).leak(call.http());
  }

  /// The first field of an event that its decision withholds.
  static Optional<String> withheld(Delivery delivery) {
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

  /// The plain phone numbers of all events of a call. Where one is found the call is made in
  /// halves, so that in the end each event is looked at for its own number.
  private static OwnNumbers own(Call call) {
    return OwnNumbers.of(
        call.deliveries().stream()
            .flatMap(delivery -> delivery.event().text("user.phone").stream())
            .toList());
  }

  /// One look at one request: the whole text first, and only where something is found, field by
  /// field.
  private static final class Look {
    private final PlannedDestination planned;
    private final OwnNumbers own;

    /// Whether the place of what was found is known.
    private boolean placed;

    Look(PlannedDestination planned, OwnNumbers own) {
      this.planned = planned;
      this.own = own;
    }

    Optional<String> leak(HttpCall http) {
      var uri = http.uri().toString();
      if (find(uri, 0).isPresent()) {
        var path = find(String.valueOf(http.uri().getRawPath()), 0);
        var leak = inForm(String.valueOf(http.uri().getRawQuery()), "query");
        if (leak.isPresent() || path.isPresent()) {
          return leak.or(() -> path.map(hit -> words(hit, "path")));
        }
      }
      for (var header : http.headers().entrySet()) {
        var leak = check(header.getKey(), header.getKey(), header.getValue());
        if (leak.isPresent()) {
          return leak;
        }
      }
      placed = false;
      var inBody = find(http.body(), 0);
      return inBody.isEmpty()
          ? Optional.empty()
          : inBody(http.body())
              .or(() -> placed ? Optional.empty() : inBody.map(hit -> words(hit, "body")));
    }

    /// JSON, also several one after the other, or a form.
    private Optional<String> inBody(String body) {
      try (var documents = JSON.readerFor(JsonNode.class).<JsonNode>readValues(body)) {
        while (documents.hasNextValue()) {
          var leak = inJson(documents.nextValue(), "", "");
          if (leak.isPresent()) {
            return leak;
          }
        }
        return Optional.empty();
      } catch (IOException notJson) {
        return body.indexOf('\t') > 0 ? inLines(body) : inForm(body, "body");
      }
    }

    /// Lines with a key, a tab and JSON, as a topic takes them.
    private Optional<String> inLines(String body) {
      for (var line : body.split("\n", -1)) {
        var leak = inLine(line, line.indexOf('\t'));
        if (leak.isPresent()) {
          return leak;
        }
      }
      return Optional.empty();
    }

    private Optional<String> inLine(String line, int tab) {
      var inKey = check("key", "key", line.substring(0, Math.max(0, tab)));
      if (inKey.isPresent()) {
        return inKey;
      }
      try {
        return inJson(JSON.readTree(line.substring(tab + 1)), "", "");
      } catch (IOException notJson) {
        return check("body", "body", line.substring(tab + 1));
      }
    }

    private Optional<String> inJson(JsonNode node, String path, String name) {
      if (node.isValueNode()) {
        return check(name, path, node.asText());
      }
      for (var field : node.properties()) {
        var at = path.isEmpty() ? field.getKey() : path + "." + field.getKey();
        var leak =
            find(field.getKey(), 0)
                .map(hit -> words(hit, "the name of a field"))
                .or(() -> inJson(field.getValue(), at, field.getKey()));
        if (leak.isPresent()) {
          return leak;
        }
      }
      if (node.isArray()) {
        for (var element : node) {
          var leak = inJson(element, path, name);
          if (leak.isPresent()) {
            return leak;
          }
        }
      }
      return Optional.empty();
    }

    private Optional<String> inForm(String form, String whole) {
      for (var pair : form.split("&", -1)) {
        var equals = pair.indexOf('=');
        var name = equals < 0 ? whole : pair.substring(0, equals);
        var leak = check(name, name, pair.substring(equals + 1));
        if (leak.isPresent()) {
          return leak;
        }
      }
      return Optional.empty();
    }

    private Optional<String> check(String name, String path, String value) {
      var hit = find(value, 0);
      placed |= hit.isPresent();
      if (allows(planned.destination().plainFields(), name)
          || allows(planned.sending().allowPlain(), name)) {
        return Optional.empty();
      }
      for (; hit.isPresent(); hit = find(value, hit.get().to())) {
        if (!ofOwnDomain(value, hit.get().to())) {
          return Optional.of(words(hit.get(), path));
        }
      }
      return Optional.empty();
    }

    private Optional<Hit> find(String text, int from) {
      return PlainContact.find(text, from, own);
    }

    private static boolean allows(Set<String> fields, String name) {
      return fields.contains(name) || fields.contains(ANY);
    }

    /// Of a domain that the operator lists, such as `@shop.example`.
    private boolean ofOwnDomain(String text, int to) {
      return planned.sending().allowPlain().stream()
          .filter(each -> each.startsWith("@"))
          .map(each -> each.substring(1))
          // Encoded, the sign ends with 40.
          .anyMatch(domain -> endsAt(text, to, "@" + domain) || endsAt(text, to, "40" + domain));
    }

    /// In upper or lower case. Nothing is copied: a text may hold thousands of hits.
    private static boolean endsAt(String text, int to, String end) {
      return text.regionMatches(true, to - end.length(), end, 0, end.length());
    }

    private static String words(Hit hit, String place) {
      return "plain " + hit.kind() + " in " + place;
    }
  }
}
