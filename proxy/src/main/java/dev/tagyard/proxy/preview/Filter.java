package dev.tagyard.proxy.preview;

import dev.tagyard.rules.event.Event;
import dev.tagyard.rules.event.EventFields;
import java.util.Map;

/// Which events a preview shows besides those with its key: those whose fields all have these
/// values.
///
/// @param fields by path; none for no event
public record Filter(Map<String, String> fields) {
  /// @throws IllegalArgumentException for a field that no event has
  public Filter {
    fields = Map.copyOf(fields);
    for (var field : fields.keySet()) {
      if (!EventFields.knows(field)) {
        throw new IllegalArgumentException("unknown field \"" + field + "\"");
      }
    }
  }

  boolean matches(Event event) {
    return !fields.isEmpty()
        && fields.entrySet().stream()
            .allMatch(
                each -> event.text(each.getKey()).filter(each.getValue()::equals).isPresent());
  }
}
