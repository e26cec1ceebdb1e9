package dev.tagyard.proxy.sender;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tagyard.proxy.eventlog.EventLog;
import dev.tagyard.proxy.plan.Plan;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;

/// One sender for each destination that there is or was: a removed one holds its outbox.
public final class Senders implements AutoCloseable {
  private final EventLog log;
  private final Supplier<Plan> plan;
  private final Outgoing outgoing;
  private final Map<String, Sender> senders = new ConcurrentHashMap<>();

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
  public void planChanged() {
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

  /// What is to be known of each destination now, besides its counters.
  public ObjectNode status() {
    var told = JsonNodeFactory.instance.objectNode();
    for (var planned : plan.get().destinations().values()) {
      var one = told.putObject(planned.name());
      one.put("type", planned.type());
      one.put("mode", planned.sending().mode().name().toLowerCase(Locale.ROOT));
      var sender = senders.get(planned.name());
      one.put("paused", sender != null && sender.paused());
      if (sender != null) {
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
