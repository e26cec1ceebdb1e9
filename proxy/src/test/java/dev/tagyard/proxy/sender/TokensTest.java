package dev.tagyard.proxy.sender;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tagyard.proxy.Eventually;
import dev.tagyard.proxy.destination.Credentials;
import dev.tagyard.proxy.destination.HttpReply;
import dev.tagyard.proxy.destination.Outcome;
import dev.tagyard.proxy.plan.DestinationConfiguration.Mode;
import dev.tagyard.proxy.sender.OneVendor.Vendor;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TokensTest {
  @TempDir private Path folder = Path.of("");

  @Test
  void who_waits_while_the_token_is_refused_takes_that_answer_and_who_comes_later_asks_anew()
      throws Exception {
    var asked = new AtomicInteger();
    var answer = new CountDownLatch(1);
    try (var vendor =
        new OneVendor(
            folder,
            (_, _, _) -> {
              asked.incrementAndGet();
              try {
                answer.await();
              } catch (InterruptedException stopped) {
                throw new AssertionError(stopped);
              }
              return new HttpReply(401, Map.of(), "");
            })) {
      var planned = OneVendor.planned(Vendor.granting(1), Mode.LIVE, "");
      var tokens = new Tokens(vendor.outgoing, planned);
      var found = new CopyOnWriteArrayList<Tokens.Found>();
      List<Thread> callers = new ArrayList<>();
      for (var i = 0; i < 8; i++) {
        callers.add(Thread.ofPlatform().start(() -> found.add(tokens.find())));
      }
      Eventually.holds(
          "seven wait for one",
          () -> callers.stream().filter(c -> c.getState() == Thread.State.BLOCKED).count() == 7);
      answer.countDown();
      for (var caller : callers) {
        caller.join();
      }

      assertThat(asked).hasValue(1);
      assertThat(found).hasSize(8).allMatch(Tokens.Found.Missing.class::isInstance);

      assertThat(tokens.find()).isInstanceOf(Tokens.Found.Missing.class);
      assertThat(asked).hasValue(2);
    }
  }

  @Test
  void what_a_token_address_refuses_is_told_without_the_secrets_that_it_repeats() throws Exception {
    var said = "{\"error\":\"invalid_grant\",\"error_description\":\"1.AbC-old is malformed\"}";
    try (var vendor = new OneVendor(folder, (_, _, _) -> new HttpReply(400, Map.of(), said))) {
      var credentials = new Credentials(Map.of("refresh_token", "1.AbC-old"));
      var planned = OneVendor.planned(Vendor.granting(1), Mode.LIVE, credentials);

      var found = new Tokens(vendor.outgoing, planned).find();

      assertThat(found)
          .isEqualTo(
              new Tokens.Found.Missing(
                  new Outcome.CredentialsRefused(
                      "token: HTTP 400 invalid_grant *** is malformed")));
    }
  }
}
