package dev.tagyard.proxy.fuzz;

import static dev.tagyard.proxy.fuzz.Attack.answered;
import static dev.tagyard.proxy.fuzz.Attack.latin;
import static dev.tagyard.proxy.fuzz.Attack.unsure;

import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.function.Function;

/// All kinds of hostile request. The same seed gives the same bytes.
final class Attacks {
  private static final List<String> PIECES =
      List.of(
          "%",
          "%%",
          "%zz",
          "%E2%82",
          "%00",
          "%0d%0a",
          "%2e%2e/",
          "%c0%ae",
          "&",
          "&&=",
          "=",
          "?",
          "#",
          ";",
          "[",
          "]",
          "{",
          "\\",
          "\"",
          "|",
          "^",
          "`",
          "~",
          "\u00e4",
          "\u00ff",
          "\u0001",
          "en=",
          "&en=x",
          "&v=2",
          "&cid=",
          "&gcs=G1",
          "&gcd=1%",
          "&gdpr=1&gdpr_consent=CQ",
          "&gpp=DBAA~",
          "&pr1=nm~~",
          "&pr300=x",
          "&epn.value=NaN",
          "&ep.user_data.email=%",
          "&em=tv.1~em.e0",
          "&event_id=%01",
          "&params.value=1e999999999",
          "&a.b.c.d.e=1",
          "&user.=x",
          "&.=x");

  private static final List<String> METHODS =
      List.of(
          "PUT",
          "DELETE",
          "PATCH",
          "TRACE",
          "BREW",
          "get",
          "PROPFIND",
          "X".repeat(300),
          "P\u00d6ST",
          "GET,POST");

  private static final List<String> HEADERS =
      List.of(
          "X-Forwarded-For: %",
          "X-Forwarded-For: 1.2.3.4, [::1, ,unknown,_x, 999.1.1.1:99999",
          "X-Forwarded-For: " + "1.1.1.1,".repeat(500),
          "Forwarded: for=\"[::",
          "Cookie: ",
          "Cookie: ;;;=;_ty=;_ty=1.x;_ga=GA1;_fbp=fb..;_gcl_aw=GCL.",
          "Cookie: " + "a=b;".repeat(2_000),
          "Cookie: _fbc=fb.1.999999999999999999999.x; _ga=GA1.1." + "9".repeat(500),
          "Cookie: euconsent-v2=CQ!!; __gpp=~~; usprivacy=1Y",
          "Origin: null",
          "Origin: http://[",
          "Referer: http://[::1",
          "Referer: \u00ff\u0080",
          "Authorization: Bearer",
          "Authorization: Bearer " + "x".repeat(9_000),
          "Authorization: Basic Og==",
          "Content-Type: multipart/form-data; boundary=",
          "Content-Type: ;;;",
          "Content-Type: application/x-www-form-urlencoded",
          "Content-Encoding: br",
          "Content-Encoding: gzip, gzip",
          "Accept-Encoding: gzip;q=nan",
          "Range: bytes=0-,5-1",
          "If-None-Match: " + "\"".repeat(99),
          "User-Agent: " + "M".repeat(8_000),
          "User-Agent: \u0080\u00ff",
          "Sec-GPC: 2",
          "Sec-CH-UA: \"",
          "CF-IPCountry: \u00ff",
          "CF-IPCountry: XXXXXXXXXX",
          "Expect: 100-continue",
          "Date: yesterday",
          "X-A: " + "y".repeat(20_000));

  /// Such that the server may answer, refuse or hang up.
  private static final List<String> BAD_HEADERS =
      List.of(
          "no colon here",
          ": no name",
          "X A: blank in the name",
          "X-A : blank before the colon",
          " folded: line",
          "X\u0000Y: nul",
          "X-A: nul\u0000",
          "X-A: bare\rreturn",
          "X-A: bell\u0007",
          "Host: a\r\nHost: b",
          "Host: a b/c?d",
          "Host:",
          lines(
              "Upgrade: websocket",
              "Connection: Upgrade",
              "Sec-WebSocket-Key: x",
              "Sec-WebSocket-Version: 13"),
          lines(
              "Upgrade: h2c",
              "Connection: Upgrade, HTTP2-Settings",
              "HTTP2-Settings: AAMAAABkAAQAoAAAAAIAAAAA"),
          "Upgrade: h2c\r\nConnection: Upgrade, HTTP2-Settings\r\nHTTP2-Settings: !!",
          "Connection: close",
          "Connection: keep-alive, Host, close",
          "Transfer-Encoding: gzip",
          "Transfer-Encoding: chunked, identity",
          "Transfer-Encoding: xchunked",
          "Expect: the-impossible",
          "X-A: " + "z".repeat(80_000),
          "X-B: y\r\n".repeat(3_000) + "X-C: z");

