package dev.tagyard.proxy.preview;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tagyard.proxy.dispatch.RuleWatcher;
import dev.tagyard.rules.RuleInput;
import dev.tagyard.rules.RuleOutcome;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;

/// The previews that are open. Nothing but them is affected: without one, dispatch does not even
/// ask.
public final class Previews implements RuleWatcher {
  private static final int MOST = 20;

  /// @param shown takes what there is to see, on the dispatching thread
  private record Session(Filter filter, Consumer<ObjectNode> shown) {}

  private final List<Session> sessions = new CopyOnWriteArrayList<>();

  /// @return closes it; absent when too many are open
  public synchronized Optional<Runnable> open(Filter filter, Consumer<ObjectNode> shown) {
    if (sessions.size() >= MOST) {
      return Optional.empty();
    }
    var session = new Session(filter, shown);
    sessions.add(session);
    return Optional.of(() -> sessions.remove(session));
  }

  @Override
  public boolean watches() {
    return !sessions.isEmpty();
  }

  @Override
  public void ruled(RuleInput input, RuleOutcome outcome) {
    for (var session : sessions) {
      if (session.filter.matches(input.event())) {
        session.shown.accept(Seen.of(input, outcome));
      }
    }
  }
}
