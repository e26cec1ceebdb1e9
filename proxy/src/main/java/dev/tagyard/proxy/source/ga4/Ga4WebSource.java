package dev.tagyard.proxy.source.ga4;

import dev.tagyard.proxy.source.Decoded;
import dev.tagyard.proxy.source.Inbound;
import dev.tagyard.proxy.source.Query;
import dev.tagyard.proxy.source.Source;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// `/g/collect`: one event in the query, or several as lines of the body that share the query. What
/// a line says beats what the query says.
public final class Ga4WebSource implements Source {
  /// The tag sends 20 at most; others that speak its language may send more.
  private static final int MOST_EVENTS = 100;

  private static final int MOST_FIELDS_IN_ALL = 120_000;

  @Override
  public String name() {
    return "ga4";
  }

  @Override
  public Decoded decode(Inbound inbound) {
    var shared = parameters(inbound.queryParameters());
    var lines =
        new String(inbound.body(), StandardCharsets.UTF_8)
            .lines()
            .filter(line -> !line.isBlank())
            // One more, which is refused; what is behind it is not worth reading.
            .limit(MOST_EVENTS + 1L)
            .map(line -> parameters(Query.parse(line)))
            .toList();
    if (lines.stream().noneMatch(line -> line.containsKey("en"))) {
      lines.forEach(shared::putAll);
      return new Decoded(List.of(Ga4Hit.read(shared, 0)));
    }
    var items = new ArrayList<Decoded.Item>(lines.size());
    var left = (long) MOST_FIELDS_IN_ALL;
    for (var line = 0; line < lines.size(); line++) {
      if (line == MOST_EVENTS) {
        items.add(
            new Decoded.Item.Refused(
                "too_many_events", "a request holds at most " + MOST_EVENTS + " events"));
        break;
      }
      var hit = merged(shared, lines.get(line));
      left -= Ga4Hit.fields(hit);
      if (left < 0) {
        items.add(
            new Decoded.Item.Refused(
                "too_large",
                "a request holds at most "
                    + MOST_FIELDS_IN_ALL
                    + " parameters and fields of items; the events from here on were not read"));
        break;
      }
      items.add(Ga4Hit.read(hit, line));
    }
    return new Decoded(items);
  }

  private static Map<String, String> merged(Map<String, String> shared, Map<String, String> line) {
    var merged = new LinkedHashMap<>(shared);
    // The query of a batch names no event.
    merged.remove("en");
    merged.putAll(line);
    return merged;
  }

  private static Map<String, String> parameters(List<Map.Entry<String, String>> pairs) {
    var parameters = new LinkedHashMap<String, String>();
    pairs.forEach(pair -> parameters.put(pair.getKey(), pair.getValue()));
    return parameters;
  }
}
