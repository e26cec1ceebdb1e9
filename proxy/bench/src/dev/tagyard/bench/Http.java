package dev.tagyard.bench;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/// As much of HTTP/1.1 as both ends of the bench need: whole messages with a length.
final class Http {
  private static final byte[] LENGTH = "content-length:".getBytes(StandardCharsets.US_ASCII);

  private Http() {}

  /// Where the head ends; -1 when it is not all there.
  static int headEnd(ByteBuffer message, int length) {
    for (var at = 3; at < length; at++) {
      if (message.get(at) == '\n' && message.get(at - 2) == '\n') {
        return at + 1;
      }
    }
    return -1;
  }

  static int contentLength(ByteBuffer message, int head) {
    for (var at = 0; at + LENGTH.length < head; at++) {
      if (message.get(at) == '\n' && matches(message, at + 1)) {
        var length = 0;
        for (var i = at + 1 + LENGTH.length; message.get(i) != '\r'; i++) {
          var digit = message.get(i) - '0';
          length = digit >= 0 ? length * 10 + digit : length;
        }
        return length;
      }
    }
    return 0;
  }

  private static boolean matches(ByteBuffer message, int at) {
    for (var i = 0; i < LENGTH.length; i++) {
      if ((message.get(at + i) | 0x20) != (LENGTH[i] | 0x20)) {
        return false;
      }
    }
    return true;
  }

  static int status(ByteBuffer answer) {
    return (answer.get(9) - '0') * 100 + (answer.get(10) - '0') * 10 + answer.get(11) - '0';
  }

  /// Whether the body begins with a text.
  static boolean says(ByteBuffer message, int head, String text) {
    if (message.position() < head + text.length()) {
      return false;
    }
    for (var i = 0; i < text.length(); i++) {
      if (message.get(head + i) != text.charAt(i)) {
        return false;
      }
    }
    return true;
  }

  static String text(ByteBuffer message, int most) {
    var bytes = new byte[Math.min(most, message.position())];
    message.get(0, bytes);
    return new String(bytes, StandardCharsets.ISO_8859_1);
  }
}
