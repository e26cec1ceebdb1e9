package dev.tagyard.proxy.sender;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tagyard.proxy.eventlog.EventLog;
import dev.tagyard.proxy.eventlog.Term;
import dev.tagyard.proxy.eventlog.Totals;
import dev.tagyard.proxy.plan.Plan;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;

/// One sender for each destination that there is or was: a removed one holds its outbox.
public final class Senders implements AutoCloseable {
  private final EventLog log;
  private final Supplier<Plan> plan;
  private final Outgoing outgoing;
  private final Map<String, Sender> senders = new ConcurrentHashMap<>();
  private boolean closed;

  public Senders(EventLog log, Supplier<Plan> plan, Outgoing outgoing) {
    this.log = log;
    this.plan = plan;
    this.outgoing = outgoing;
  }

  public void start() {
    log.onOutbox(this::signal);
    planChanged();
  }

  /// Starts senders for destinations that are new, and lets paused ones try again.
  public synchronized void planChanged() {
    if (closed) {
      return;
    }
    for (var name : plan.get().destinations().keySet()) {
      senders.computeIfAbsent(
          name,
          added -> {
            var sender = new Sender(added, log, plan, outgoing);
            sender.start();
            return sender;
          });
    }
    signal(senders.keySet());
  }

  /// A reload may still be under way: it starts no more of them.
  private synchronized void stop() {
    closed = true;
  }

  /// How each destination stands now, with its sum; blocks.
  public ObjectNode status() {
    var totals = log.totals();
    var told = JsonNodeFactory.instance.objectNode();
    for (var planned : plan.get().destinations().values()) {
      var one = told.putObject(planned.name());
      one.put("type", planned.type());
      one.put("mode", planned.sending().mode().name().toLowerCase(Locale.ROOT));
      Optional.ofNullable(totals.get(planned.name())).ifPresent(sum -> put(one, sum));
      var sender = senders.get(planned.name());
      one.put("paused", sender != null && sender.paused());
      if (sender != null) {
        one.put("failing", sender.failing());
        if (sender.asked().isPositive()) {
          one.put("left_alone_seconds", sender.asked().toSeconds());
        }
        if (sender.paused()) {
          one.put("vendor_said", sender.pausedBy());
        }
        var complaints = one.putArray("validation_complaints");
        for (var finding : sender.validation().findings()) {
          complaints
              .addObject()
              .put("at", finding.at().toString())
              .put("event_id", finding.eventId())
              .put("said", finding.said());
        }
      }
    }
    return told;
  }

  private static void put(ObjectNode one, Totals sum) {
    one.put("accepted", sum.accepted()).put("waiting", sum.waiting());
    sum.oldest().ifPresent(oldest -> one.put("oldest", oldest.toString()));
    var settled = one.putObject("settled");
    for (var term : Term.values()) {
      settled.put(term.label(), sum.settled().getOrDefault(term, 0L));
    }
  }

  private void signal(Set<String> destinations) {
    for (var name : destinations) {
      var sender = senders.get(name);
      if (sender != null) {
        sender.signal();
      }
    }
  }

  @Override
  public void close() {
    stop();
    var closing = senders.values().stream().map(s -> Thread.startVirtualThread(s::close)).toList();
    for (var thread : closing) {
      try {
        thread.join();
      } catch (InterruptedException interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }
}