  private static final List<String> LENGTHS =
      List.of(
          "-1",
          "+3",
          "0x10",
          "1e3",
          "3.0",
          "",
          " ",
          "99999999999999999999",
          "9223372036854775807",
          "3, 3",
          "3, 4",
          "3\r\nContent-Length: 4",
          "3\r\nTransfer-Encoding: chunked",
          "0",
          "1");

  private static final List<String> CHUNKS =
      List.of(
          "zz\r\nabc\r\n0\r\n\r\n",
          "-1\r\nabc\r\n0\r\n\r\n",
          "fffffffffffffffff\r\nabc",
          "7fffffff\r\nabc",
          "3\r\nabcdef\r\n0\r\n\r\n",
          "3abc\r\n0\r\n\r\n",
          "3;ext=\"" + "x".repeat(70_000) + "\"\r\nabc\r\n0\r\n\r\n",
          "3\r\nabc\r\n0\r\nTrailer: x\r\nContent-Length: 5\r\n\r\n",
          "3\r\nabc\r\n0\r\n" + "T: x\r\n".repeat(20_000) + "\r\n",
          "\r\n\r\n",
          "0\r\n\r\n0\r\n\r\n",
          "1\r\na\r\n".repeat(2_000) + "0\r\n\r\n");

  private record Kind(int weight, Function<Random, Attack> make) {}

  /// The heavy ones are rare: there is no saying more with more of them.
  private static final List<Kind> KINDS =
      List.of(
          new Kind(160, Attacks::target),
          new Kind(60, Attacks::path),
          new Kind(80, Attacks::method),
          new Kind(140, Attacks::header),
          new Kind(60, Attacks::badHeader),
          new Kind(50, Attacks::absolute),
          new Kind(40, Attacks::length),
          new Kind(40, Attacks::chunks),
          new Kind(20, Attacks::version),
          new Kind(70, Attacks::truncated),
          new Kind(40, Attacks::flipped),
          new Kind(20, Attacks::noise),
          new Kind(60, random -> body("binary", random, Bodies.random(random, 2_000))),
          new Kind(20, random -> body("deep", random, Bodies.deep(random))),
          new Kind(60, random -> body("duplicate keys", random, Bodies.duplicates(random))),
          new Kind(2, random -> body("10,000 items", random, Bodies.many(random))),
          new Kind(160, random -> body("odd values", random, Bodies.oddEvent(random))),
          new Kind(80, random -> body("damaged", random, Bodies.damaged(random))),
          new Kind(40, random -> gzip("wrong gzip", random, Bodies.wrongGzip(random))),
          new Kind(1, random -> gzip("zip bomb", random, Bodies.bomb(random))),
          new Kind(1, Attacks::huge),
          new Kind(60, Attacks::hits),
          new Kind(4, Attacks::slow));

  private static final int WEIGHTS = KINDS.stream().mapToInt(Kind::weight).sum();

  private Attacks() {}

  private static String lines(String... headers) {
    return String.join("\r\n", headers);
  }

  static Attack of(long seed) {
    var random = new Random(seed);
    var at = random.nextInt(WEIGHTS);
    for (var kind : KINDS) {
      at -= kind.weight();
      if (at < 0) {
        return kind.make().apply(random);
      }
    }
    throw new AssertionError("weights");
  }

  /// Several at once, small ones, each sure to be answered.
  static Attack pipelined(long seed) {
    var random = new Random(seed);
    var all = new ByteArrayOutputStream();
    var count = 0;
    var head = false;
    for (var i = 2 + random.nextInt(random.nextInt(10) == 0 ? 100 : 10); i > 0; i--) {
      var next =
          switch (random.nextInt(4)) {
            case 0 -> target(random);
            case 1 -> body("", random, Bodies.random(random, 200));
            case 2 -> body("", random, Bodies.oddEvent(random));
            default -> answered("", Requests.get(Requests.hit(random)));
          };
      all.writeBytes(next.bytes());
      count++;
    }
    return new Attack("pipelined", all.toByteArray(), new Attack.Then.Answers(count, head));
  }

