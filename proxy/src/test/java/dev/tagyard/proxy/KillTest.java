package dev.tagyard.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tagyard.proxy.standin.Misbehaviour;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// SIGKILL at random moments under load: nothing that was answered 2xx is lost, at any vendor.
/// `-Dlong=true` kills four times as often.
class KillTest {
  private static final boolean LONG = Boolean.getBoolean("long");
  private static final int KILLS = LONG ? 20 : 5;
  private static final int VISITORS = 16;
  private static final Duration DRAINED = Duration.ofMinutes(3);

  /// What one kill may send again where each call carries one event: those of 64 calls, and as many
  /// that were answered within the last 5 ms, which are written down together (decision 15).
  private static final long ONE_BY_ONE = 2 * 64;

  private static final long SEED = Long.getLong("seed", 20_251_122L);

  @TempDir private Path folder = Path.of("");

  @Test
  void what_was_answered_2xx_reaches_every_vendor_through_kills_at_random_moments()
      throws Exception {
    var random = new Random(SEED);
    try (var proxy = RunningProxy.stopped(folder, InstantSource.system(), KillTest::unguarded)) {
      var arrivals = new LinkedHashMap<String, Arrivals>();
      Story.VENDORS.forEach(name -> arrivals.put(name, new Arrivals(proxy.vendor(name))));
      var unsettled = new HashMap<String, Long>();
      var child = new AtomicReference<>(Child.start(proxy.file(), List.of()));
      try (var load = new Load(VISITORS, () -> child.get().publicPort())) {
        for (var kill = 0; kill < KILLS; kill++) {
          var goal = load.accepted().size() + 50 + random.nextInt(300);
          Eventually.holds("the load goes on", () -> load.accepted().size() >= goal);
          var settled = sums(child.get().adminPort());
          child.get().kill();
          child.set(Child.start(proxy.file(), List.of()));
          // What the log knows to have arrived is never sent again, only what lies between.
          arrivals.forEach((name, arrived) ->
              unsettled.merge(name, arrived.ids().size() - delivered(settled, name), Long::sum));
          var after = load.accepted().size() + VISITORS;
          Eventually.holds("it takes events again", () -> load.accepted().size() >= after);
        }
        load.end();
        var sums = drained(child.get().adminPort());

        report(load, arrivals, unsettled, sums);
        for (var each : arrivals.entrySet()) {
          var name = each.getKey();
          var arrived = each.getValue();
          assertThat(arrived.ids()).as(name).containsAll(load.accepted());
          assertThat(arrived.mismatched()).as("other ids at " + name).isEmpty();
          assertThat(arrived.repeats())
              .as("repeats at " + name)
              .isLessThanOrEqualTo(unsettled.getOrDefault(name, 0L));
          if (name.equals("partner")) {
            assertThat(arrived.repeats()).as(name).isLessThanOrEqualTo(KILLS * ONE_BY_ONE);
          }
          assertThat(sums.get(name))
              .as(name)
              .satisfies(sum -> {
                assertThat(sum.holds()).isTrue();
                assertThat(sum.of("delivered")).isEqualTo(arrived.ids().size());
                assertThat(sum.accepted() - sum.of("duplicate")).isEqualTo(sum.of("delivered"));
                assertThat(sum.accepted())
                    .isBetween(
                        (long) load.accepted().size(), load.accepted().size() + load.resent());
              });
        }
      } finally {
        child.get().close();
      }
    }
  }

  @Test
  void a_postback_that_may_not_be_repeated_is_parked_when_a_kill_cut_it_short() throws Exception {
    try (var proxy =
        RunningProxy.stopped(
            folder,
            InstantSource.system(),
            yaml ->
                Contract.replace(
                    yaml,
                    Map.of(
                        "    type: postback",
                        "    type: postback\n    timeout: 60s\n    repeat_safe: false")))) {
      var partner = proxy.vendor("partner");
      partner.script(1, new Misbehaviour.Hang(true));
      try (var child = Child.start(proxy.file(), List.of());
          var visitor = new Load(1, child::publicPort)) {
        Eventually.holds("it is under way", () -> !partner.requests().isEmpty());
        visitor.end();
        child.kill();
      }
      var first = partner.requests().getFirst().events().getFirst().id();

      try (var child = Child.start(proxy.file(), List.of())) {
        var partnerSum = drained(child.adminPort()).get("partner");

        assertThat(partnerSum)
            .satisfies(sum -> {
              assertThat(sum.holds()).isTrue();
              assertThat(sum.of("unknown")).isPositive();
            });
      }
      assertThat(partner.requests())
          .flatExtracting(request -> request.events())
          .filteredOn(event -> event.id().equals(first))
          .hasSize(1);
    }
  }

  /// All visitors have one address here.
  private static String unguarded(String yaml) {
    return Contract.replace(
        yaml, Map.of("public:\n", "public:\n  guard: { rate_per_second: 0 }\n"));
  }

  private static long delivered(Map<String, Sum> sums, String name) {
    return sums.getOrDefault(name, new Sum(0, Map.of(), 0)).of("delivered");
  }

  private static Map<String, Sum> sums(int adminPort) {
    try (var client = HttpClient.newHttpClient()) {
      return Sum.read(read(client, adminPort));
    }
  }

  private static Map<String, Sum> drained(int adminPort) {
    var sums = new AtomicReference<Map<String, Sum>>(Map.of());
    try (var client = HttpClient.newHttpClient()) {
      Eventually.holds(
          "nothing waits any more",
          DRAINED,
          () -> {
            sums.set(Sum.read(read(client, adminPort)));
            return !sums.get().isEmpty()
                && sums.get().values().stream().allMatch(sum -> sum.waiting() == 0);
          });
    }
    return sums.get();
  }

  private static String read(HttpClient client, int adminPort) {
    try {
      var request =
          HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + adminPort + "/metrics")).build();
      return client.send(request, BodyHandlers.ofString()).body();
    } catch (Exception failure) {
      throw new AssertionError("the metrics cannot be read", failure);
    }
  }

  private static void report(
      Load load,
      Map<String, Arrivals> arrivals,
      Map<String, Long> unsettled,
      Map<String, Sum> sums) {
    System.out.printf(
        "kills %d (seed %d): %d events answered 2xx, %d requests sent again%n",
        KILLS, SEED, load.accepted().size(), load.resent());
    arrivals.forEach((name, arrived) ->
        System.out.printf(
            "  %-8s %d arrived, %d repeats (%d not settled when killed), %s%n",
            name,
            arrived.ids().size(),
            arrived.repeats(),
            unsettled.getOrDefault(name, 0L),
            sums.get(name)));
  }
}
