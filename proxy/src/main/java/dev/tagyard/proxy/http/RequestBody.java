package dev.tagyard.proxy.http;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.zip.GZIPInputStream;

/// Reads a request's body whole, within limits both as sent and inflated.
final class RequestBody {
  static final int MOST_SENT = 1 << 20;
  static final int MOST_INFLATED = 4 << 20;

  private RequestBody() {}

  /// Why a body was refused.
  static final class Refused extends Exception {
    @java.io.Serial private static final long serialVersionUID = 1L;

    private final int status;
    private final String why;

    Refused(int status, String why) {
      super(why, null, false, false);
      this.status = status;
      this.why = why;
    }

    String why() {
      return why;
    }

    int status() {
      return status;
    }
  }

  /// Fails with [Refused].
  static Future<byte[]> read(HttpServerRequest request) {
    var encoding = request.getHeader("Content-Encoding");
    if (encoding != null && !encoding.equals("identity") && !encoding.equals("gzip")) {
      request.resume();
      return Future.failedFuture(
          new Refused(415, "Content-Encoding must be gzip or absent, not " + word(encoding)));
    }
    return collect(request)
        .compose(body -> {
          try {
            return Future.succeededFuture("gzip".equals(encoding) ? inflate(body) : body);
          } catch (Refused refused) {
            return Future.failedFuture(refused);
          }
        });
  }

  private static Future<byte[]> collect(HttpServerRequest request) {
    var collector = new Collector();
    request.handler(collector::add);
    request.exceptionHandler(collector.whole::tryFail);
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
        whole.tryFail(new Refused(413, "the body is larger than " + MOST_SENT + " bytes"));
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

  private static byte[] inflate(byte[] body) throws Refused {
    try (var gzip = new GZIPInputStream(new ByteArrayInputStream(body), 8_192)) {
      var inflated = gzip.readNBytes(MOST_INFLATED + 1);
      if (inflated.length > MOST_INFLATED) {
        throw new Refused(413, "the inflated body is larger than " + MOST_INFLATED + " bytes");
      }
      return inflated;
    } catch (IOException notGzip) {
      throw new Refused(400, "Content-Encoding says gzip, but the body is not whole gzip");
    }
  }

  private static String word(String header) {
    return header.matches("[A-Za-z0-9-]{1,20}") ? header : "that";
  }
}
