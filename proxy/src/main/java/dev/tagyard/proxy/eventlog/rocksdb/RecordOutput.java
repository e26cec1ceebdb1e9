package dev.tagyard.proxy.eventlog.rocksdb;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import java.util.Arrays;

/// Writes the pieces of kept records one after the other; [RecordInput] reads them in that order.
///
/// Numbers are written seven bits a byte, low bits first; texts as UTF-8 after their length. A tree
/// is a letter for its kind, then what it holds, so that each node comes back as the very kind it
/// was. Beside JSON this asks nothing of the characters of a text, which is most of what writing
/// JSON costs.
final class RecordOutput {
  static final byte NULL = 'n';
  static final byte TRUE = 't';
  static final byte FALSE = 'f';
  static final byte INT = 'i';
  static final byte LONG = 'l';
  static final byte DOUBLE = 'd';
  static final byte DECIMAL = 'D';
  static final byte BIG_INTEGER = 'I';
  static final byte TEXT = 's';
  static final byte ARRAY = 'a';
  static final byte OBJECT = 'o';

  /// Deeper than any source takes and any rule needs.
  static final int DEEPEST = 1_000;

  private static final int LONGEST_NUMBER = 10;

  /// Bytes of a number that is told later.
  private static final int BLANK = 3;

  private byte[] bytes = new byte[4_096];
  private int size;
  private long nodes;

  byte[] toBytes() {
    return Arrays.copyOf(bytes, size);
  }

  /// Its memory, of which the first [#size] bytes are what was written.
  byte[] memory() {
    return bytes;
  }

  int size() {
    return size;
  }

  /// How many nodes of trees were written in all, also of what was taken back.
  long nodes() {
    return nodes;
  }

  /// Takes back all that was written after so many bytes; what comes next uses their memory.
  void cut(int size) {
    this.size = size;
  }

  RecordOutput number(long value) {
    ensure(LONGEST_NUMBER);
    var rest = value;
    while ((rest & ~0x7fL) != 0) {
      bytes[size++] = (byte) (rest | 0x80);
      rest >>>= 7;
    }
    bytes[size++] = (byte) rest;
    return this;
  }

  /// Leaves room for a number below 2²¹, to be told by [#fill].
  ///
  /// @return its place
  int blank() {
    ensure(BLANK);
    var place = size;
    size += BLANK;
    return place;
  }

  void fill(int place, int number) {
    for (var i = 0; i < BLANK; i++) {
      var more = i < BLANK - 1 ? 0x80 : 0;
      bytes[place + i] = (byte) (((number >>> (7 * i)) & 0x7f) | more);
    }
  }

  /// Small in bytes where it is near zero on either side.
  RecordOutput signed(long value) {
    return number((value << 1) ^ (value >> 63));
  }

  RecordOutput text(String text) {
    return chunk(text.getBytes(UTF_8));
  }

  /// Bytes with their length before them.
  RecordOutput chunk(byte[] chunk) {
    return number(chunk.length).ready(chunk);
  }

  /// Bytes that another output made.
  RecordOutput ready(byte[] piece) {
    ensure(piece.length);
    System.arraycopy(piece, 0, bytes, size, piece.length);
    size += piece.length;
    return this;
  }

  RecordOutput flag(boolean value) {
    return letter(value ? TRUE : FALSE);
  }

  /// Seconds and nanoseconds: every instant there is comes back as it was.
  RecordOutput time(Instant time) {
    return signed(time.getEpochSecond()).number(time.getNano());
  }

  RecordOutput tree(JsonNode node) {
    return tree(node, 0);
  }

  private RecordOutput tree(JsonNode node, int depth) {
    if (depth > DEEPEST) {
      throw new IllegalArgumentException("a tree is deeper than " + DEEPEST + " levels");
    }
    nodes++;
    return switch (node.getNodeType()) {
      case OBJECT -> {
        letter(OBJECT).number(node.size());
        node.forEachEntry((name, value) -> text(name).tree(value, depth + 1));
        yield this;
      }
      case ARRAY -> {
        letter(ARRAY).number(node.size());
        for (var element : node) {
          tree(element, depth + 1);
        }
        yield this;
      }
      case STRING -> letter(TEXT).text(node.textValue());
      case NUMBER -> numeric(node);
      case BOOLEAN -> flag(node.booleanValue());
      case NULL, MISSING -> letter(NULL);
      case BINARY, POJO -> letter(TEXT).text(node.asText());
    };
  }

  private RecordOutput numeric(JsonNode node) {
    return switch (node.numberType()) {
      case INT -> letter(INT).signed(node.intValue());
      case LONG -> letter(LONG).signed(node.longValue());
      case FLOAT, DOUBLE -> letter(DOUBLE).fixed(Double.doubleToRawLongBits(node.doubleValue()));
      case BIG_INTEGER -> letter(BIG_INTEGER).text(node.bigIntegerValue().toString());
      case BIG_DECIMAL -> letter(DECIMAL).text(node.decimalValue().toString());
    };
  }

  private RecordOutput fixed(long value) {
    ensure(Long.BYTES);
    for (var shift = Long.SIZE - Byte.SIZE; shift >= 0; shift -= Byte.SIZE) {
      bytes[size++] = (byte) (value >>> shift);
    }
    return this;
  }

  private RecordOutput letter(byte letter) {
    ensure(1);
    bytes[size++] = letter;
    return this;
  }

  private void ensure(int more) {
    if (bytes.length - size < more) {
      bytes = Arrays.copyOf(bytes, Math.max(2 * bytes.length, size + more));
    }
  }
}
