package dev.tagyard.proxy.preview;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tagyard.consent.ConsentDecision;
import dev.tagyard.proxy.dispatch.DispatchWatcher;
import dev.tagyard.proxy.eventlog.DispatchBatch;
import dev.tagyard.proxy.eventlog.JournalEntry;
import dev.tagyard.proxy.eventlog.Journaled;
import dev.tagyard.proxy.intake.Follower;
import dev.tagyard.rules.RuleTrace;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The previews that are open. Nothing but them is affected: without one, intake and dispatch do
/// not even ask.
public final class Previews implements Follower, DispatchWatcher {
  private static final Logger LOG = LoggerFactory.getLogger(Previews.class);
  private static final int MOST = 20;

  private final List<Session> sessions = new CopyOnWriteArrayList<>();

  /// @param key of the requests to follow
  /// @param filter for events that come without it
  /// @param shown takes what there is to see, on the thread that saw it
  /// @return closes it; absent when too many are open
  public synchronized Optional<Runnable> open(
      String key, Filter filter, Consumer<ObjectNode> shown) {
    if (sessions.size() >= MOST) {
      return Optional.empty();
    }
    var session = new Session(key, filter, shown);
    sessions.add(session);
    return Optional.of(() -> sessions.remove(session));
  }

  @Override
  public boolean follows() {
    return !sessions.isEmpty();
  }

  @Override
  public boolean follows(String key) {
    return sessions.stream().anyMatch(session -> session.has(key));
  }

  @Override
  public void accepted(String key, JournalEntry entry) {
    sessions.stream().filter(session -> session.has(key)).forEach(each -> each.await(entry));
  }

  @Override
  public void withheld(String key, String eventName, ConsentDecision decision) {
    show(key, () -> Seen.withheld(eventName, decision));
  }

  @Override
  public void rejected(String key, String error) {
    show(key, () -> Seen.rejected(error));
  }

  private void show(String key, Supplier<ObjectNode> seen) {
    sessions.stream().filter(session -> session.has(key)).forEach(each -> each.show(seen.get()));
  }

  @Override
  public boolean watches() {
    return !sessions.isEmpty();
  }

  @Override
  public void dispatched(Journaled journaled, List<RuleTrace> traces, DispatchBatch batch) {
    for (var session : sessions) {
      try {
        if (session.wants(journaled.entry())) {
          session.show(Seen.dispatched(journaled, traces, batch));
        }
      } catch (RuntimeException bug) {
        // The event goes its way whether it can be shown or not.
        LOG.error("an event could not be shown in a preview", bug);
      }
    }
  }
}
