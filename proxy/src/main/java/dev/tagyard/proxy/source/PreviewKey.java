package dev.tagyard.proxy.source;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.util.Optional;
import java.util.regex.Pattern;

/// The word by which a preview knows the requests that it follows. It says nothing of the event, so
/// no event keeps it.
public final class PreviewKey {
  /// Of the cookie, and of the parameter in a request's or a page's address.
  public static final String NAME = "ty_preview";

  private static final String HEADER = "Ty-Preview";
  private static final Pattern WORD = Pattern.compile("[A-Za-z0-9_-]{4,64}");
  private static final String PARAMETER = NAME + "=";

  private PreviewKey() {}

  /// Letters, digits, `_` and `-`, 4 to 64 of them.
  public static boolean isOne(String text) {
    return WORD.matcher(text).matches();
  }

  /// What a request carries: in a header, in its query, in a cookie.
  public static Optional<String> of(Inbound inbound) {
    return inbound
        .header(HEADER)
        .or(() -> ofQuery(inbound.query()))
        .or(() -> inbound.cookie(NAME))
        .filter(PreviewKey::isOne);
  }

  private static Optional<String> ofQuery(String query) {
    return query.contains(NAME) ? ofAddress("?" + query) : Optional.empty();
  }

  /// What the page's address carries.
  public static Optional<String> ofPage(ObjectNode event) {
    return ofAddress(event.path("page").path("url").asText()).filter(PreviewKey::isOne);
  }

  private static Optional<String> ofAddress(String address) {
    var at = parameter(address, 0);
    return at < 0
        ? Optional.empty()
        : Optional.of(address.substring(at + PARAMETER.length(), end(address, at)));
  }

  /// Takes the key out of every address in an event, if the page's or its referrer's has one.
  public static void remove(ObjectNode event) {
    var page = event.path("page");
    if (page.path("url").asText().contains(NAME) || page.path("referrer").asText().contains(NAME)) {
      removeWithin(event);
    }
  }

  private static void removeWithin(ObjectNode object) {
    for (var field : object.properties()) {
      removeFrom(field.getValue()).ifPresent(field::setValue);
    }
  }

  private static void removeWithin(ArrayNode list) {
    for (var i = 0; i < list.size(); i++) {
      var at = i;
      removeFrom(list.get(i)).ifPresent(text -> list.set(at, text));
    }
  }

  /// @return what is to stand in its place; absent where it stays
  private static Optional<JsonNode> removeFrom(JsonNode value) {
    switch (value) {
      case ObjectNode inner -> removeWithin(inner);
      case ArrayNode list -> removeWithin(list);
      case TextNode text when text.textValue().contains(NAME) -> {
        return Optional.of(TextNode.valueOf(without(text.textValue())));
      }
      default -> {}
    }
    return Optional.empty();
  }

  /// `?a=1&ty_preview=K&b=2` becomes `?a=1&b=2`, and `?ty_preview=K` nothing. Looks at each
  /// character once: anybody may send a text that is full of the name.
  static String without(String address) {
    var kept = new StringBuilder(address.length());
    var done = 0;
    for (var at = parameter(address, 0); at >= 0; at = parameter(address, done)) {
      kept.append(address, done, at);
      done = end(address, at);
      if (done < address.length() && address.charAt(done) == '&') {
        done++;
      } else {
        // Nothing follows for the separator before it to part.
        kept.setLength(kept.length() - 1);
      }
    }
    return kept.append(address, done, address.length()).toString();
  }

  /// Where the parameter begins, right after its separator; -1 where there is none.
  private static int parameter(String address, int from) {
    var at = address.indexOf(PARAMETER, from);
    while (at == 0 || (at > 0 && "?&".indexOf(address.charAt(at - 1)) < 0)) {
      at = address.indexOf(PARAMETER, at + 1);
    }
    return at;
  }

  /// The end of the parameter that begins there.
  private static int end(String address, int from) {
    var end = from;
    while (end < address.length() && "&#".indexOf(address.charAt(end)) < 0) {
      end++;
    }
    return end;
  }
}
