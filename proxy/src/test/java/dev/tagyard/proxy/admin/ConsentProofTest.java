package dev.tagyard.proxy.admin;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tagyard.proxy.RunningProxy;
import dev.tagyard.proxy.eventlog.VisitorHash;
import dev.tagyard.proxy.eventlog.VisitorKey;
import dev.tagyard.proxy.eventlog.rocksdb.Damage;
import java.nio.file.Path;
import java.time.InstantSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A proof that cannot be whole says so.
class ConsentProofTest {
  private static final VisitorKey VISITOR = new VisitorKey("user", "customer-7");

  @TempDir private Path folder = Path.of("");

  @Test
  void a_record_that_cannot_be_read_is_told_of_and_ends_no_proof() throws Exception {
    try (var proxy = withThreeEvents()) {
      Damage.journal(proxy.dataDir().resolve("log"), 2);

      try (var log = proxy.openLog()) {
        var told = new ConsentProof(log, InstantSource.system()).of(VISITOR);

        assertThat(told.path("events").findValuesAsText("event_id")).containsExactly("e1", "e3");
        assertThat(told.path("unreadable"))
            .hasToString("[{\"from_position\":2,\"to_position\":2}]");
      }
    }
  }

  @Test
  void a_decision_that_cannot_be_read_is_told_of_and_ends_no_proof() throws Exception {
    try (var proxy = withThreeEvents()) {
      VisitorHash hash;
      try (var log = proxy.openLog()) {
        hash = log.consents().hash(VISITOR);
        assertThat(new ConsentProof(log, InstantSource.system()).of(VISITOR).has("last_decision"))
            .isTrue();
      }
      Damage.consent(proxy.dataDir().resolve("log"), hash);

      try (var log = proxy.openLog()) {
        var told = new ConsentProof(log, InstantSource.system()).of(VISITOR);

        assertThat(told.path("consent_unreadable").asBoolean()).isTrue();
        assertThat(told.path("events")).hasSize(3);
      }
    }
  }

  @Test
  void what_is_too_much_for_one_answer_is_told_of() throws Exception {
    try (var proxy = withThreeEvents();
        var log = proxy.openLog()) {
      var cut = new ConsentProof(log, InstantSource.system(), 2).of(VISITOR);
      var whole = new ConsentProof(log, InstantSource.system(), 3).of(VISITOR);

      assertThat(cut.path("events")).hasSize(2);
      assertThat(cut.path("more").asBoolean()).isTrue();
      assertThat(whole.path("events")).hasSize(3);
      assertThat(whole.has("more")).isFalse();
    }
  }

  /// Stopped, so that the log can be looked at.
  private RunningProxy withThreeEvents() throws Exception {
    var proxy = RunningProxy.start(folder);
    for (var id : new String[] {"e1", "e2", "e3"}) {
      proxy.post(
          """
          {"event_name": "page_view", "event_id": "%s", "user": {"user_id": "customer-7"},
           "consent": {"categories": {"marketing": true, "statistics": true}}}
          """
              .formatted(id));
    }
    proxy.settled();
    proxy.stopServer();
    return proxy;
  }
}
