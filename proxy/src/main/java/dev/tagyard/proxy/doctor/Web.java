package dev.tagyard.proxy.doctor;

import dev.tagyard.proxy.destination.HttpCall;
import dev.tagyard.proxy.destination.HttpReply;
import dev.tagyard.proxy.plan.Egress;
import dev.tagyard.proxy.sender.Resolver;
import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.UnknownHostException;
import java.net.http.HttpClient;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandler;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.HttpTimeoutException;
import java.nio.channels.UnresolvedAddressException;
import java.time.Duration;
import java.util.HashMap;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/// Calls other hosts, with little patience. Follows no redirect.
final class Web implements AutoCloseable {
  private static final long MOST_BYTES = 1 << 20;
  private static final BodyHandler<String> ANSWER =
      BodyHandlers.limiting(BodyHandlers.ofString(), MOST_BYTES);

  private final HttpClient client;
  private final Duration patience;
  private final Resolver resolver;

  Web(Duration patience, Resolver resolver) {
    this.patience = patience;
    this.resolver = resolver;
    this.client = HttpClient.newBuilder().connectTimeout(patience).build();
  }

  /// What came of a call.
  sealed interface Answer {
    record Replied(HttpReply reply) implements Answer {}

    /// @param why one clause
    /// @param untrusted there is somebody, whose certificate does not hold
    record Unreachable(String why, boolean untrusted) implements Answer {}
  }

  /// As the server does, calls no host whose name stands for what the destination may not call.
  Answer send(HttpCall call, Egress egress) {
    return refusal(call.uri(), egress).<Answer>map(why -> why).orElseGet(() -> send(call));
  }

  /// Why a destination may not call a host; absent where it may, or nothing is known of the name.
  Optional<Answer.Unreachable> refusal(URI uri, Egress egress) {
    if (uri.getHost() == null) {
      return Optional.empty();
    }
    try {
      resolver.resolve(uri.getHost(), egress);
    } catch (Resolver.Refused refused) {
      return Optional.of(new Answer.Unreachable(String.valueOf(refused.getMessage()), false));
    } catch (UnknownHostException unknown) {
      // The call says so.
    }
    return Optional.empty();
  }

  Answer send(HttpCall call) {
    var request = HttpRequest.newBuilder(call.uri()).timeout(patience);
    call.headers().forEach(request::header);
    request.method(
        call.method(),
        call.body().isEmpty() ? BodyPublishers.noBody() : BodyPublishers.ofString(call.body()));
    try {
      var response = within(client.sendAsync(request.build(), ANSWER));
      var headers = new HashMap<String, String>();
      response
          .headers()
          .map()
          .forEach((name, values) ->
              headers.put(name.toLowerCase(Locale.ROOT), String.join(", ", values)));
      return new Answer.Replied(new HttpReply(response.statusCode(), headers, response.body()));
    } catch (IOException failure) {
      var doubt = Distrust.in(failure);
      return new Answer.Unreachable(doubt.orElseGet(() -> why(failure)), doubt.isPresent());
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      return new Answer.Unreachable("interrupted", false);
    }
  }

  /// The client's own patience ends with the headers of an answer.
  private <T> T within(CompletableFuture<T> asked) throws IOException, InterruptedException {
    try {
      return asked.get(patience.toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException slow) {
      asked.cancel(true);
      throw new HttpTimeoutException("the answer does not end");
    } catch (ExecutionException failed) {
      throw failed.getCause() instanceof IOException cause ? cause : new IOException(failed);
    }
  }

  private String why(IOException failure) {
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (cause instanceof UnresolvedAddressException) {
        return "its name cannot be resolved";
      }
    }
    return switch (failure) {
      case HttpConnectTimeoutException slow ->
          "no connection within " + patience.toSeconds() + " s";
      case HttpTimeoutException slow -> "no answer within " + patience.toSeconds() + " s";
      case ConnectException refused -> "no connection";
      default -> "the connection broke: " + failure.getMessage();
    };
  }

  @Override
  public void close() {
    resolver.close();
    client.shutdownNow();
    client.close();
  }
}
