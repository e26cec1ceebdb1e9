package dev.tagyard.proxy.http;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.zip.GZIPInputStream;

/// Reads a request's body whole, within limits both as sent and inflated. Fails with [Refused] and
/// nothing else: whatever ends a body early is the sender's doing.
final class RequestBody {
  static final int MOST_SENT = 1 << 20;
  static final int MOST_INFLATED = 4 << 20;
  private static final String UNREADABLE = "unreadable_body";
  private static final String TOO_LARGE = "too_large";
  private static final String ENCODING = "content_encoding";

  private RequestBody() {}

  /// Why a body was refused.
  static final class Refused extends Exception {
    @java.io.Serial private static final long serialVersionUID = 1L;

    private final int status;
    private final String reason;
    private final String why;

    /// @param reason a metric label
    private Refused(int status, String reason, String why) {
      super(why, null, false, false);
      this.status = status;
      this.reason = reason;
      this.why = why;
    }

    /// Nobody can tell where the next request on this connection would begin.
    static Refused unreadable() {
      return new Refused(400, UNREADABLE, "the body is not whole, or not as HTTP wants it");
    }

    String reason() {
      return reason;
    }

    String why() {
      return why;
    }

    int status() {
      return status;
    }

    boolean isUnreadable() {
      return reason.equals(UNREADABLE);
    }
  }

  static Future<byte[]> read(HttpServerRequest request) {
    var encoding = request.getHeader(HttpHeaders.CONTENT_ENCODING);
    var gzip = "gzip".equalsIgnoreCase(encoding);
    if (encoding != null && !gzip && !encoding.equalsIgnoreCase("identity")) {
      request.resume();
      return Future.failedFuture(
          new Refused(
              415, ENCODING, "Content-Encoding must be gzip or absent, not " + word(encoding)));
    }
    if (declaredLength(request) > MOST_SENT) {
      request.resume();
      return Future.failedFuture(tooLarge());
    }
    return collect(request)
        .compose(body -> {
          try {
            return Future.succeededFuture(gzip ? inflate(body) : body);
          } catch (Refused refused) {
            return Future.failedFuture(refused);
          }
        });
  }

  private static Future<byte[]> collect(HttpServerRequest request) {
    var collector = new Collector();
    request.handler(collector::add);
    request.exceptionHandler(_ -> collector.whole.tryFail(Refused.unreadable()));
    request.endHandler(_ -> collector.end());
    return collector.whole.future();
  }

  /// Most bodies come in one piece, which is not copied together then.
  private static final class Collector {
    final Promise<byte[]> whole = Promise.promise();
    private Buffer collected = Buffer.buffer();
    private boolean ours = true;

    void add(Buffer chunk) {
      if (collected.length() + chunk.length() > MOST_SENT) {
        whole.tryFail(tooLarge());
      } else if (collected.length() == 0) {
        collected = chunk;
        ours = false;
      } else {
        collected = ours ? collected : collected.copy();
        ours = true;
        collected.appendBuffer(chunk);
      }
    }

    void end() {
      whole.tryComplete(collected.getBytes());
    }
  }

  private static Refused tooLarge() {
    return new Refused(413, TOO_LARGE, "the body is larger than " + MOST_SENT + " bytes");
  }

  /// Zero where the request does not say.
  private static long declaredLength(HttpServerRequest request) {
    var length = request.getHeader(HttpHeaders.CONTENT_LENGTH);
    try {
      return length == null ? 0 : Long.parseLong(length);
    } catch (NumberFormatException several) {
      return 0;
    }
  }

  private static byte[] inflate(byte[] body) throws Refused {
    try (var gzip = new GZIPInputStream(new ByteArrayInputStream(body), 8_192)) {
      var inflated = gzip.readNBytes(MOST_INFLATED + 1);
      if (inflated.length > MOST_INFLATED) {
        throw new Refused(
            413, TOO_LARGE, "the inflated body is larger than " + MOST_INFLATED + " bytes");
      }
      return inflated;
    } catch (IOException notGzip) {
      throw new Refused(
          400, ENCODING, "Content-Encoding says gzip, but the body is not whole gzip");
    }
  }

  private static String word(String header) {
    return header.matches("[A-Za-z0-9-]{1,20}") ? header : "that";
  }
}
