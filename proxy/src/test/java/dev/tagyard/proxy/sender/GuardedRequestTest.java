package dev.tagyard.proxy.sender;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.tagyard.consent.DestinationDecision;
import dev.tagyard.consent.FieldGroup;
import dev.tagyard.consent.VendorFlags;
import dev.tagyard.consent.Verdict;
import dev.tagyard.proxy.destination.Call;
import dev.tagyard.proxy.destination.Credentials;
import dev.tagyard.proxy.destination.Delivery;
import dev.tagyard.proxy.destination.Destination;
import dev.tagyard.proxy.destination.HttpCall;
import dev.tagyard.proxy.destination.HttpReply;
import dev.tagyard.proxy.destination.Limits;
import dev.tagyard.proxy.destination.Outcome;
import dev.tagyard.proxy.plan.DestinationConfiguration.BrowserTag;
import dev.tagyard.proxy.plan.DestinationConfiguration.Mode;
import dev.tagyard.proxy.plan.Egress;
import dev.tagyard.proxy.plan.PlannedDestination;
import dev.tagyard.proxy.plan.Sending;
import dev.tagyard.rules.event.Event;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class GuardedRequestTest {
  private static final Instant NOON = Instant.parse("2026-11-22T12:00:00Z");
  private static final String ADDRESS = "https://vendor.example/p?id=1";

  /// Takes an e-mail address in `em`.
  private record Vendor() implements Destination {
    @Override
    public Set<String> plainFields() {
      return Set.of("em");
    }

    @Override
    public Limits limits() {
      return new Limits(
          9,
          9,
          Duration.ZERO,
          Duration.ZERO,
          Duration.ZERO,
          true,
          Limits.Deduplication.BY_EVENT_ID);
    }

    @Override
    public Optional<Outcome> screen(Delivery delivery, Instant now) {
      return Optional.empty();
    }

    @Override
    public List<Call> prepare(List<Delivery> batch, Credentials credentials) {
      return List.of();
    }

    @Override
    public Map<Delivery, Outcome> interpret(Call call, HttpReply reply) {
      return Map.of();
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{'note':'ada@example.org'} | plain e-mail in note",
        "{'data':[{'a':1},{'user':{'ph':['+4930901820']}}]} | plain phone in data.user.ph",
        "`{'a':1}\n{'b':'ada@example.org'}` | plain e-mail in b",
        "{'ada@example.org':1} | plain e-mail in the name of a field",
        "x=1&note=ada%40example.org | plain e-mail in note",
        "words of ada@example.org | plain e-mail in body",
        "`k1\t{'em':'ada@example.org'}\nk2\t{'b':'ada@example.org'}\n` | plain e-mail in b",
        "{'em':'ada@example.org','note':'ada@example.org'} | plain e-mail in note"
      })
  void what_may_not_be_there_is_told_by_its_place(String body, String leak) {
    assertThat(leak(ADDRESS, Map.of(), body)).contains(leak);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{'em':'ada@example.org'}",
        "{'user':{'em':['ada@example.org','bob@example.org']}}",
        "em=ada%40example.org&x=1",
        "`k1\t{'em':'ada@example.org'}\nk2\t{'em':'ada@example.org'}\n`",
        "{'note':'info@shop.example'}",
        "{'free':'+4930901820'}",
        "{'event_time':1763773200123,'value':59.9,'id':'4930901820'}"
      })
  void what_may_be_there_passes(String body) {
    assertThat(leak(ADDRESS, Map.of(), body)).isEmpty();
  }

  @Test
  void addresses_and_headers_are_looked_at_too() {
    assertThat(leak("https://vendor.example/p?u=ada%40example.org", Map.of(), ""))
        .contains("plain e-mail in u");
    assertThat(leak("https://vendor.example/ada@example.org?u=1", Map.of(), ""))
        .contains("plain e-mail in path");
    assertThat(leak("https://vendor.example/p?em=ada%40example.org", Map.of(), "")).isEmpty();
    assertThat(leak(ADDRESS, Map.of("x-visitor", "ada@example.org"), ""))
        .contains("plain e-mail in x-visitor");
  }

  @ParameterizedTest
  @ValueSource(strings = {"0170 1234567", "030-901820", "1234567"})
  void the_own_number_of_each_event_is_looked_for(String phone) {
    var others = IntStream.range(0, 50).mapToObj(n -> "0171 55500" + n);
    var deliveries =
        Stream.concat(others, Stream.of(phone)).map(GuardedRequestTest::ofPhone).toList();
    var body = "{\"data\":[{\"id\":55500},{\"url\":\"https://shop.example/?tel=%s\"}]}";

    var digits = http(ADDRESS, Map.of(), body.formatted(PlainContact.digits(phone)));
    assertThat(OutboundGuard.leak(new Call(deliveries, digits), planned()))
        .contains("plain phone in data.url");
    var other = http(ADDRESS, Map.of(), body.formatted("0172 9876543"));
    assertThat(OutboundGuard.leak(new Call(deliveries, other), planned())).isEmpty();
  }

  @Test
  void a_field_that_the_decision_withholds_is_a_leak_wherever_it_is() {
    var decision =
        new DestinationDecision(
            Verdict.RESTRICT,
            "opt_out",
            EnumSet.complementOf(EnumSet.of(FieldGroup.CONTACT)),
            VendorFlags.NONE);

    assertThat(OutboundGuard.withheld(delivery(decision))).contains("withheld field user");
  }

  private static Optional<String> leak(String address, Map<String, String> headers, String body) {
    var decision = DestinationDecision.allow("category", VendorFlags.NONE);
    var call =
        new Call(
            List.of(delivery(decision), delivery(decision)),
            http(address, headers, body.replace('\'', '"')));
    return OutboundGuard.leak(call, planned());
  }

  private static HttpCall http(String address, Map<String, String> headers, String body) {
    return new HttpCall("POST", URI.create(address), headers, body);
  }

  private static Delivery delivery(DestinationDecision decision) {
    var tree = JsonNodeFactory.instance.objectNode();
    tree.put("event_name", "purchase").put("event_id", "e1").put("event_time", 1763773200123L);
    tree.putObject("user").put("email", "ada@example.org");
    return new Delivery("any/1/0", Event.of(tree), decision, NOON, 0);
  }

  private static Delivery ofPhone(String phone) {
    var plain = delivery(DestinationDecision.allow("category", VendorFlags.NONE));
    var tree = plain.event().tree().deepCopy();
    tree.withObject("/user").put("phone", phone);
    return new Delivery("any/1/0", Event.of(tree), plain.consent(), NOON, 0);
  }

  private static PlannedDestination planned() {
    return new PlannedDestination(
        "any",
        "any",
        new Vendor(),
        Credentials.NONE,
        Set.of(),
        BrowserTag.NONE,
        new Sending(Mode.LIVE, Egress.PUBLIC, Set.of("free", "@shop.example"), 0, 64));
  }
}
