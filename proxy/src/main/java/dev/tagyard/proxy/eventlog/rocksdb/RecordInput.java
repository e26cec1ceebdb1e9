package dev.tagyard.proxy.eventlog.rocksdb;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tagyard.proxy.eventlog.CorruptRecord;
import dev.tagyard.rules.event.EventNodes;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.DateTimeException;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// Reads what [RecordOutput] wrote. Throws [CorruptRecord] for whatever that never writes, and
/// takes no memory for what is not there.
final class RecordInput {
  private static final EventNodes NODES = EventNodes.INSTANCE;

  /// Room made for an object's fields at once.
  private static final int MOST_ROOM = 64;

  private static final int LONGEST_NAME = 40;

  /// Names that were read lately, each where its letters say. Several threads write here: what one
  /// does not see yet it makes again.
  private static final @Nullable String[] NAMES = new @Nullable String[1_024];

  private final byte[] bytes;
  private int at;

  RecordInput(byte[] bytes) {
    this.bytes = bytes;
  }

  long number() {
    var value = 0L;
    for (var shift = 0; shift < Long.SIZE; shift += 7) {
      var next = letter();
      value |= (next & 0x7fL) << shift;
      if (next >= 0) {
        return value;
      }
    }
    throw new CorruptRecord("a number is too long");
  }

  long signed() {
    var value = number();
    return (value >>> 1) ^ -(value & 1);
  }

  /// A number of things that take at least a byte each.
  int count() {
    var count = number();
    if (count < 0 || count > bytes.length - at) {
      throw new CorruptRecord("a record claims " + count + " things where there is no room");
    }
    return (int) count;
  }

  int small() {
    var value = number();
    if (value < 0 || value > Integer.MAX_VALUE) {
      throw new CorruptRecord("a number is too large");
    }
    return (int) value;
  }

  String text() {
    return text(count());
  }

  private String text(int length) {
    var text = new String(bytes, at, length, UTF_8);
    at += length;
    return text;
  }

  /// A field's name: the same few stand in all records, so each is made once.
  private String name() {
    var length = count();
    if (length > LONGEST_NAME) {
      return text(length);
    }
    var hash = length;
    for (var i = at; i < at + length; i++) {
      hash = 31 * hash + bytes[i];
    }
    var slot = (hash ^ (hash >>> 15)) & (NAMES.length - 1);
    var known = NAMES[slot];
    if (known != null && stands(known, length)) {
      at += length;
      return known;
    }
    var name = text(length);
    NAMES[slot] = name;
    return name;
  }

  /// Whether a name of plain letters comes next.
  private boolean stands(String name, int length) {
    if (name.length() != length) {
      return false;
    }
    for (var i = 0; i < length; i++) {
      if (name.charAt(i) != bytes[at + i]) {
        return false;
      }
    }
    return true;
  }

  byte[] chunk() {
    var chunk = new byte[count()];
    System.arraycopy(bytes, at, chunk, 0, chunk.length);
    at += chunk.length;
    return chunk;
  }

  boolean flag() {
    return switch (letter()) {
      case RecordOutput.TRUE -> true;
      case RecordOutput.FALSE -> false;
      default -> throw new CorruptRecord("neither true nor false");
    };
  }

  Instant time() {
    try {
      return Instant.ofEpochSecond(signed(), number());
    } catch (DateTimeException | ArithmeticException never) {
      throw new CorruptRecord("a time that never is", never);
    }
  }

  ObjectNode object() {
    return tree() instanceof ObjectNode object ? object : wrong();
  }

  JsonNode tree() {
    return tree(0);
  }

  /// Nothing comes after what was read.
  void end() {
    if (at != bytes.length) {
      throw new CorruptRecord("a record is longer than what it holds");
    }
  }

  private JsonNode tree(int depth) {
    if (depth > RecordOutput.DEEPEST) {
      throw new CorruptRecord("a tree is too deep");
    }
    return switch (letter()) {
      case RecordOutput.OBJECT -> {
        var count = count();
        var object = NODES.objectNode(Math.min(count, MOST_ROOM));
        for (var left = count; left > 0; left--) {
          var name = name();
          object.set(name, tree(depth + 1));
        }
        yield object;
      }
      case RecordOutput.ARRAY -> {
        var count = count();
        var array = NODES.arrayNode(count);
        for (var left = count; left > 0; left--) {
          array.add(tree(depth + 1));
        }
        yield array;
      }
      case RecordOutput.TEXT -> NODES.textNode(text());
      case RecordOutput.INT -> NODES.numberNode((int) signed());
      case RecordOutput.LONG -> NODES.numberNode(signed());
      case RecordOutput.DOUBLE -> NODES.numberNode(Double.longBitsToDouble(fixed()));
      case RecordOutput.DECIMAL -> decimal();
      case RecordOutput.BIG_INTEGER -> integer();
      case RecordOutput.TRUE -> NODES.booleanNode(true);
      case RecordOutput.FALSE -> NODES.booleanNode(false);
      case RecordOutput.NULL -> NODES.nullNode();
      default -> wrong();
    };
  }

  private JsonNode decimal() {
    try {
      return NODES.numberNode(new BigDecimal(text()));
    } catch (NumberFormatException letters) {
      throw new CorruptRecord("a number is none", letters);
    }
  }

  private JsonNode integer() {
    try {
      return NODES.numberNode(new BigInteger(text()));
    } catch (NumberFormatException letters) {
      throw new CorruptRecord("a number is none", letters);
    }
  }

  private long fixed() {
    var value = 0L;
    for (var i = 0; i < Long.BYTES; i++) {
      value = value << Byte.SIZE | (letter() & 0xff);
    }
    return value;
  }

  private byte letter() {
    if (at >= bytes.length) {
      throw new CorruptRecord("a record ends too soon");
    }
    return bytes[at++];
  }

  private static ObjectNode wrong() {
    throw new CorruptRecord("a record has another shape than this version writes");
  }
}
