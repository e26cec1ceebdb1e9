package dev.tagyard.proxy.http;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.zip.GZIPInputStream;

/// A request's body, read whole, within limits both as sent and inflated. It has its share of the
/// memory for bodies until it is closed.
final class RequestBody implements AutoCloseable {
  static final int MOST_SENT = 1 << 20;
  static final int MOST_INFLATED = 4 << 20;
  private static final String UNREADABLE = "unreadable_body";
  private static final String TOO_LARGE = "too_large";
  private static final String ENCODING = "content_encoding";
  private static final String MEMORY = "memory";

  private final byte[] bytes;
  private final BodyMemory.Share share;

  private RequestBody(byte[] bytes, BodyMemory.Share share) {
    this.bytes = bytes;
    this.share = share;
  }

  /// Of a request whose body is not looked at.
  static RequestBody none(BodyMemory memory) {
    return new RequestBody(new byte[0], memory.share());
  }

  byte[] bytes() {
    return bytes;
  }

  /// Nothing of it is needed any more; again, it does nothing.
  @Override
  public void close() {
    share.close();
  }

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

    /// Whether the same request may be taken later.
    boolean isForNow() {
      return reason.equals(MEMORY);
    }
  }

  /// Fails with [Refused] and nothing else: whatever ends a body early is the sender's doing.
  static Future<RequestBody> read(HttpServerRequest request, BodyMemory memory) {
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
    var collector = new Collector(gzip, memory.share());
    request.handler(collector::add);
    request.exceptionHandler(_ -> collector.fail(Refused.unreadable()));
    request.endHandler(_ -> collector.end());
    return collector.whole.future();
  }

  /// Most bodies come in one piece, which is not copied together then.
  private static final class Collector {
    private static final Buffer NOTHING = Buffer.buffer();

    final Promise<RequestBody> whole = Promise.promise();
    private final boolean gzip;
    private final BodyMemory.Share share;
    private Buffer collected = NOTHING;
    private boolean ours;

    Collector(boolean gzip, BodyMemory.Share share) {
      this.gzip = gzip;
      this.share = share;
    }

    void add(Buffer chunk) {
      if (whole.future().isComplete()) {
        // Refused already; what is still on its way is not kept.
        return;
      }
      if (collected.length() + chunk.length() > MOST_SENT) {
        fail(tooLarge());
      } else if (!share.take(chunk.length())) {
        fail(noMemory());
      } else if (collected.length() == 0) {
        collected = chunk;
      } else {
        collected = ours ? collected : collected.copy();
        ours = true;
        collected.appendBuffer(chunk);
      }
    }

    void end() {
      if (whole.future().isComplete()) {
        return;
      }
      try {
        var bytes = collected.getBytes();
        // The request knows this collector until it is answered.
        collected = NOTHING;
        whole.complete(new RequestBody(gzip ? inflate(bytes, share) : bytes, share));
      } catch (Refused refused) {
        fail(refused);
      }
    }

    /// Does nothing to a body that is whole: it is not the collector's any more.
    void fail(Refused refused) {
      if (whole.tryFail(refused)) {
        collected = NOTHING;
        share.close();
      }
    }
  }

  private static Refused tooLarge() {
    return new Refused(413, TOO_LARGE, "the body is larger than " + MOST_SENT + " bytes");
  }

  private static Refused noMemory() {
    return new Refused(503, MEMORY, "too much is being sent at once; come again");
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

  private static byte[] inflate(byte[] body, BodyMemory.Share share) throws Refused {
    try (var gzip = new GZIPInputStream(new ByteArrayInputStream(body), 8_192)) {
      var inflated = gzip.readNBytes(MOST_INFLATED + 1);
      if (inflated.length > MOST_INFLATED) {
        throw new Refused(
            413, TOO_LARGE, "the inflated body is larger than " + MOST_INFLATED + " bytes");
      }
      if (!share.take(inflated.length)) {
        throw noMemory();
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
