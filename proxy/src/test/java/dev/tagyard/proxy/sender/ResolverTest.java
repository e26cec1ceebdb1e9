package dev.tagyard.proxy.sender;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tagyard.proxy.Eventually;
import dev.tagyard.proxy.plan.Egress;
import dev.tagyard.proxy.visitor.Cidr;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ResolverTest {
  private static final Egress INNER = new Egress(List.of(Cidr.parse("10.0.0.0/8")));

  private final AtomicInteger asked = new AtomicInteger();

  @Test
  void a_name_that_stands_for_an_inner_address_is_refused() {
    try (var resolver = resolver(Map.of("vendor.example", "10.0.0.5"))) {
      assertThatThrownBy(() -> resolver.resolve("vendor.example", Egress.PUBLIC))
          .isInstanceOf(Resolver.Refused.class)
          .hasMessageContaining("allow_networks");
    }
  }

  @Test
  void it_is_called_where_the_destination_lists_that_network() throws Exception {
    try (var resolver = resolver(Map.of("vendor.example", "10.0.0.5"))) {
      assertThat(resolver.resolve("vendor.example", INNER).getHostAddress()).isEqualTo("10.0.0.5");
    }
  }

  @Test
  void of_several_addresses_the_public_one_is_called() throws Exception {
    try (var resolver = resolver(Map.of("vendor.example", "127.0.0.1 93.184.215.14"))) {
      assertThat(resolver.resolve("vendor.example", Egress.PUBLIC).getHostAddress())
          .isEqualTo("93.184.215.14");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"127.0.0.1", "[::1]", "10.1.2.3", "localhost", "LOCALHOST"})
  void what_the_operator_wrote_as_an_address_is_his_choice(String host) throws Exception {
    try (var resolver = resolver(Map.of())) {
      assertThat(resolver.resolve(host, Egress.PUBLIC)).isNotNull();
      assertThat(asked).hasValue(0);
    }
  }

  /// Java reads these as addresses; here they are names, and looked at.
  @ParameterizedTest
  @ValueSource(strings = {"2130706433", "127.1", "0x7f000001"})
  void an_address_in_disguise_is_a_name(String host) {
    try (var resolver = resolver(Map.of(host, "127.0.0.1"))) {
      assertThatThrownBy(() -> resolver.resolve(host, Egress.PUBLIC))
          .isInstanceOf(Resolver.Refused.class);
    }
  }

  @Test
  void an_unknown_name_is_said_to_be_unknown() {
    try (var resolver = resolver(Map.of())) {
      assertThatThrownBy(() -> resolver.resolve("nowhere.example", Egress.PUBLIC))
          .isInstanceOf(UnknownHostException.class);
    }
  }

  @Test
  void a_name_is_asked_for_once_in_a_while() throws Exception {
    try (var resolver = resolver(Map.of("vendor.example", "93.184.215.14"))) {
      for (var i = 0; i < 10; i++) {
        assertThat(resolver.resolve("Vendor.example", Egress.PUBLIC)).isNotNull();
      }

      assertThat(asked).hasValue(1);
    }
  }

  @Test
  void after_an_address_failed_the_next_one_is_tried() throws Exception {
    try (var resolver = resolver(Map.of("vendor.example", "93.184.215.14 93.184.215.15"))) {
      var first = resolver.resolve("vendor.example", Egress.PUBLIC);
      resolver.failed("vendor.example");

      var second = resolver.resolve("vendor.example", Egress.PUBLIC);

      assertThat(first.getHostAddress()).isEqualTo("93.184.215.14");
      assertThat(second.getHostAddress()).isEqualTo("93.184.215.15");
    }
  }

  @Test
  void one_name_that_hangs_holds_one_thread_and_no_other_name() throws Exception {
    var answered = new CountDownLatch(1);
    try (var resolver =
        new Resolver(host -> {
          asked.incrementAndGet();
          if (host.equals("hangs.example")) {
            answered.await();
          }
          return List.of(address("93.184.215.14"));
        })) {
      var callers = new ArrayList<Thread>();
      for (var i = 0; i < 8; i++) {
        callers.add(Thread.startVirtualThread(() -> assertResolved(resolver, "hangs.example")));
      }
      Eventually.holds(
          "all wait",
          () -> callers.stream().allMatch(c -> c.getState() == Thread.State.TIMED_WAITING));

      assertResolved(resolver, "vendor.example");
      answered.countDown();
      for (var caller : callers) {
        caller.join();
      }

      assertThat(asked).hasValue(2);
    }
  }

  @Test
  void while_a_name_hangs_the_addresses_known_before_are_called() throws Exception {
    var now = new AtomicLong();
    var hangs = new CountDownLatch(1);
    try (var resolver =
        new Resolver(
            _ -> {
              if (asked.incrementAndGet() > 1) {
                hangs.await();
              }
              return List.of(address("93.184.215.14"));
            },
            now::get)) {
      resolver.resolve("vendor.example", Egress.PUBLIC);
      now.addAndGet(Duration.ofSeconds(31).toNanos());
      var asking = Thread.startVirtualThread(() -> assertResolved(resolver, "vendor.example"));
      Eventually.holds("it is asked anew", () -> asked.get() == 2);
      now.addAndGet(Duration.ofSeconds(5).toNanos());

      assertResolved(resolver, "vendor.example");
      assertResolved(resolver, "vendor.example");

      assertThat(asked).hasValue(2);
      hangs.countDown();
      asking.join();
    }
  }

  private static void assertResolved(Resolver resolver, String host) {
    try {
      assertThat(resolver.resolve(host, Egress.PUBLIC)).isNotNull();
    } catch (Exception failed) {
      throw new AssertionError(failed);
    }
  }

  private Resolver resolver(Map<String, String> names) {
    return new Resolver(host -> {
      asked.incrementAndGet();
      var addresses = names.get(host);
      if (addresses == null) {
        throw new UnknownHostException(host);
      }
      return Arrays.stream(addresses.split(" ", -1)).map(ResolverTest::address).toList();
    });
  }

  private static InetAddress address(String text) {
    try {
      return InetAddress.getByName(text);
    } catch (UnknownHostException impossible) {
      throw new AssertionError(text, impossible);
    }
  }
}
