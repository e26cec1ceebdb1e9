package dev.tagyard.rules;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tagyard.rules.event.Event;
import dev.tagyard.rules.event.EventFields;
import dev.tagyard.rules.event.EventNodes;
import dev.tagyard.rules.module.ScriptError;
import dev.tagyard.rules.script.ScriptCall;
import dev.tagyard.rules.script.ScriptResult;
import dev.tagyard.rules.script.Scripts;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// A rule that is a JavaScript module.
///
/// @param module file name in the rules folder
/// @param folder as its author names it
/// @param events names of those that it is for; empty for all
record ScriptRule(RuleInfo info, String module, String folder, Set<String> events) implements Rule {
  @Override
  public boolean asksForDestination() {
    return info.destinations().isPresent();
  }

  @Override
  public boolean mayMatch(Event event) {
    return events.isEmpty() || events.contains(event.name());
  }

  @Override
  public boolean mayMatchAtAGlance(Event event) {
    return mayMatch(event);
  }

  @Override
  public Optional<Selector> selector() {
    return events.isEmpty() ? Optional.empty() : Optional.of(new Selector(Selector.NAME, events));
  }

  @Override
  public RuleResult run(Event event, RuleCall call) {
    if (!mayMatch(event)) {
      return new RuleResult.NotMatched();
    }
    Scripts scripts =
        call.scripts().orElseThrow(() -> new IllegalStateException("no scripts on this thread"));
    var result =
        scripts.run(
            module, event.tree(), new ScriptCall(call.destination(), call.consent(), call.now()));
    return switch (result) {
      case ScriptResult.Returned returned -> made(event, returned);
      case ScriptResult.Threw threw -> failed(RuleEnd.ERROR, threw.error(), threw.log());
      case ScriptResult.Stopped stopped -> failed(RuleEnd.TIMEOUT, stopped.error(), stopped.log());
    };
  }

  private RuleResult made(Event before, ScriptResult.Returned returned) {
    List<Event> events = new ArrayList<>();
    List<String> ignored = new ArrayList<>();
    for (var tree : returned.events()) {
      var wrong = EventCheck.wrong(before, tree);
      if (!wrong.isEmpty()) {
        return failed(
            RuleEnd.ERROR, new ScriptError(module, info.line(), 0, wrong), returned.log());
      }
      events.add(restored(before, tree, events.isEmpty(), ignored));
    }
    var named = ignored.isEmpty() ? ignored : ignored.stream().distinct().toList();
    return new RuleResult.Made(events, RuleResult.Narrowing.NONE, named, returned.log());
  }

  /// What the server saw stays, and the id of the first; a time is added where there is none.
  // The same node, not an equal one: that is what was not touched.
  @SuppressWarnings("ReferenceEquality")
  private static Event restored(
      Event before, ObjectNode after, boolean first, List<String> ignored) {
    if (after == before.tree()) {
      return before;
    }
    List<String> touched = new ArrayList<>();
    EventNodes.compare(before.tree(), after, (name, was, is) -> touched.add(name));
    var event = Event.of(after);
    for (var field : touched) {
      if (EventFields.seenByServer().contains(field) || (first && field.equals("event_id"))) {
        event = restored(before, event, field, ignored);
      } else if (field.equals("event_time") && event.at(field).isEmpty()) {
        event = event.with(field, before.tree().path(field));
      }
    }
    return event;
  }

  private static Event restored(Event before, Event after, String field, List<String> ignored) {
    var was = before.at(field);
    var is = after.at(field);
    if (was.equals(is)) {
      return after;
    }
    if (is.isPresent()) {
      ignored.add(field);
    }
    return was.isPresent() ? after.with(field, was.get()) : after.without(field);
  }

  private RuleResult failed(RuleEnd end, ScriptError error, List<String> log) {
    return new RuleResult.Failed(end, fault(error), log);
  }

  /// What is not known to stand anywhere else is said of the default export.
  private RuleFault fault(ScriptError error) {
    var place =
        error.line() == 0 && error.file().equals(module)
            ? module + ":" + info.line()
            : error.place();
    return new RuleFault(folder + "/" + place, error.message(), error.excerpt(), error.ours());
  }
}
