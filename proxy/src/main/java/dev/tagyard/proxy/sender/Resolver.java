package dev.tagyard.proxy.sender;

import dev.tagyard.proxy.plan.Egress;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.regex.Pattern;

/// Makes host names into the addresses that are then connected to, so that what was checked is what
/// is called. Names are asked for anew after half a minute.
final class Resolver implements AutoCloseable {
  /// An address as it is written, which is no name: the operator wrote it so.
  private static final Pattern LITERAL =
      Pattern.compile("\\[.*]|[0-9]{1,3}\\.[0-9]{1,3}\\.[0-9]{1,3}\\.[0-9]{1,3}");

  private static final long KEPT_NANOS = Duration.ofSeconds(30).toNanos();
  private static final Duration LONGEST = Duration.ofSeconds(5);
  private static final int MOST_KEPT = 1_000;

  private final Lookup lookup;
  private final Map<String, Known> known = new ConcurrentHashMap<>();

  /// Looking names up blocks natively, which would hold a virtual thread's carrier.
  private final ExecutorService threads =
      Executors.newFixedThreadPool(4, Thread.ofPlatform().daemon().name("resolver-", 0).factory());

  interface Lookup {
    List<InetAddress> of(String host) throws UnknownHostException;
  }

  private record Known(List<InetAddress> addresses, long atNanos) {}

  /// A name that stands for addresses none of which may be called.
  static final class Refused extends Exception {
    @java.io.Serial private static final long serialVersionUID = 1L;

    Refused(InetAddress address) {
      super(
          "its host name stands for "
              + address.getHostAddress()
              + ", an address inside a network: list it in allow_networks if that is meant");
    }
  }

  Resolver() {
    this(host -> List.of(InetAddress.getAllByName(host)));
  }

  Resolver(Lookup lookup) {
    this.lookup = lookup;
  }

  /// @param host as in an address: a name, IPv4, or IPv6 in brackets
  /// @throws UnknownHostException when nothing is known of the name, or not in time
  InetAddress resolve(String host, Egress egress) throws UnknownHostException, Refused {
    if (LITERAL.matcher(host).matches()) {
      return InetAddress.getByName(host);
    }
    var name = host.toLowerCase(Locale.ROOT);
    if (name.equals("localhost")) {
      return InetAddress.getLoopbackAddress();
    }
    var addresses = addresses(name);
    for (var address : addresses) {
      if (!egress.refuses(address)) {
        return address;
      }
    }
    throw new Refused(addresses.getFirst());
  }

  /// An address did not answer: the next one of the name is tried first from now on.
  void failed(String host) {
    known.computeIfPresent(
        host.toLowerCase(Locale.ROOT),
        (_, before) -> {
          var all = before.addresses();
          var next = new java.util.ArrayList<>(all.subList(1, all.size()));
          next.add(all.getFirst());
          return new Known(List.copyOf(next), before.atNanos());
        });
  }

  private List<InetAddress> addresses(String name) throws UnknownHostException {
    var before = known.get(name);
    if (before != null && System.nanoTime() - before.atNanos() < KEPT_NANOS) {
      return before.addresses();
    }
    var asked = threads.submit(() -> lookup.of(name));
    try {
      var addresses = asked.get(LONGEST.toMillis(), TimeUnit.MILLISECONDS);
      if (addresses.isEmpty()) {
        throw new UnknownHostException(name);
      }
      if (known.size() < MOST_KEPT) {
        known.put(name, new Known(List.copyOf(addresses), System.nanoTime()));
      }
      return addresses;
    } catch (ExecutionException | TimeoutException failed) {
      asked.cancel(true);
      throw new UnknownHostException(name);
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
      throw new UnknownHostException(name);
    }
  }

  @Override
  public void close() {
    threads.shutdownNow();
  }
}
