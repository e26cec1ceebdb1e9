package dev.tagyard.proxy.source;

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
  private static final Pattern PARAMETER = Pattern.compile("[?&]" + NAME + "=([^&#]*)");
  private static final Pattern BEFORE_OTHERS = Pattern.compile("(?<=[?&])" + NAME + "=[^&#]*&");

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
    var found = PARAMETER.matcher(address);
    return found.find() ? Optional.of(found.group(1)) : Optional.empty();
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
      switch (field.getValue()) {
        case ObjectNode inner -> removeWithin(inner);
        case ArrayNode list ->
            list.forEach(each -> {
              if (each instanceof ObjectNode inner) {
                removeWithin(inner);
              }
            });
        case TextNode text when text.textValue().contains(NAME) ->
            field.setValue(TextNode.valueOf(without(text.textValue())));
        default -> {}
      }
    }
  }

  /// `?a=1&ty_preview=K&b=2` becomes `?a=1&b=2`, and `?ty_preview=K` nothing.
  static String without(String address) {
    var others = BEFORE_OTHERS.matcher(address).replaceAll("");
    return PARAMETER.matcher(others).replaceAll("");
  }
}
