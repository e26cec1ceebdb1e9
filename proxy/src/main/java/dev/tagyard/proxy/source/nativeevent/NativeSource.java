package dev.tagyard.proxy.source.nativeevent;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.tagyard.proxy.source.Decoded;
import dev.tagyard.proxy.source.Inbound;
import dev.tagyard.proxy.source.Source;
import dev.tagyard.proxy.source.Texts;
import dev.tagyard.rules.event.EventNodes;
import java.io.EOFException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// `POST /e`: one event object, or an array of up to 500, whatever the content type says. One event
/// of an array that is too large in some way leaves its neighbours alone; what is no JSON ends the
/// array.
public final class NativeSource implements Source {
  /// The most events that one request may hold.
  public static final int MOST_EVENTS = 500;

  private static final int LARGEST = Texts.MOST_OF_AN_EVENT;
  private static final int DEEPEST = 20;
  private static final int LONGEST_TEXT = 65_536;
  private static final int LONGEST_NUMBER = 64;
  private static final int LONGEST_NAME = 256;

  /// Names, values and brackets: each takes far more in memory than the byte or two that it may
  /// have in a body.
  private static final int MOST_TOKENS = 50_000;

  private static final int MOST_TOKENS_IN_ALL = 500_000;

  private static final Decoded.Item TOO_LARGE =
      new Decoded.Item.Refused(
          "too_large",
          "an event has at most "
              + LARGEST
              + " bytes and is nested at most "
              + DEEPEST
              + " deep; its texts have at most "
              + LONGEST_TEXT
              + " characters, its names "
              + LONGEST_NAME
              + ", its numbers "
              + LONGEST_NUMBER
              + "; it has at most "
              + MOST_TOKENS
              + " names, values and brackets");

  private static final Decoded.Item TOO_MUCH =
      new Decoded.Item.Refused(
          "too_large",
          "a request holds at most "
              + MOST_TOKENS_IN_ALL
              + " names, values and brackets; the events from here on were not read");

  private static final Decoded.Item TOO_MANY =
      new Decoded.Item.Refused(
          "too_many_events",
          "a request holds at most " + MOST_EVENTS + " events; those from here on were not read");

  private static final Decoded.Item MORE =
      new Decoded.Item.Refused(
          "malformed_json", "there is more after the first value; several events are one array");

  private static final JsonMapper JSON =
      JsonMapper.builder(
              JsonFactory.builder()
                  .streamReadConstraints(
                      StreamReadConstraints.builder()
                          .maxNestingDepth(DEEPEST)
                          .maxStringLength(LONGEST_TEXT)
                          .maxNumberLength(LONGEST_NUMBER)
                          .maxNameLength(LONGEST_NAME)
                          .maxTokenCount(MOST_TOKENS)
                          .build())
                  .disable(StreamReadFeature.INCLUDE_SOURCE_IN_LOCATION)
                  .enable(StreamReadFeature.USE_FAST_DOUBLE_PARSER)
                  .build())
          .nodeFactory(EventNodes.INSTANCE)
          .build();

  @Override
  public String name() {
    return "native";
  }

  @Override
  public Decoded decode(Inbound inbound) {
    var items = new ArrayList<Decoded.Item>();
    try (var parser = JSON.createParser(inbound.body())) {
      switch (parser.nextToken()) {
        case START_ARRAY -> array(parser, inbound.trusted(), items);
        case START_OBJECT -> items.add(event(parser, inbound.trusted()));
        case null -> {
          return Decoded.refused("empty", "the body is empty; expected an event object");
        }
        default -> {
          return Decoded.refused("not_an_event", "expected an event object or an array of them");
        }
      }
      if (items.size() <= MOST_EVENTS && parser.nextToken() != null) {
        items.add(MORE);
      }
    } catch (StreamConstraintsException tooLarge) {
      oneByOne(inbound, items);
    } catch (IOException malformed) {
      // Not always of the parser's own kind: bytes may look like an encoding that there is not.
      items.add(new Decoded.Item.Refused("malformed_json", where(malformed)));
    }
    return items.isEmpty()
        ? Decoded.refused("empty", "the array is empty; expected event objects")
        : new Decoded(items);
  }

  /// Reads element by element, so that what stands before a syntax error is taken.
  private static void array(JsonParser parser, boolean trusted, List<Decoded.Item> items)
      throws IOException {
    while (parser.nextToken() != JsonToken.END_ARRAY) {
      if (items.size() == MOST_EVENTS) {
        items.add(TOO_MANY);
        return;
      }
      items.add(event(parser, trusted));
    }
  }

  /// Goes on where the parser refused to, with what it has to say of each element by itself.
  ///
  /// @param items that were read before
  private static void oneByOne(Inbound inbound, List<Decoded.Item> items) {
    var slices = JsonElements.of(inbound.body(), MOST_EVENTS + 1);
    if (slices.isEmpty()) {
      items.add(TOO_LARGE);
    }
    var left = (long) MOST_TOKENS_IN_ALL - MOST_TOKENS;
    for (var slice : slices.subList(Math.min(items.size(), slices.size()), slices.size())) {
      if (items.size() == MOST_EVENTS) {
        items.add(TOO_MANY);
        return;
      }
      if (left <= 0) {
        items.add(TOO_MUCH);
        return;
      }
      try (var parser = JSON.createParser(inbound.body(), slice.from(), slice.length())) {
        items.add(single(parser, inbound.trusted()));
        left -= parser.currentTokenCount();
      } catch (IOException malformed) {
        items.add(new Decoded.Item.Refused("malformed_json", "not JSON from here on"));
        return;
      }
    }
  }

  private static Decoded.Item single(JsonParser parser, boolean trusted) throws IOException {
    try {
      if (parser.nextToken() == null) {
        throw new EOFException();
      }
      return event(parser, trusted);
    } catch (StreamConstraintsException tooLarge) {
      return TOO_LARGE;
    }
  }

  private static Decoded.Item event(JsonParser parser, boolean trusted) throws IOException {
    var from = offset(parser.currentTokenLocation());
    JsonNode tree = parser.readValueAsTree();
    return offset(parser.currentLocation()) - from > LARGEST
        ? TOO_LARGE
        : NativeEvent.read(tree, trusted);
  }

  /// In bytes; in characters where the body is in UTF-16 or UTF-32.
  private static long offset(JsonLocation location) {
    return Math.max(location.getByteOffset(), location.getCharOffset());
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
