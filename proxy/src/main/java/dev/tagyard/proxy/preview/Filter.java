package dev.tagyard.proxy.preview;

import dev.tagyard.rules.event.Event;
import dev.tagyard.rules.event.EventFields;
import java.util.Map;
import java.util.regex.Pattern;

/// Which events a preview shows: those whose fields have these values.
///
/// @param fields by path; [#KEY] for a word that stands as `ty_preview=WORD` in the page's address
public record Filter(Map<String, String> fields) {
  public static final String KEY = "key";

  /// @throws IllegalArgumentException for a field that no event has, or none at all
  public Filter {
    fields = Map.copyOf(fields);
    if (fields.isEmpty()) {
      throw new IllegalArgumentException(
          "name what to show: key=WORD, or a field such as user.client_id=VALUE");
    }
    for (var field : fields.keySet()) {
      if (!field.equals(KEY) && !EventFields.knows(field)) {
        throw new IllegalArgumentException("unknown field \"" + field + "\"");
      }
    }
  }

  boolean matches(Event event) {
    return fields.entrySet().stream().allMatch(each -> has(event, each.getKey(), each.getValue()));
  }

  private static boolean has(Event event, String field, String value) {
    if (!field.equals(KEY)) {
      return event.text(field).filter(value::equals).isPresent();
    }
    return event
        .text("page.url")
        .filter(url -> url.matches("(?s).*[?&]ty_preview=" + Pattern.quote(value) + "([&#].*)?"))
        .isPresent();
  }
}
