package dev.tagyard.proxy.sender;

import static dev.tagyard.proxy.sender.OneVendor.planned;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tagyard.proxy.Eventually;
import dev.tagyard.proxy.destination.Call;
import dev.tagyard.proxy.destination.HttpReply;
import dev.tagyard.proxy.destination.Outcome;
import dev.tagyard.proxy.destination.Replies;
import dev.tagyard.proxy.eventlog.Settlement;
import dev.tagyard.proxy.eventlog.Settlement.Next;
import dev.tagyard.proxy.eventlog.Term;
import dev.tagyard.proxy.plan.DestinationConfiguration.Mode;
import dev.tagyard.proxy.sender.OneVendor.Vendor;
import dev.tagyard.proxy.sender.OneVendor.Whole;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SenderTest {
  @TempDir private Path folder = Path.of("");

  /// Tokens, and `token` for each that was asked for.
  private final List<String> called = new CopyOnWriteArrayList<>();

  @Test
  void while_the_log_takes_nothing_a_delivery_that_may_not_be_repeated_is_tried_once_a_second()
      throws Exception {
    try (var vendor = vendor(_ -> 200)) {
      vendor.broken.set(true);
      vendor.start(planned(new Vendor(1, false, false, _ -> false), Mode.LIVE, "T"));
      vendor.put("e1");

      Eventually.holds("it was tried anew", () -> vendor.writesRefused.size() >= 3);
      var took = vendor.writesRefused.get(2) - vendor.writesRefused.getFirst();
      vendor.broken.set(false);
      settled(vendor, Term.DELIVERED, 1);

      assertThat(Duration.ofNanos(took)).isGreaterThan(Duration.ofMillis(1_900));
      assertThat(called).containsExactly("T");
    }
  }

  @Test
  void an_event_that_cannot_be_looked_at_is_a_dead_letter_and_the_others_go_on() throws Exception {
    try (var vendor = vendor(_ -> 200)) {
      var faulty = new Vendor(3, false, true, each -> each.event().id().equals("e2"));
      vendor.put("e1", "e2", "e3");
      vendor.start(planned(faulty, Mode.LIVE, "T"));

      settled(vendor, Term.DELIVERED, 2);
      settled(vendor, Term.REJECTED, 1);
    }
  }

  @Test
  void where_it_cannot_be_read_who_took_something_back_one_delivery_ends_and_the_others_go_on()
      throws Exception {
    try (var vendor = vendor(_ -> 200)) {
      vendor.put("e1");
      vendor.putOrder("e2");
      vendor.put("e3");
      vendor.outgoing.withdrawals().load(Instant.now());
      vendor.start(planned(Vendor.of(3), Mode.LIVE, "T"));

      settled(vendor, Term.DELIVERED, 2);
      settled(vendor, Term.REJECTED, 1);
    }
  }

  @Test
  void a_late_refusal_of_the_old_token_does_not_pause_the_new_plan() throws Exception {
    var reloaded = new CountDownLatch(1);
    try (var vendor =
        vendor(token -> {
          if (token.equals("old")) {
            await(reloaded);
            return 401;
          }
          return 200;
        })) {
      vendor.put("e1");
      vendor.start(planned(Vendor.of(1), Mode.LIVE, "old"));
      Eventually.holds("it is under way", () -> called.contains("old"));
      vendor.plan(planned(Vendor.of(1), Mode.LIVE, "new"));
      reloaded.countDown();

      settled(vendor, Term.DELIVERED, 1);

      assertThat(vendor.paused()).isFalse();
      assertThat(called).containsExactly("old", "new");
    }
  }

  @Test
  void of_two_calls_with_a_token_that_is_refused_the_later_takes_the_new_one() throws Exception {
    var delivered = new CountDownLatch(1);
    var first = new CountDownLatch(2);
    var one = new CountDownLatch(1);
    try (var vendor =
        vendor(token -> {
          if (!token.equals("T1")) {
            delivered.countDown();
            return 200;
          }
          first.countDown();
          await(first);
          synchronized (one) {
            if (one.getCount() == 1) {
              one.countDown();
              return 401;
            }
          }
          await(delivered);
          return 401;
        })) {
      vendor.put("e1", "e2");
      vendor.start(planned(Vendor.granting(1), Mode.LIVE, ""));

      settled(vendor, Term.DELIVERED, 2);

      assertThat(vendor.paused()).isFalse();
      assertThat(called).containsExactlyInAnyOrder("token", "T1", "T1", "token", "T2", "T2");
    }
  }

  @Test
  void of_several_calls_of_one_batch_each_takes_the_new_token() throws Exception {
    try (var vendor = vendor(token -> token.equals("T1") ? 401 : 200)) {
      vendor.put("e1", "e2", "e3");
      vendor.start(planned(Vendor.granting(3), Mode.LIVE, ""));

      settled(vendor, Term.DELIVERED, 3);

      assertThat(vendor.paused()).isFalse();
      assertThat(called).containsExactly("token", "T1", "token", "T2", "T1", "T2", "T1", "T2");
    }
  }

  @Test
  void a_new_token_that_is_refused_too_pauses() throws Exception {
    try (var vendor = vendor(_ -> 401)) {
      vendor.put("e1");
      vendor.start(planned(Vendor.granting(1), Mode.LIVE, ""));

      Eventually.holds("it is paused", vendor::paused);

      assertThat(called).containsExactly("token", "T1", "token", "T2");
      assertThat(vendor.outbox).hasSize(1);
    }
  }

  @Test
  void a_destination_without_a_token_to_fetch_is_paused_at_once() throws Exception {
    try (var vendor = vendor(_ -> 401)) {
      vendor.put("e1");
      vendor.start(planned(Vendor.of(1), Mode.LIVE, "T"));

      Eventually.holds("it is paused", vendor::paused);

      assertThat(called).containsExactly("T");
    }
  }

  @Test
  void a_vendor_that_asks_to_be_left_alone_amid_a_batch_is() throws Exception {
    var times = new CopyOnWriteArrayList<Long>();
    try (var vendor =
        vendor(_ -> {
          times.add(System.nanoTime());
          return times.size() == 1 ? 429 : 200;
        })) {
      vendor.put("e1", "e2", "e3");
      vendor.start(planned(Vendor.of(3), Mode.LIVE, "T"));

      settled(vendor, Term.DELIVERED, 3);

      assertThat(times).hasSize(4);
      assertThat(Duration.ofNanos(times.get(1) - times.getFirst()))
          .isGreaterThan(Duration.ofMillis(1_900));
    }
  }

  @Test
  void a_reload_begins_anew_with_a_vendor_that_was_away() throws Exception {
    try (var vendor = vendor(_ -> 503)) {
      vendor.put("e1", "e2", "e3");
      vendor.start(planned(Vendor.of(1), Mode.LIVE, "T"));
      Eventually.holds("it is away", vendor::failing);

      vendor.plan(planned(Vendor.of(1), Mode.SHADOW, "T"));

      settled(vendor, Term.SHADOWED, 3);
      assertThat(vendor.failing()).isFalse();
    }
  }

  @Test
  void after_a_reload_the_calls_of_a_batch_that_are_still_to_be_made_go_by_the_new_plan()
      throws Exception {
    var reloaded = new CountDownLatch(1);
    try (var vendor =
        vendor(_ -> {
          await(reloaded);
          return 200;
        })) {
      vendor.put("e1", "e2", "e3");
      vendor.start(planned(Vendor.of(3), Mode.LIVE, "old"));
      Eventually.holds("the first is under way", () -> called.contains("old"));
      vendor.plan(planned(Vendor.of(3), Mode.LIVE, "new"));
      reloaded.countDown();

      settled(vendor, Term.DELIVERED, 3);

      assertThat(called).containsExactly("old", "new", "new");
    }
  }

  @Test
  void after_a_reload_the_halves_of_a_refused_batch_go_by_the_new_plan() throws Exception {
    var reloaded = new CountDownLatch(1);
    try (var vendor =
        vendor(token -> {
          await(reloaded);
          return token.equals("old") ? 400 : 200;
        })) {
      vendor.put("e1", "e2", "e3", "e4");
      vendor.start(planned(new Whole(4, false, SenderTest::split), Mode.LIVE, "old"));
      Eventually.holds("the batch is under way", () -> called.contains("old"));
      vendor.plan(planned(new Whole(4, false, SenderTest::split), Mode.LIVE, "new"));
      reloaded.countDown();

      settled(vendor, Term.DELIVERED, 4);

      assertThat(called).startsWith("old", "new").containsOnlyOnce("old");
    }
  }

  @Test
  void an_answer_that_cannot_be_read_is_no_cause_to_send_again_what_may_not_be_repeated()
      throws Exception {
    try (var vendor = vendor(_ -> 200)) {
      vendor.put("e1", "e2", "e3");
      var unreadable =
          new Whole(
              3,
              false,
              (_, _) -> {
                throw new IllegalStateException("a bug");
              });
      vendor.start(planned(unreadable, Mode.LIVE, "T"));

      settled(vendor, Term.UNKNOWN, 3);

      assertThat(called).containsExactly("T");
    }
  }

  @Test
  void what_was_refused_whole_and_waits_for_its_half_does_not_count_as_begun() throws Exception {
    var begun = new CopyOnWriteArrayList<String>();
    var running = new CompletableFuture<OneVendor>();
    try (var vendor =
        vendor(_ -> {
          if (called.size() > 1) {
            begun.add(begun(running.join()));
          }
          return called.size() == 1 ? 400 : 200;
        })) {
      running.complete(vendor);
      vendor.put("e1", "e2");
      vendor.start(planned(new Whole(2, false, SenderTest::split), Mode.LIVE, "T"));

      settled(vendor, Term.DELIVERED, 2);

      assertThat(begun.getFirst()).isEqualTo("e1");
    }
  }

  @Test
  void what_was_refused_whole_is_sent_though_the_log_takes_nothing_meanwhile() throws Exception {
    var running = new CompletableFuture<OneVendor>();
    try (var vendor =
        vendor(_ -> {
          running.join().broken.set(called.size() == 1);
          return called.size() == 1 ? 400 : 200;
        })) {
      running.complete(vendor);
      vendor.put("e1", "e2");
      vendor.start(planned(new Whole(2, false, SenderTest::split), Mode.LIVE, "T"));
      Eventually.holds("the log refused", () -> vendor.writesRefused.size() >= 2);
      vendor.broken.set(false);

      settled(vendor, Term.DELIVERED, 2);
    }
  }

  private static String begun(OneVendor vendor) {
    return vendor.outbox.values().stream()
        .filter(entry -> entry.handle().equals(Attempt.BEGUN))
        .map(entry -> entry.event().id())
        .collect(Collectors.joining(","));
  }

  /// Refuses a batch whole by 400.
  private static Outcome split(Call call, HttpReply reply) {
    return reply.status() == 400 ? Replies.refused(call, "no") : new Outcome.Delivered();
  }

  /// @param answer the status by the token of a call; each token that is fetched is another
  private OneVendor vendor(Function<String, Integer> answer) throws Exception {
    return new OneVendor(
        folder,
        (call, _, _) -> {
          var path = call.uri().getPath().substring(1);
          called.add(path);
          var fetched = called.stream().filter("token"::equals).count();
          return path.equals("token")
              ? new HttpReply(200, Map.of(), "T" + fetched)
              : new HttpReply(answer.apply(path), Map.of(), "");
        });
  }

  private static void settled(OneVendor vendor, Term term, long count) {
    Eventually.holds(
        count + " end as " + term,
        Duration.ofSeconds(20),
        () -> vendor.ended.stream().filter(each -> term(each) == term).count() == count);
  }

  private static Term term(Settlement settlement) {
    return switch (settlement.next()) {
      case Next.Done(var term) -> term;
      case Next.Dead(var term, _, _) -> term;
      case Next.Again _ -> throw new AssertionError("it goes on");
    };
  }

  private static void await(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException stopped) {
      throw new AssertionError(stopped);
    }
  }
}
