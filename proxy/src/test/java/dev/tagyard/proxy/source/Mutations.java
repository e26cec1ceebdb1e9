package dev.tagyard.proxy.source;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Random;

/// Damages requests as networks, senders and attackers do.
final class Mutations {
  private static final List<String> PIECES =
      List.of(
          "%",
          "%zz",
          "%E2%82",
          "%00",
          "%0A",
          "&",
          "&&",
          "=",
          "?",
          "~",
          "~~",
          "\r\n",
          "\n",
          "+",
          "\"",
          "{",
          "}",
          "[",
          "]",
          ",",
          "null",
          "1e999999999",
          "-0",
          "9".repeat(300),
          "&en=",
          "&en=x",
          "&pr1=",
          "&pr201=x",
          "&epn.value=NaN",
          "&event_id=",
          "&ep.event_id=%01",
          "&visitor.ip=x",
          "&trusted=true",
          "&em=tv.1~em.e0~ct0.%25",
          "&gcs=G1",
          "\u0000",
          "\ud83d",
          "ÿ",
          "x".repeat(5_000));

  private Mutations() {}

  static Inbound of(Inbound request, Random random) {
    var query = request.query();
    var body = new String(request.body(), StandardCharsets.UTF_8);
    for (var times = 1 + random.nextInt(4); times > 0; times--) {
      if (body.isEmpty() || (!query.isEmpty() && random.nextBoolean())) {
        query = damaged(query, random);
      } else {
        body = damaged(body, random);
      }
    }
    return new Inbound(
        request.method(),
        request.path(),
        query,
        request.headers(),
        request.cookies(),
        body.getBytes(StandardCharsets.UTF_8),
        request.peer(),
        request.trusted(),
        request.foreignSite(),
        request.receivedAt());
  }

  private static String damaged(String text, Random random) {
    var at = random.nextInt(text.length() + 1);
    var end = Math.min(text.length(), at + random.nextInt(1 + random.nextInt(60)));
    return switch (random.nextInt(5)) {
      case 0 -> text.substring(0, at);
      case 1 -> text.substring(0, at) + text.substring(end);
      case 2 -> text.substring(0, at) + text.substring(at, end) + text.substring(at);
      case 3 -> text.substring(0, at) + (char) random.nextInt(0x250) + text.substring(end);
      default ->
          text.substring(0, at) + PIECES.get(random.nextInt(PIECES.size())) + text.substring(at);
    };
  }
}
