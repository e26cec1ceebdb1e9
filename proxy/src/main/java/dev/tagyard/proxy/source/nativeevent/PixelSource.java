package dev.tagyard.proxy.source.nativeevent;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tagyard.proxy.source.Decoded;
import dev.tagyard.proxy.source.Inbound;
import dev.tagyard.proxy.source.Source;
import java.util.List;
import java.util.Map;

/// `GET /px.gif?en=…`: a native event in a query. Short names stand for the common fields, a dotted
/// name for any field (`user.email`, `params.coupon`, `consent.categories.marketing`), any other
/// name for a parameter.
public final class PixelSource implements Source {
  private static final Map<String, String> SHORT =
      Map.ofEntries(
          Map.entry("en", "event_name"),
          Map.entry("eid", "event_id"),
          Map.entry("et", "event_time"),
          Map.entry("event_name", "event_name"),
          Map.entry("event_id", "event_id"),
          Map.entry("event_time", "event_time"),
          Map.entry("sent_at", "sent_at"),
          Map.entry("dl", "page.url"),
          Map.entry("dr", "page.referrer"),
          Map.entry("dt", "page.title"),
          Map.entry("cid", "user.client_id"),
          Map.entry("uid", "user.user_id"),
          Map.entry("gdpr", "consent.gdpr"),
          Map.entry("gdpr_consent", "consent.tcf"),
          Map.entry("addtl_consent", "consent.ac"),
          Map.entry("gpp", "consent.gpp"),
          Map.entry("gpp_sid", "consent.gpp_sid"),
          Map.entry("us_privacy", "consent.usp"),
          Map.entry("gcs", "consent.gcs"),
          Map.entry("gcd", "consent.gcd"));

  private static final List<String> PARTS =
      List.of("page.", "user.", "params.", "ids.", "consent.");

  @Override
  public String name() {
    return "pixel";
  }

  @Override
  public Decoded decode(Inbound inbound) {
    var event = JsonNodeFactory.instance.objectNode();
    for (var parameter : inbound.queryParameters()) {
      if (!parameter.getValue().isEmpty()) {
        put(event, path(parameter.getKey()), parameter.getValue());
      }
    }
    return new Decoded(List.of(NativeEvent.read(event, false)));
  }

  private static String path(String name) {
    var path = SHORT.get(name);
    if (path != null) {
      return path;
    }
    return PARTS.stream().anyMatch(name::startsWith) ? name : "params." + name.replace('.', '_');
  }

  private static void put(ObjectNode event, String path, String value) {
    var keys = path.split("\\.", 4);
    var parent = event;
    for (var i = 0; i < keys.length - 1; i++) {
      parent = parent.get(keys[i]) instanceof ObjectNode child ? child : parent.putObject(keys[i]);
    }
    parent.put(keys[keys.length - 1], value);
  }
}
