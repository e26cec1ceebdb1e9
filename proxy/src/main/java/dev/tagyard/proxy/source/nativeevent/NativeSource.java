package dev.tagyard.proxy.source.nativeevent;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.tagyard.proxy.source.Decoded;
import dev.tagyard.proxy.source.Inbound;
import dev.tagyard.proxy.source.Source;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// `POST /e`: one event object, or an array of up to 500, whatever the content type says.
public final class NativeSource implements Source {
  /// The most events that one request may hold.
  public static final int MOST_EVENTS = 500;

  private static final JsonMapper JSON =
      JsonMapper.builder(
              JsonFactory.builder()
                  .streamReadConstraints(
                      StreamReadConstraints.builder()
                          .maxNestingDepth(20)
                          .maxStringLength(65_536)
                          .maxNumberLength(64)
                          .maxNameLength(256)
                          .build())
                  .disable(StreamReadFeature.INCLUDE_SOURCE_IN_LOCATION)
                  .build())
          .build();

  @Override
  public String name() {
    return "native";
  }

  @Override
  public Decoded decode(Inbound inbound) {
    try (var parser = JSON.createParser(inbound.body())) {
      return switch (parser.nextToken()) {
        case START_ARRAY -> array(parser, inbound.trusted());
        case START_OBJECT ->
            new Decoded(List.of(NativeEvent.read(tree(parser), inbound.trusted())));
        case null -> Decoded.refused("empty", "the body is empty; expected an event object");
        default -> Decoded.refused("not_an_event", "expected an event object or an array of them");
      };
    } catch (IOException malformed) {
      // Not always of the parser's own kind: bytes may look like an encoding that there is not.
      return Decoded.refused("malformed_json", where(malformed));
    }
  }

  /// Reads element by element, so that what stands before a syntax error is taken.
  private static Decoded array(JsonParser parser, boolean trusted) throws IOException {
    var items = new ArrayList<Decoded.Item>();
    try {
      while (parser.nextToken() != JsonToken.END_ARRAY) {
        if (items.size() == MOST_EVENTS) {
          items.add(
              new Decoded.Item.Refused(
                  "too_many_events", "a request holds at most " + MOST_EVENTS + " events"));
          return new Decoded(items);
        }
        items.add(NativeEvent.read(tree(parser), trusted));
      }
    } catch (IOException malformed) {
      items.add(new Decoded.Item.Refused("malformed_json", where(malformed)));
    }
    return items.isEmpty()
        ? Decoded.refused("empty", "the array is empty; expected event objects")
        : new Decoded(items);
  }

  private static JsonNode tree(JsonParser parser) throws IOException {
    return parser.readValueAsTree();
  }

  private static String where(IOException malformed) {
    var location =
        malformed instanceof JsonProcessingException parsing
            ? Optional.ofNullable(parsing.getLocation())
            : Optional.<JsonLocation>empty();
    return location
        .map(at -> "not JSON from line " + at.getLineNr() + ", column " + at.getColumnNr() + " on")
        .orElse("not JSON");
  }
}
