package dev.tagyard.proxy.carrier.kafka;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.apache.kafka.clients.producer.Producer;

/// Lends producers, one to all calls with the same target. None is closed under a call: one that is
/// given up is lent no more, and closed by the last call that has it.
final class Producers implements AutoCloseable {
  private final Function<Target, Producer<String, String>> make;
  private final Map<Target, Shared> lent = new HashMap<>();

  /// What a producer is made of.
  record Target(String brokers, Map<String, String> settings, Duration timeout) {}

  /// Guarded by the lock of those who lend it.
  private static final class Shared {
    private final Producer<String, String> producer;
    private int calls;
    private boolean used;

    Shared(Producer<String, String> producer) {
      this.producer = producer;
    }
  }

  Producers(Function<Target, Producer<String, String>> make) {
    this.make = make;
  }

  /// A producer for one call, which closes this at its end.
  final class Loan implements AutoCloseable {
    private final Target target;
    private final Shared shared;

    private Loan(Target target, Shared shared) {
      this.target = target;
      this.shared = shared;
    }

    Producer<String, String> producer() {
      return shared.producer;
    }

    /// Calls that come get another one.
    void giveUp() {
      synchronized (Producers.this) {
        lent.remove(target, shared);
      }
    }

    @Override
    public void close() {
      if (isLast()) {
        shared.producer.close(Duration.ZERO);
      }
    }

    // The same one, not an equal one.
    @SuppressWarnings("ReferenceEquality")
    private boolean isLast() {
      synchronized (Producers.this) {
        shared.calls--;
        return shared.calls == 0 && lent.get(target) != shared;
      }
    }
  }

  synchronized Loan lend(Target target) {
    var shared = lent.computeIfAbsent(target, wanted -> new Shared(make.apply(wanted)));
    shared.calls++;
    shared.used = true;
    return new Loan(target, shared);
  }

  /// Closes those that no call has had since this was asked for last: of a destination that was
  /// removed, or from before its settings changed.
  void closeUnused() {
    unused().forEach(shared -> shared.producer.close(Duration.ZERO));
  }

  private synchronized List<Shared> unused() {
    var unused = new ArrayList<Shared>();
    lent.values()
        .removeIf(shared -> {
          var idle = !shared.used && shared.calls == 0;
          if (idle) {
            unused.add(shared);
          }
          shared.used = false;
          return idle;
        });
    return unused;
  }

  @Override
  public synchronized void close() {
    lent.values().forEach(shared -> shared.producer.close(Duration.ofSeconds(5)));
    lent.clear();
  }
}
