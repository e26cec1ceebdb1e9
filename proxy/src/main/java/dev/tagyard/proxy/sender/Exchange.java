package dev.tagyard.proxy.sender;

import io.vertx.core.MultiMap;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.RequestOptions;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;

/// One request and its answer, on one event loop. It ends when its time is over, however slowly the
/// answer drips, and takes in no more of it than is ever read.
final class Exchange {
  private final Vertx vertx;
  private final HttpClient client;
  private final int mostBytes;
  private final CompletableFuture<Answer> answer = new CompletableFuture<>();
  private volatile Optional<HttpClientRequest> request = Optional.empty();

  Exchange(Vertx vertx, HttpClient client, int mostBytes) {
    this.vertx = vertx;
    this.client = client;
    this.mostBytes = mostBytes;
  }

  /// @param body as it came, perhaps compressed, and cut where it is too long
  record Answer(int status, MultiMap headers, Buffer body) {}

  /// Called on the event loop that all of it is done on.
  ///
  /// @param longest for all of it, from finding a connection to the end of the answer
  void start(RequestOptions options, Buffer body, Duration longest) {
    var millis = Math.max(1, longest.toMillis());
    var timer = vertx.setTimer(millis, _ -> end());
    var _ = answer.whenComplete((_, _) -> vertx.cancelTimer(timer));
    try {
      client
          // So that what waits for a connection does not wait on.
          .request(options.setConnectTimeout(millis))
          .onComplete(got -> send(got, body), answer::completeExceptionally);
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

  private void send(HttpClientRequest got, Buffer body) {
    if (answer.isDone()) {
      var _ = got.reset();
      return;
    }
    request = Optional.of(got);
    var response = body.length() == 0 ? got.send() : got.send(body);
    response.onComplete(this::read, answer::completeExceptionally);
  }

  private void read(HttpClientResponse response) {
    var body = Buffer.buffer();
    response
        .exceptionHandler(answer::completeExceptionally)
        .handler(chunk -> {
          body.appendBuffer(chunk, 0, Math.min(chunk.length(), mostBytes - body.length()));
          if (body.length() == mostBytes) {
            answer.complete(new Answer(response.statusCode(), response.headers(), body));
            reset();
          }
        })
        .endHandler(
            _ -> answer.complete(new Answer(response.statusCode(), response.headers(), body)));
  }

  private void end() {
    answer.completeExceptionally(new TimeoutException());
    reset();
  }

  private void reset() {
    request.ifPresent(HttpClientRequest::reset);
  }
}
