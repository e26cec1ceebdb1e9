package dev.tagyard.proxy.vendorlist;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import java.util.zip.GZIPInputStream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Fetches one of the framework's lists from the configured address: at most once a day, only when
/// it has changed, more rarely the longer it fails. What it cannot read leaves the list before in
/// force.
public final class ListFetcher<T> implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(ListFetcher.class);
  private static final Duration LOOK_EVERY = Duration.ofMinutes(1);
  private static final Duration TIMEOUT = Duration.ofSeconds(60);
  private static final int MOST_BYTES = 32 << 20;
  private static final HttpResponse.BodyHandler<byte[]> ANSWER =
      HttpResponse.BodyHandlers.limiting(HttpResponse.BodyHandlers.ofByteArray(), MOST_BYTES);
  private static final Pattern MAX_AGE = Pattern.compile("(?:^|[ ,])max-age=([0-9]{1,9})");

  private final Supplier<Optional<URI>> address;
  private final PublishedList<T> which;
  private final KeptList<T> kept;
  private final InstantSource clock;
  private final Runnable changed;
  private final MeterRegistry registry;
  private final Duration longest;

  /// Of the last fetch; known also where it cannot be kept.
  private Optional<FetchState> last = Optional.empty();

  private final Thread thread;

  /// @param dataDir where it is kept
  /// @param address asked for at each look, since a reload may change it
  /// @param changed is called when another list is kept now
  public ListFetcher(
      PublishedList<T> which,
      Supplier<Optional<URI>> address,
      Path dataDir,
      InstantSource clock,
      Runnable changed,
      MeterRegistry registry) {
    this(which, address, dataDir, clock, changed, registry, TIMEOUT);
  }

  /// @param longest for all of one fetch
  ListFetcher(
      PublishedList<T> which,
      Supplier<Optional<URI>> address,
      Path dataDir,
      InstantSource clock,
      Runnable changed,
      MeterRegistry registry,
      Duration longest) {
    this.longest = longest;
    this.address = address;
    this.which = which;
    this.kept = new KeptList<>(which, dataDir);
    this.clock = clock;
    this.changed = changed;
    this.registry = registry;
    thread = Thread.ofVirtual().name(which.name()).unstarted(this::run);
  }

  /// Follows the schedule, and lets the metrics know which list is in use.
  public void start(Supplier<Optional<T>> inUse) {
    Gauge.builder(which.metric("version"), inUse, list -> version(list.get()))
        .description("Which version is in use; 0 when there is none")
        .strongReference(true)
        .register(registry);
    thread.start();
  }

  private long version(Optional<T> list) {
    return list.map(which.version()::applyAsLong).orElse(0L);
  }

  private void run() {
    try {
      while (true) {
        try {
          look();
        } catch (RuntimeException bug) {
          LOG.error("{} could not be looked after", which.words(), bug);
        }
        Thread.sleep(LOOK_EVERY);
      }
    } catch (InterruptedException closed) {
      Thread.currentThread().interrupt();
    }
  }

  /// Fetches, if it is time to.
  void look() throws InterruptedException {
    var configured = address.get();
    if (configured.isEmpty()) {
      return;
    }
    var url = configured.get().toString();
    var state =
        last.filter(fetch -> fetch.url().equals(url))
            .or(() -> kept.state(url))
            .orElseGet(() -> FetchState.never(url));
    if (!state.isDue(clock.instant())) {
      return;
    }
    try {
      fetch(configured.get(), state);
    } catch (IOException failure) {
      failed(state, "cannot be fetched: " + failure.getMessage());
    } catch (IllegalArgumentException broken) {
      failed(state, String.valueOf(broken.getMessage()));
    }
  }

  private void fetch(URI from, FetchState state) throws IOException, InterruptedException {
    var known = kept.list(state.url());
    var request = HttpRequest.newBuilder(from).header("Accept-Encoding", "gzip");
    if (known.isPresent() && !state.etag().isEmpty()) {
      request.header("If-None-Match", state.etag());
    }
    var client = client();
    try {
      take(within(client.sendAsync(request.build(), ANSWER)), state, known);
    } finally {
      client.shutdownNow();
    }
  }

  /// The request's own timeout ends with the headers of the answer, which may drip.
  private <V> V within(CompletableFuture<V> asked) throws IOException, InterruptedException {
    try {
      return asked.get(longest.toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException slow) {
      asked.cancel(true);
      throw new IOException("no answer within " + longest.toSeconds() + " s");
    } catch (ExecutionException failed) {
      throw failed.getCause() instanceof IOException cause ? cause : new IOException(failed);
    }
  }

  /// For one fetch, since they are rare. Redirects are not followed: the operator named this host
  /// and no other.
  private static HttpClient client() {
    return HttpClient.newBuilder()
        .connectTimeout(Duration.ofSeconds(10))
        .followRedirects(HttpClient.Redirect.NEVER)
        .build();
  }

  private void take(HttpResponse<byte[]> reply, FetchState state, Optional<T> known)
      throws IOException {
    if (reply.statusCode() == 304 && known.isPresent()) {
      var next = state.succeeded(state.etag(), clock.instant(), freshFor(reply));
      kept.keep(next);
      last = Optional.of(next);
      count("unchanged");
      return;
    }
    if (reply.statusCode() != 200) {
      throw new IOException("status " + reply.statusCode());
    }
    var bytes = bytes(reply);
    var list = which.read().apply(bytes);
    if (version(Optional.of(list)) < version(known)) {
      throw new IllegalArgumentException("is older than the one in use");
    }
    var etag = reply.headers().firstValue("ETag").orElse("");
    var next = state.succeeded(etag, clock.instant(), freshFor(reply));
    kept.keep(bytes, next);
    last = Optional.of(next);
    count("fetched");
    LOG.info("{} was fetched", which.words());
    changed.run();
  }

  private static byte[] bytes(HttpResponse<byte[]> reply) throws IOException {
    boolean zipped =
        reply.headers().firstValue("Content-Encoding").filter("gzip"::equals).isPresent();
    if (!zipped) {
      return reply.body();
    }
    byte[] bytes;
    try (var body = new GZIPInputStream(new ByteArrayInputStream(reply.body()))) {
      bytes = body.readNBytes(MOST_BYTES + 1);
    }
    if (bytes.length > MOST_BYTES) {
      throw new IOException("more than " + MOST_BYTES + " bytes");
    }
    return bytes;
  }

  private static Duration freshFor(HttpResponse<?> reply) {
    var header = reply.headers().firstValue("Cache-Control").map(MAX_AGE::matcher);
    return header
        .filter(match -> match.find())
        .map(match -> Duration.ofSeconds(Long.parseLong(match.group(1))))
        .orElse(Duration.ZERO);
  }

  private void failed(FetchState state, String why) {
    count("failed");
    var next = state.failed(clock.instant());
    last = Optional.of(next);
    LOG.warn("{} {}; the next try is at {}", which.words(), why, next.next());
    try {
      kept.keep(next);
    } catch (IOException unwritable) {
      LOG.warn("the state of {} cannot be kept: {}", which.words(), unwritable.getMessage());
    }
  }

  private void count(String outcome) {
    Counter.builder(which.metric("fetches"))
        .description("Fetches by what came of them")
        .tag("outcome", outcome)
        .register(registry)
        .increment();
  }

  @Override
  public void close() {
    thread.interrupt();
  }
}