  private static Attack target(Random random) {
    return answered("percent signs", Requests.get(sprinkled(query(random), random)));
  }

  private static String query(Random random) {
    return switch (random.nextInt(4)) {
      case 0 -> Requests.hit(random);
      case 1 -> Requests.pixel(random);
      case 2 -> Requests.wrapped(random);
      default -> Requests.route(random) + "?x=y";
    };
  }

  private static String sprinkled(String target, Random random) {
    var text = new StringBuilder(target);
    var from = target.indexOf('?') + 1;
    for (var times = 1 + random.nextInt(6); times > 0; times--) {
      text.insert(from + random.nextInt(text.length() - from + 1), Bodies.pick(random, PIECES));
    }
    if (random.nextInt(50) == 0) {
      text.append("&q=").append("x".repeat(random.nextInt(60_000)));
    }
    return text.toString().replace(' ', '+');
  }

  private static Attack path(Random random) {
    var route = Requests.route(random);
    var path =
        switch (random.nextInt(8)) {
          case 0 -> route + "%";
          case 1 -> "/%2e%2e" + route;
          case 2 -> "/" + route;
          case 3 -> "/./x/.." + route;
          case 4 -> route + "/" + Bodies.pick(random, PIECES).replace("\"", "");
          case 5 -> "/" + "a/".repeat(random.nextInt(3_000));
          case 6 -> route + "\u00e4%c3%28";
          default -> "x" + route;
        };
    return unsure("paths", Requests.get(path));
  }

  private static Attack method(Random random) {
    var target = Requests.route(random);
    return switch (random.nextInt(4)) {
      case 0 -> answered("methods", Requests.get(target).replaceFirst("GET", "HEAD"));
      case 1 ->
          answered(
              "methods",
              Requests.get(random.nextBoolean() ? target : "*", origin(random))
                  .replaceFirst("GET", "OPTIONS"));
      case 2 -> unsure("methods", Requests.get("t.example.com:443").replaceFirst("GET", "CONNECT"));
      default ->
          unsure("methods", Requests.get(target).replaceFirst("GET", Bodies.pick(random, METHODS)));
    };
  }

  private static String origin(Random random) {
    return random.nextBoolean()
        ? "Origin: https://www.example.com\r\nAccess-Control-Request-Headers: x, y\u00ff\r\n"
        : "Origin: https://evil.example\r\n";
  }

  private static Attack header(Random random) {
    var header = Bodies.pick(random, HEADERS) + "\r\n";
    var more = Bodies.pick(random, HEADERS) + "\r\n";
    return random.nextBoolean()
        ? new Attack(
            "headers",
            Requests.post(Requests.route(random), Bodies.oddEvent(random), header, more),
            new Attack.Then.Answers(1, false))
        : answered("headers", Requests.get(query(random), header, more));
  }

  private static Attack badHeader(Random random) {
    return unsure(
        "bad headers",
        Requests.get(Requests.route(random), Bodies.pick(random, BAD_HEADERS) + "\r\n"));
  }

  private static Attack absolute(Random random) {
    var target =
        switch (random.nextInt(6)) {
          case 0 -> "http://t.example.com" + Requests.hit(random);
          case 1 -> "https://evil.example:99999" + Requests.route(random);
          case 2 -> "http://";
          case 3 -> "http:///px.gif?en=x";
          case 4 -> "foo:bar";
          default -> "//[::1/px.gif";
        };
    return unsure("absolute", Requests.get(target));
  }

  private static Attack length(Random random) {
    return unsure(
        "content-length",
        "POST "
            + Requests.route(random)
            + " HTTP/1.1\r\nHost: a\r\nContent-Length: "
            + Bodies.pick(random, LENGTHS)
            + "\r\n\r\n{}x");
  }

  private static Attack chunks(Random random) {
    return unsure(
        "chunked",
        "POST "
            + Requests.route(random)
            + " HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n"
            + Bodies.pick(random, CHUNKS));
  }

