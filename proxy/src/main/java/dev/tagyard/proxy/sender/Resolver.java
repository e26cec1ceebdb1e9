package dev.tagyard.proxy.sender;

import dev.tagyard.proxy.plan.Egress;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.LongSupplier;
import java.util.regex.Pattern;

/// Makes host names into the addresses that are then connected to, so that what was checked is what
/// is called. Names are asked for anew after half a minute; where that takes too long, the
/// addresses known before are called.
public final class Resolver implements AutoCloseable {
  /// An address as it is written, which is no name: the operator wrote it so.
  private static final Pattern LITERAL =
      Pattern.compile("\\[.*]|[0-9]{1,3}\\.[0-9]{1,3}\\.[0-9]{1,3}\\.[0-9]{1,3}");

  private static final long KEPT_NANOS = Duration.ofSeconds(30).toNanos();
  private static final long LONGEST_NANOS = Duration.ofSeconds(5).toNanos();
  private static final int MOST_KEPT = 1_000;

  private final Lookup lookup;
  private final LongSupplier nanos;
  private final Map<String, Known> known = new ConcurrentHashMap<>();

  /// At most one of each name, so that one that hangs holds one thread.
  private final Map<String, UnderWay> underWay = new ConcurrentHashMap<>();

  /// Looking names up blocks natively, which would hold a virtual thread's carrier.
  private final ExecutorService threads =
      Executors.newFixedThreadPool(4, Thread.ofPlatform().daemon().name("resolver-", 0).factory());

  /// What the name service says of a host.
  public interface Lookup {
    List<InetAddress> of(String host) throws UnknownHostException, InterruptedException;
  }

  private record Known(List<InetAddress> addresses, long atNanos) {}

  private record UnderWay(Future<List<InetAddress>> answer, long sinceNanos) {}

  /// A name that stands for addresses none of which may be called.
  public static final class Refused extends Exception {
    @java.io.Serial private static final long serialVersionUID = 1L;

    Refused(InetAddress address) {
      super(
          "its host name stands for "
              + address.getHostAddress()
              + ", an address inside a network: list it in allow_networks if that is meant");
    }
  }

  public Resolver() {
    this(host -> List.of(InetAddress.getAllByName(host)));
  }

  public Resolver(Lookup lookup) {
    this(lookup, System::nanoTime);
  }

  Resolver(Lookup lookup, LongSupplier nanos) {
    this.lookup = lookup;
    this.nanos = nanos;
  }

  /// @param host as in an address: a name, IPv4, or IPv6 in brackets
  /// @throws UnknownHostException when nothing is known of the name, or not in time
  public InetAddress resolve(String host, Egress egress) throws UnknownHostException, Refused {
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
    if (before != null && nanos.getAsLong() - before.atNanos() < KEPT_NANOS) {
      return before.addresses();
    }
    var asked =
        underWay.computeIfAbsent(
            name, _ -> new UnderWay(threads.submit(() -> ask(name)), nanos.getAsLong()));
    // Who comes later waits no longer than the first.
    var left = LONGEST_NANOS - (nanos.getAsLong() - asked.sinceNanos());
    try {
      return asked.answer().get(left, TimeUnit.NANOSECONDS);
    } catch (TimeoutException late) {
      return Optional.ofNullable(known.get(name))
          .map(Known::addresses)
          .orElseThrow(() -> new UnknownHostException(name));
    } catch (ExecutionException failed) {
      throw new UnknownHostException(name);
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
      throw new UnknownHostException(name);
    }
  }

  private List<InetAddress> ask(String name) throws UnknownHostException, InterruptedException {
    try {
      var addresses = List.copyOf(lookup.of(name));
      if (addresses.isEmpty()) {
        throw new UnknownHostException(name);
      }
      if (known.containsKey(name) || known.size() < MOST_KEPT) {
        known.put(name, new Known(addresses, nanos.getAsLong()));
      }
      return addresses;
    } finally {
      underWay.remove(name);
    }
  }

  @Override
  public void close() {
    threads.shutdownNow();
  }
}
