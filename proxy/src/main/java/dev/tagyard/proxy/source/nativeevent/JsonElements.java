package dev.tagyard.proxy.source.nativeevent;

import java.util.ArrayList;
import java.util.List;

/// Where the elements of a JSON array begin and end, told by its brackets and quotes alone: a
/// parser that refuses one of them for its size cannot say where the next one begins.
final class JsonElements {
  private final byte[] body;
  private int at;

  /// @param to exclusive
  record Slice(int from, int to) {
    int length() {
      return to - from;
    }
  }

  private JsonElements(byte[] body) {
    this.body = body;
  }

  /// The elements of a body in UTF-8; none where it is no array, or in UTF-16 or UTF-32. The last
  /// may be half of one, nothing at all where one is missing, or what comes after the array.
  ///
  /// @param most after which it looks no further
  static List<Slice> of(byte[] body, int most) {
    return new JsonElements(body).slices(most);
  }

  private List<Slice> slices(int most) {
    var slices = new ArrayList<Slice>();
    while (at < body.length && body[at] != '[') {
      if (body[at] == '{' || body[at] == '"' || body[at] == 0) {
        return List.of();
      }
      at++;
    }
    at++;
    if (at >= body.length || body[at] == 0) {
      return List.of();
    }
    while (slices.size() < most) {
      var from = at;
      skipElement();
      if (at == body.length) {
        slices.add(new Slice(from, at));
        break;
      }
      if (!isBlank(from, at)) {
        slices.add(new Slice(from, at));
      }
      if (body[at++] == ']') {
        if (!isBlank(at, body.length)) {
          slices.add(new Slice(at, body.length));
        }
        break;
      }
    }
    return slices;
  }

  /// To the comma or bracket that ends the element.
  private void skipElement() {
    var depth = 0;
    for (; at < body.length; at++) {
      switch (body[at]) {
        case '"' -> skipText();
        case '[', '{' -> depth++;
        case ']', '}' -> {
          if (depth == 0) {
            return;
          }
          depth--;
        }
        case ',' -> {
          if (depth == 0) {
            return;
          }
        }
        default -> {}
      }
    }
    at = body.length;
  }

  /// To the quote that ends the text.
  private void skipText() {
    for (at++; at < body.length && body[at] != '"'; at++) {
      if (body[at] == '\\') {
        at++;
      }
    }
  }

  private boolean isBlank(int from, int to) {
    for (var i = from; i < to; i++) {
      if (body[i] > ' ' || body[i] < 0) {
        return false;
      }
    }
    return true;
  }
}
