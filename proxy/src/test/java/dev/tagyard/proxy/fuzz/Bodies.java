package dev.tagyard.proxy.fuzz;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.zip.GZIPOutputStream;

/// Bodies that no honest sender writes.
final class Bodies {
  private static final List<String> ODD_VALUES =
      List.of(
          "null",
          "true",
          "-0",
          "1e400",
          "1e-400",
          "1e999999999",
          "\"1e999999999\"",
          "\"-1E-999999999\"",
          "99999999999999999999999999999999999999",
          "NaN",
          "\"\"",
          "\" \"",
          "\"\\u0000\"",
          "\"\\ud800\"",
          "\"\\uffff\\ufeff\"",
          "\"${jndi:ldap://x/}\"",
          "\"%s%n\"",
          "\"../../etc/passwd\"",
          "\"https://[::1\"",
          "\"javascript:alert(1)\"",
          "[]",
          "[[]]",
          "{}",
          "{\"a\":{}}",
          "[null]",
          "[1,\"a\",{}]",
          "\"" + "x".repeat(10_000) + "\"",
          "\"" + "ä".repeat(3_000) + "\"");

  private static final List<String> PLACES =
      List.of(
          "event_name",
          "event_id",
          "event_time",
          "sent_at",
          "page",
          "user",
          "params",
          "ids",
          "consent",
          "visitor",
          "received_at",
          "source",
          "trusted",
          "ga4",
          "__proto__",
          "constructor");

  private static final List<String> INNER =
      List.of(
          "page.url",
          "page.referrer",
          "page.title",
          "user.email",
          "user.phone",
          "user.client_id",
          "user.country",
          "user.postal_code",
          "user.first_name",
          "params.value",
          "params.currency",
          "params.transaction_id",
          "params.items",
          "params.session_id",
          "params.engagement_time_msec",
          "ids.gclid",
          "ids.fbclid",
          "ids.fbp",
          "ids.fbc",
          "ids.click_id",
          "consent.gdpr",
          "consent.tcf",
          "consent.ac",
          "consent.gpp",
          "consent.gpp_sid",
          "consent.usp",
          "consent.categories",
          "consent.google",
          "consent.gcs",
          "consent.gcd");

  private static final List<String> NAMES =
      List.of("purchase", "page_view", "sign_up", "my_event", "first_visit", "ga_x", "ÄÖ", "a b");

  /// Some 8 MB of zeros, and an event with 4 MB of blanks before it, in a few kB.
  private static final byte[] ZEROS = gzip(new byte[8 << 20]);

  private static final byte[] BLANKS =
      gzip(
          (" ".repeat(6 << 20) + "{\"event_name\":\"page_view\"}")
              .getBytes(StandardCharsets.US_ASCII));

  private Bodies() {}

  static byte[] random(Random random, int most) {
    var bytes = new byte[random.nextInt(most)];
    random.nextBytes(bytes);
    return bytes;
  }

  static String deep(Random random) {
    var depth = 5 + random.nextInt(random.nextInt(20) == 0 ? 100_000 : 300);
    var opening = random.nextBoolean() ? "[" : "{\"a\":";
    var inner = opening.repeat(depth);
    return switch (random.nextInt(3)) {
      case 0 -> inner;
      case 1 -> event(random, "\"params\": " + inner + "1" + "]".repeat(depth));
      default ->
          event(random, "\"params\": {\"x\": " + "[".repeat(depth) + "]".repeat(depth) + "}");
    };
  }

  static String duplicates(Random random) {
    return event(
        random,
        "\"event_name\": "
            + odd(random)
            + ", \"params\": {\"value\": 1, \"value\": "
            + odd(random)
            + "}, \"params\": "
            + odd(random)
            + ", \"event_name\": \"page_view\", \"event_id\": \"a\", \"event_id\": \"b\"");
  }

  /// 10,000 items, events or parameters.
  static String many(Random random) {
    return switch (random.nextInt(4)) {
      case 0 ->
          event(
              random,
              "\"params\": {\"items\": ["
                  + list(10_000, i -> "{\"item_id\":\"" + i + "\",\"price\":1,\"quantity\":1}")
                  + "]}");
      case 1 -> "[" + list(10_000, i -> "{\"event_name\":\"x\"}") + "]";
      case 2 -> event(random, "\"params\": {" + list(10_000, i -> "\"p" + i + "\":" + i) + "}");
      default -> "[" + list(600, i -> event(random, "\"params\":{\"n\":" + i + "}")) + "]";
    };
  }

  /// An event with consent, so that it goes all the way, with odd values in it.
  static String oddEvent(Random random) {
    var fields =
        IntStream.range(0, 1 + random.nextInt(4))
            .mapToObj(i ->
                random.nextInt(3) == 0
                    ? "\"" + pick(random, PLACES) + "\": " + odd(random)
                    : nested(pick(random, INNER), odd(random)))
            .collect(Collectors.joining(", "));
    return event(random, fields);
  }

  /// A valid event with some of its bytes changed.
  static byte[] damaged(Random random) {
    var bytes =
        event(random, "\"params\": {\"value\": 5, \"currency\": \"EUR\"}")
            .getBytes(StandardCharsets.UTF_8);
    for (var times = 1 + random.nextInt(5); times > 0; times--) {
      bytes[random.nextInt(bytes.length)] = (byte) random.nextInt(256);
    }
    return random.nextBoolean() ? bytes : Arrays.copyOf(bytes, random.nextInt(bytes.length));
  }

  /// Called gzip, and not or not wholly so.
  static byte[] wrongGzip(Random random) {
    var whole = gzip(event(random, "\"user\": {}").getBytes(StandardCharsets.UTF_8));
    return switch (random.nextInt(4)) {
      case 0 -> random(random, 500);
      case 1 -> Arrays.copyOf(whole, random.nextInt(whole.length));
      case 2 -> {
        whole[random.nextInt(whole.length)] ^= (byte) (1 + random.nextInt(255));
        yield whole;
      }
      default -> Arrays.copyOf(whole, whole.length + 1 + random.nextInt(300));
    };
  }

  static byte[] bomb(Random random) {
    return random.nextBoolean() ? ZEROS : BLANKS;
  }

  static byte[] gzip(byte[] content) {
    var packed = new ByteArrayOutputStream();
    try (var gzip = new GZIPOutputStream(packed)) {
      gzip.write(content);
    } catch (IOException impossible) {
      throw new UncheckedIOException(impossible);
    }
    return packed.toByteArray();
  }

  static String odd(Random random) {
    return pick(random, ODD_VALUES);
  }

  static <T> T pick(Random random, List<T> from) {
    return from.get(random.nextInt(from.size()));
  }

  private static String event(Random random, String fields) {
    return "{\"event_name\": \""
        + pick(random, NAMES)
        + "\", \"page\": {\"url\": \"https://www.example.com/\"}, "
        + Requests.consent(random)
        + ", "
        + fields
        + "}";
  }

  private static String nested(String path, String value) {
    var dot = path.indexOf('.');
    return "\"%s\": {\"%s\": %s}".formatted(path.substring(0, dot), path.substring(dot + 1), value);
  }

  private static String list(int count, java.util.function.IntFunction<String> element) {
    return IntStream.range(0, count).mapToObj(element).collect(Collectors.joining(","));
  }
}
