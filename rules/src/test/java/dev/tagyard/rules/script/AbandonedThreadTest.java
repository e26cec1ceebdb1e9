package dev.tagyard.rules.script;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tagyard.rules.event.Samples;
import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;

/// A script that the engine cannot stop: it comes back by exceptions alone, and the interpreter
/// looks for a stop only where a function returns or a loop repeats. What counts its calls ends it.
/// Here it is what a loop does on its way out, since a `catch` or `finally` ends with the stack.
class AbandonedThreadTest {
  private static final int MOST_TRIES = 10;
  private static final Map<String, String> SCRIPTS =
      Map.of(
          "stuck.js",
              """
              const own = {
                next() { return { done: false }; },
                return() { own.f(); },
                [Symbol.iterator]() { return own; },
                f() { for (const _ of own) { own.f(); } },
              };
              export default function (event) {
                own.f();
              }
              """,
          "good.js", "export default (event) => { event.params.good = 1; };");

  /// In a process of its own, since the thread keeps a core busy for some seconds.
  @Test
  void a_thread_that_cannot_be_stopped_is_given_up_the_others_go_on_and_it_ends() throws Exception {
    var said = ChildJvm.said(AbandonedThreadTest.class);

    assertThat(said)
        .contains("stuck: could not be stopped: off until the next reload")
        .contains("again: could not be stopped: off until the next reload")
        .contains("good: 1")
        .contains("threads at rest");
  }

  static void main() throws IOException {
    var scripts = new ScriptTesting(SCRIPTS);
    var event = Samples.purchase().tree();
    // Now and then the engine does find it where it can be stopped, mostly while all is cold.
    var said = "";
    for (var tries = 0; tries < MOST_TRIES && !said.startsWith("could not be stopped"); tries++) {
      said = stopped(scripts, event);
    }
    System.out.println("stuck: " + said);
    System.out.println("again: " + stopped(scripts, event));
    var good = scripts.returned("good.js", event).events().getFirst();
    System.out.println("good: " + good.at("/params/good").asInt());
    while (Thread.getAllStackTraces().keySet().stream()
        .anyMatch(thread ->
            thread.getName().startsWith("rules-script")
                && thread.getState() == Thread.State.RUNNABLE)) {
      LockSupport.parkNanos(Duration.ofMillis(50).toNanos());
    }
    System.out.println("threads at rest");
    System.out.flush();
    // The stuck thread is a daemon, but the engine waits for it on the way out.
    Runtime.getRuntime().halt(0);
  }

  private static String stopped(ScriptTesting scripts, ObjectNode event) {
    return scripts.run("stuck.js", event) instanceof ScriptResult.Stopped stopped
        ? stopped.error().message()
        : "ran to its end";
  }
}