  private static Attack version(Random random) {
    var version =
        Bodies.pick(
            random,
            List.of(
                "", " HTTP/1.0", " HTTP/0.9", " HTTP/2.0", " HTTP/9.99", " http/1.1", " FTP/1"));
    return random.nextInt(5) == 0
        ? unsure("versions", "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n\u0000\u0000\u0000\u0004")
        : unsure("versions", "GET " + Requests.route(random) + version + "\r\nHost: a\r\n\r\n");
  }

  private static Attack truncated(Random random) {
    var whole =
        random.nextBoolean()
            ? latin(Requests.get(query(random)))
            : Requests.post("/e", Bodies.oddEvent(random));
    var part = Arrays.copyOf(whole, random.nextInt(whole.length));
    return new Attack(
        "truncated",
        part,
        random.nextBoolean() ? new Attack.Then.Gone() : new Attack.Then.UntilClosed());
  }

  private static Attack flipped(Random random) {
    var bytes =
        Requests.post(
            query(random), Bodies.oddEvent(random), Bodies.pick(random, HEADERS) + "\r\n");
    for (var times = 1 + random.nextInt(4); times > 0; times--) {
      bytes[random.nextInt(bytes.length)] = (byte) random.nextInt(256);
    }
    return new Attack("flipped bytes", bytes, new Attack.Then.UntilClosed());
  }

  private static Attack noise(Random random) {
    var noise =
        random.nextBoolean()
            ? Bodies.random(random, 5_000)
            : latin(
                "\u0016\u0003\u0001\u0002\u0000\u0001\u0000\u0001\u00fc\u0003\u0003".repeat(20));
    return new Attack("binary", noise, new Attack.Then.UntilClosed());
  }

  private static Attack body(String kind, Random random, String body) {
    return body(kind, random, body.getBytes(java.nio.charset.StandardCharsets.UTF_8));
  }

  private static Attack body(String kind, Random random, byte[] body) {
    var target = random.nextInt(4) > 0 ? "/e" : Requests.route(random);
    return new Attack(kind, Requests.post(target, body), new Attack.Then.Answers(1, false));
  }

  private static Attack gzip(String kind, Random random, byte[] body) {
    var target = random.nextInt(3) > 0 ? "/e" : "/g/collect";
    return new Attack(
        kind,
        Requests.post(target, body, "Content-Encoding: gzip\r\n"),
        new Attack.Then.Answers(1, false));
  }

  /// Larger than is read, with a length or in chunks.
  private static Attack huge(Random random) {
    var body = new byte[(1 << 20) + random.nextInt(2 << 20)];
    Arrays.fill(body, (byte) ' ');
    if (random.nextBoolean()) {
      return new Attack("huge", Requests.post("/e", body), new Attack.Then.UntilClosed());
    }
    var chunked = new ByteArrayOutputStream();
    chunked.writeBytes(latin("POST /e HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n"));
    for (var at = 0; at < body.length; at += 32_768) {
      var size = Math.min(32_768, body.length - at);
      chunked.writeBytes(latin(Integer.toHexString(size) + "\r\n"));
      chunked.write(body, at, size);
      chunked.writeBytes(latin("\r\n"));
    }
    chunked.writeBytes(latin("0\r\n\r\n"));
    return new Attack("huge", chunked.toByteArray(), new Attack.Then.UntilClosed());
  }

  /// Batches of hits by the tag's protocol, many lines, long lines, broken ones.
  private static Attack hits(Random random) {
    var lines = new StringBuilder();
    var count = random.nextInt(50) == 0 ? 10_000 : random.nextInt(30);
    for (var i = 0; i < count; i++) {
      lines.append("en=").append(random.nextInt(5) == 0 ? "" : "page_view");
      if (count < 100) {
        for (var times = random.nextInt(3); times > 0; times--) {
          lines.append(Bodies.pick(random, PIECES));
        }
      }
      lines.append(random.nextBoolean() ? "\r\n" : "\n");
    }
    return new Attack(
        "hits",
        Requests.post(sprinkled(Requests.hit(random), random), latin(lines.toString())),
        new Attack.Then.Answers(1, false));
  }

  private static Attack slow(Random random) {
    return new Attack("slow", Requests.post("/e", Bodies.oddEvent(random)), new Attack.Then.Slow());
  }
}
