package dev.tagyard.rules.module;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/// Changes of a text that know the way back: which place of the text before is meant by one of the
/// text after.
final class Edits {
  /// @param length of what goes
  private record Edit(int offset, int length, String text) {}

  private final String before;
  private final List<Edit> edits = new ArrayList<>();

  Edits(String before) {
    this.before = before;
  }

  void insert(int offset, String text) {
    edits.add(new Edit(offset, 0, text));
  }

  void replace(int from, int to, String text) {
    edits.add(new Edit(from, to - from, text));
  }

  /// The text with all edits; there are to be no more of them.
  String after() {
    edits.sort(Comparator.comparingInt(Edit::offset).thenComparingInt(Edit::length));
    var text = new StringBuilder();
    var at = 0;
    for (var edit : edits) {
      text.append(before, at, edit.offset).append(edit.text);
      at = edit.offset + edit.length;
    }
    return text.append(before, at, before.length()).toString();
  }

  /// @param offset in the text after
  int back(int offset) {
    var shift = 0;
    for (var edit : edits) {
      var start = edit.offset + shift;
      if (offset < start) {
        break;
      }
      if (offset < start + edit.text.length()) {
        return edit.offset;
      }
      shift += edit.text.length() - edit.length;
    }
    return Math.clamp(offset - shift, 0, before.length());
  }
}
