package dev.tagyard.proxy.visitor;

import dev.tagyard.proxy.source.Query;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// The sessions that Google's tag keeps in cookies, one for each stream. With its session an event
/// that a server sends counts within the visit.
final class GoogleSessions {
  /// A prefix may stand before it.
  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9_-]{0,64}_ga_([A-Z0-9]{1,20})");

  private static final Pattern ID = Pattern.compile("[0-9]{1,19}");
  private static final int MOST = 8;

  private GoogleSessions() {}

  /// `STREAM.SESSION` for each, with blanks between; absent where there is none.
  static Optional<String> of(Map<String, String> cookies) {
    var sessions = new TreeMap<String, String>();
    cookies.forEach((name, value) -> {
      if (name.contains("_ga_")) {
        var stream = NAME.matcher(name);
        if (stream.matches()) {
          session(Query.decode(value)).ifPresent(id -> sessions.put(stream.group(1), id));
        }
      }
    });
    return sessions.isEmpty()
        ? Optional.empty()
        : Optional.of(
            sessions.entrySet().stream()
                .limit(MOST)
                .map(each -> each.getKey() + "." + each.getValue())
                .collect(Collectors.joining(" ")));
  }

  /// `GS1.1.SESSION.COUNT…` until 2025, `GS2.1.sSESSION$oCOUNT$…` in any order since.
  private static Optional<String> session(String cookie) {
    var fields = cookie.split("\\.", 3);
    if (fields.length < 3) {
      return Optional.empty();
    }
    var id =
        switch (fields[0]) {
          case "GS1" -> Optional.of(fields[2].split("\\.", 2)[0]);
          case "GS2" ->
              Stream.of(fields[2].split("\\$", -1))
                  .filter(part -> part.startsWith("s"))
                  .map(part -> part.substring(1))
                  .findFirst();
          default -> Optional.<String>empty();
        };
    return id.filter(text -> ID.matcher(text).matches());
  }
}
