package dev.tagyard.proxy.vendorlist;

import dev.tagyard.consent.tcf.VendorList;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import java.util.zip.GZIPInputStream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Fetches the vendor list from the configured address: at most once a day, only when it has
/// changed, more rarely the longer it fails. What it cannot read leaves the list before in force.
public final class VendorListFetcher implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(VendorListFetcher.class);
  private static final Duration LOOK_EVERY = Duration.ofMinutes(1);
  private static final Duration TIMEOUT = Duration.ofSeconds(60);
  private static final int MOST_BYTES = 32 << 20;
  private static final Pattern MAX_AGE = Pattern.compile("(?:^|[ ,])max-age=([0-9]{1,9})");

  private final Supplier<Optional<URI>> address;
  private final KeptList kept;
  private final InstantSource clock;
  private final Runnable changed;
  private final MeterRegistry registry;

  /// Redirects are not followed: the operator named this host and no other.
  private final HttpClient client =
      HttpClient.newBuilder()
          .connectTimeout(Duration.ofSeconds(10))
          .followRedirects(HttpClient.Redirect.NEVER)
          .build();

  private final Thread thread = Thread.ofVirtual().name("vendor-list").unstarted(this::run);

  /// @param address asked for at each look, since a reload may change it
  /// @param changed is called when another list is kept now
  public VendorListFetcher(
      Supplier<Optional<URI>> address,
      KeptList kept,
      InstantSource clock,
      Runnable changed,
      MeterRegistry registry) {
    this.address = address;
    this.kept = kept;
    this.clock = clock;
    this.changed = changed;
    this.registry = registry;
  }

  /// Follows the schedule, and lets the metrics know which list is in use.
  public void start(Supplier<Optional<VendorList>> inUse) {
    Gauge.builder("tagyard_vendor_list_version", inUse, list -> version(list.get()))
        .description("Version of the TCF vendor list in use; 0 when there is none")
        .strongReference(true)
        .register(registry);
    thread.start();
  }

  private static int version(Optional<VendorList> list) {
    return list.map(VendorList::version).orElse(0);
  }

  private void run() {
    try {
      while (true) {
        try {
          look();
        } catch (RuntimeException bug) {
          LOG.error("the vendor list could not be looked after", bug);
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
    var state = kept.state(url).orElseGet(() -> FetchState.never(url));
    if (clock.instant().isBefore(state.next())) {
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
    var request = HttpRequest.newBuilder(from).timeout(TIMEOUT).header("Accept-Encoding", "gzip");
    if (known.isPresent() && !state.etag().isEmpty()) {
      request.header("If-None-Match", state.etag());
    }
    var reply = client.send(request.build(), HttpResponse.BodyHandlers.ofInputStream());
    try (var body = reply.body()) {
      if (reply.statusCode() == 304 && known.isPresent()) {
        kept.keep(state.succeeded(state.etag(), clock.instant(), freshFor(reply)));
        count("unchanged");
        return;
      }
      if (reply.statusCode() != 200) {
        throw new IOException("status " + reply.statusCode());
      }
      var bytes = bytes(reply, body);
      var list = VendorListJson.read(bytes);
      if (known.isPresent() && list.version() < known.get().version()) {
        throw new IllegalArgumentException(
            "is older (" + list.version() + ") than the one in use, " + known.get().version());
      }
      var etag = reply.headers().firstValue("ETag").orElse("");
      kept.keep(bytes, state.succeeded(etag, clock.instant(), freshFor(reply)));
      count("fetched");
      LOG.info("vendor list {} fetched: {} vendors", list.version(), list.vendors().size());
      changed.run();
    }
  }

  private static byte[] bytes(HttpResponse<?> reply, InputStream body) throws IOException {
    boolean zipped =
        reply.headers().firstValue("Content-Encoding").filter("gzip"::equals).isPresent();
    var bytes = (zipped ? new GZIPInputStream(body) : body).readNBytes(MOST_BYTES + 1);
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
    LOG.warn("the vendor list {}; the next try is at {}", why, next.next());
    try {
      kept.keep(next);
    } catch (IOException unwritable) {
      LOG.warn("the state of the vendor list cannot be kept: {}", unwritable.getMessage());
    }
  }

  private void count(String outcome) {
    registry.counter("tagyard_vendor_list_fetches", "outcome", outcome).increment();
  }

  @Override
  public void close() {
    thread.interrupt();
    client.shutdownNow();
  }
}
