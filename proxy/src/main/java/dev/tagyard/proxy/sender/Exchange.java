package dev.tagyard.proxy.sender;

import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.MultiMap;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.streams.WriteStream;
import io.vertx.ext.web.client.HttpRequest;
import io.vertx.ext.web.client.WebClient;
import io.vertx.ext.web.client.impl.HttpContext;
import io.vertx.ext.web.client.impl.WebClientInternal;
import io.vertx.ext.web.codec.BodyCodec;
import io.vertx.ext.web.codec.spi.BodyStream;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/// One request and its answer, on one event loop. It ends when its time is over, however slowly the
/// answer drips, and takes in no more of it than is ever read.
///
/// To the client it is what takes the answer's body.
final class Exchange implements BodyCodec<Void> {
  private final Vertx vertx;
  private final int mostBytes;
  private final CompletableFuture<Answer> answer = new CompletableFuture<>();
  private volatile Optional<HttpClientRequest> request = Optional.empty();
  private @Nullable HttpClientResponse head;

  Exchange(Vertx vertx, int mostBytes) {
    this.vertx = vertx;
    this.mostBytes = mostBytes;
  }

  /// @param body as it came, perhaps compressed, and cut where it is too long
  record Answer(int status, MultiMap headers, Buffer body) {}

  /// Makes a client tell exchanges of its steps. Nothing else of it gives the request, to end it,
  /// or the head of an answer before all of that is there.
  static WebClient told(WebClient client) {
    return ((WebClientInternal) client)
        .addInterceptor(step -> {
          if (step.request().bodyCodec() instanceof Exchange exchange && exchange.isOver(step)) {
            step.fail(new TimeoutException());
          } else {
            step.next();
          }
        });
  }

  /// Called on the event loop that all of it is done on.
  ///
  /// @param longest for all of it, from finding a connection to the end of the answer
  void start(HttpRequest<Buffer> asked, Buffer body, Duration longest) {
    var millis = Math.max(1, longest.toMillis());
    var timer = vertx.setTimer(millis, _ -> end());
    var _ = answer.whenComplete((_, _) -> vertx.cancelTimer(timer));
    try {
      // So that what waits for a connection does not wait on.
      var bounded = asked.connectTimeout(millis).as(this);
      (body.length() == 0 ? bounded.send() : bounded.sendBuffer(body))
          .onFailure(answer::completeExceptionally);
    } catch (RuntimeException bug) {
      answer.completeExceptionally(bug);
    }
  }

  Answer await() throws Exception {
    try {
      return answer.get();
    } catch (ExecutionException failed) {
      throw failed.getCause() instanceof Exception cause ? cause : failed;
    }
  }

  /// Whether there was a connection, over TLS a trusted one, that the request may have gone out on.
  boolean connected() {
    return request.isPresent();
  }

  private boolean isOver(HttpContext<?> step) {
    switch (step.phase()) {
      case SEND_REQUEST -> {
        if (answer.isDone()) {
          return true;
        }
        request = Optional.of(step.clientRequest());
      }
      case RECEIVE_RESPONSE -> head = step.clientResponse();
      default -> {
        // Nothing is to be had there.
      }
    }
    return false;
  }

  @Override
  public BodyStream<Void> stream() {
    return new Body(Objects.requireNonNull(head));
  }

  private void end() {
    answer.completeExceptionally(new TimeoutException());
    reset();
  }

  private void reset() {
    request.ifPresent(HttpClientRequest::reset);
  }

  /// What comes after the head.
  private final class Body implements BodyStream<Void> {
    private final HttpClientResponse head;
    private final Buffer taken = Buffer.buffer();

    Body(HttpClientResponse head) {
      this.head = head;
    }

    @Override
    public Future<Void> write(Buffer chunk) {
      taken.appendBuffer(chunk, 0, Math.min(chunk.length(), mostBytes - taken.length()));
      if (taken.length() < mostBytes) {
        return Future.succeededFuture();
      }
      complete();
      reset();
      return Future.failedFuture("that is enough");
    }

    /// Asked for once all has come.
    @Override
    public Future<Void> result() {
      complete();
      return Future.succeededFuture();
    }

    private void complete() {
      answer.complete(new Answer(head.statusCode(), head.headers(), taken));
    }

    @Override
    public Future<Void> end() {
      return Future.succeededFuture();
    }

    @Override
    public boolean writeQueueFull() {
      return false;
    }

    @Override
    public WriteStream<Buffer> setWriteQueueMaxSize(int most) {
      return this;
    }

    @Override
    public WriteStream<Buffer> drainHandler(@Nullable Handler<Void> handler) {
      return this;
    }

    @Override
    public WriteStream<Buffer> exceptionHandler(@Nullable Handler<Throwable> handler) {
      return this;
    }

    @Override
    public void handle(Throwable failure) {
      // The request's own failure says it.
    }
  }
}
