package dev.tagyard.proxy.destination;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.tagyard.consent.FieldGroup;
import dev.tagyard.proxy.destination.Outcome.CredentialsRefused;
import dev.tagyard.proxy.destination.Outcome.Delivered;
import dev.tagyard.proxy.destination.Outcome.Pending;
import dev.tagyard.proxy.destination.Outcome.Rejected;
import dev.tagyard.proxy.destination.Outcome.Retry;
import dev.tagyard.proxy.plan.Cut;
import dev.tagyard.rules.event.Event;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/// What each destination must hold to. A destination extends it with an instance and a folder of
/// golden cases.
public abstract class DestinationConformance {
  /// The configuration under test has this and no other secret.
  protected static final String SECRET = "s3cret-T0ken-of-nobody";

  private static final Set<String> CASES =
      Set.of(
          "purchase",
          "page_view",
          "add_to_cart",
          "generate_lead",
          "sign_up",
          "refund",
          "purchase_restricted",
          "page_view_restricted",
          "add_to_cart_restricted",
          "generate_lead_restricted",
          "sign_up_restricted",
          "refund_restricted");

  /// The folder of golden cases and the docs page.
  protected abstract String name();

  protected abstract Destination destination();

  protected abstract Credentials credentials();

  protected abstract Record config();

  protected abstract List<Field> fields();

  /// What the vendor answers to a call that it takes.
  protected abstract HttpReply accepted(Call call);

  /// What the vendor answers to a bad request, in these words.
  protected abstract HttpReply refusal(String words);

  /// What the vendor answers to a request with one bad event, where it names that.
  ///
  /// @param at its place in the call
  protected HttpReply refusal(Call call, int at) {
    return refusal("bad");
  }

  /// Where the configuration's secret is used.
  protected enum Use {
    IN_EACH_REQUEST,
    ELSEWHERE,
    NOWHERE
  }

  protected Use useOfSecret() {
    return Use.IN_EACH_REQUEST;
  }

  /// Whether the vendor tells copies by the event's id.
  protected boolean sendsTheEventId() {
    return true;
  }

  /// What the vendor answers to a bad token, in these words.
  protected HttpReply badToken(String words) {
    return new HttpReply(401, Map.of(), words);
  }

  /// What the vendor answers when it is called too often.
  protected HttpReply throttled(Duration wait) {
    return new HttpReply(429, Map.of("retry-after", Long.toString(wait.toSeconds())), "");
  }

  @TestFactory
  Stream<DynamicTest> requests_match_the_golden_files() throws IOException {
    var cases = Golden.cases(name());
    assertThat(cases).containsAll(CASES);
    return cases.stream()
        .map(name ->
            DynamicTest.dynamicTest(
                name, () -> Golden.check(name(), name, destination(), credentials())));
  }

  @Test
  protected void the_docs_page_is_current() throws IOException {
    DocsPage.check(name(), config().getClass(), fields());
  }

  @Test
  void a_delivery_gives_the_same_request_at_each_attempt() {
    var first = Samples.allowed(Samples.purchase("e1"));
    var fifth = new Delivery(first.key(), first.event(), first.consent(), first.acceptedAt(), 4);

    var calls = List.of(only(first), only(fifth));

    assertThat(calls.get(1).http()).isEqualTo(calls.get(0).http());
    assertThat(text(calls.get(0)).contains("e1")).isEqualTo(sendsTheEventId());
  }

  @Test
  void a_throttled_call_waits_as_long_as_the_vendor_asks() {
    var delivery = Samples.allowed(Samples.purchase("e1"));

    var outcome = interpret(delivery, throttled(Duration.ofMinutes(7)));

    assertThat(outcome)
        .isInstanceOfSatisfying(
            Retry.class, retry -> assertThat(retry.leastWait()).isEqualTo(Duration.ofMinutes(7)));
  }

  @ParameterizedTest
  @ValueSource(ints = {408, 429, 500, 502, 503, 504, 599})
  void a_passing_fault_is_tried_again(int status) {
    var delivery = Samples.allowed(Samples.purchase("e1"));

    var outcome = interpret(delivery, new HttpReply(status, Map.of(), "<html>busy</html>"));

    assertThat(outcome).isInstanceOf(Retry.class);
  }

  @Test
  void a_refused_token_pauses_the_destination() {
    var delivery = Samples.allowed(Samples.purchase("e1"));

    var outcome = interpret(delivery, badToken("token is gone"));

    assertThat(outcome)
        .isInstanceOfSatisfying(
            CredentialsRefused.class,
            refused -> assertThat(refused.vendorSaid()).contains("token is gone"));
  }

  @Test
  void a_refused_event_is_rejected_in_the_vendors_words() {
    var delivery = Samples.allowed(Samples.purchase("e1"));

    var outcome = interpret(delivery, refusal("no such currency"));

    assertThat(outcome)
        .isInstanceOfSatisfying(
            Rejected.class,
            rejected -> assertThat(rejected.vendorSaid()).contains("no such currency"));
  }

  @Test
  void one_bad_event_does_not_sink_its_batch() {
    var batch =
        IntStream.range(0, 10)
            .mapToObj(i -> Samples.purchase("e" + i).with("user.client_id", "1.2"))
            .map(event -> event.without("visitor.id"))
            .map(Samples::allowed)
            .toList();
    Function<Call, HttpReply> vendor =
        call -> {
          var keys = call.deliveries().stream().map(Delivery::key).toList();
          return keys.contains("e6") ? refusal(call, keys.indexOf("e6")) : accepted(call);
        };

    var outcomes = send(batch, vendor);

    assertThat(outcomes).hasSize(10);
    outcomes.forEach((delivery, outcome) ->
        assertThat(outcome)
            .as(delivery.key())
            .isInstanceOfAny(
                delivery.key().equals("e6")
                    ? new Class<?>[] {Rejected.class}
                    : new Class<?>[] {Delivered.class, Pending.class}));
  }

  @ParameterizedTest
  @EnumSource(Withheld.class)
  void nothing_leaves_that_the_decision_withholds(Withheld withheld) {
    var groups = EnumSet.complementOf(EnumSet.of(withheld.group));
    var cut = Cut.apply(withheld.marked(Samples.purchase("e1")), groups, () -> "copy");

    var sent =
        render(List.of(Samples.allowed(cut)), credentials()).stream()
            .map(DestinationConformance::text)
            .toList();

    for (var value : withheld.marks()) {
      assertThat(sent).noneMatch(text -> text.contains(value));
      assertThat(sent).noneMatch(text -> text.contains(Hashing.sha256(value)));
    }
  }

  @Test
  void contact_data_is_hashed_or_stays() {
    var delivery = Samples.allowed(Samples.purchase("e1"));

    var sent = text(only(delivery)).toLowerCase(Locale.ROOT);

    assertThat(sent).doesNotContain("lovelace", "7946", "@", "%40");
    assertThat(sent).doesNotContainPattern("\\bada\\b");
  }

  @Test
  void no_secret_is_shown() {
    var call = only(Samples.allowed(Samples.purchase("e1")));
    var echoed =
        Stream.of(badToken("bad token " + SECRET), refusal("bad token " + SECRET))
            .filter(reply -> useOfSecret() != Use.NOWHERE)
            .map(reply -> interpret(call.deliveries().getFirst(), reply).toString());
    var shown = new ArrayList<>(echoed.toList());
    shown.addAll(List.of(config().toString(), destination().toString(), credentials().toString()));
    shown.add(call.toString());
    shown.add(text(render(call.deliveries(), credentials().masked()).getFirst()));

    assertThat(text(call).contains(SECRET)).isEqualTo(useOfSecret() == Use.IN_EACH_REQUEST);
    assertThat(shown).noneMatch(text -> text.contains(SECRET));
  }

  @Test
  void a_thousand_generated_events_never_throw() {
    var sent = new AtomicInteger();
    for (var i = 0; i < 1_000; i++) {
      var seed = i;
      assertThatCode(() -> survives(seed, sent)).as("seed " + seed).doesNotThrowAnyException();
    }
    assertThat(sent).hasValueGreaterThan(100);
  }

  private void survives(long seed, AtomicInteger sent) {
    var delivery = Samples.delivery(Samples.event(seed), Samples.flags(seed));
    if (destination().screen(delivery, Samples.NOW).isPresent()) {
      return;
    }
    sent.incrementAndGet();
    for (var call : render(List.of(delivery), credentials())) {
      assertThat(call.deliveries()).containsExactly(delivery);
      assertThat(call.http().body().length()).isLessThanOrEqualTo(destination().limits().bytes());
      assertThat(destination().interpret(call, Samples.reply(seed))).containsOnlyKeys(delivery);
    }
  }

  /// Sends as the sender does: what the vendor splits goes again, in halves unless the ones at
  /// fault were named.
  private Map<Delivery, Outcome> send(List<Delivery> batch, Function<Call, HttpReply> vendor) {
    var outcomes = new LinkedHashMap<Delivery, Outcome>();
    for (var call : render(batch, credentials())) {
      var ends = destination().interpret(call, vendor.apply(call));
      var split =
          call.deliveries().stream()
              .filter(delivery -> ends.get(delivery) instanceof Outcome.Split)
              .toList();
      outcomes.putAll(ends);
      if (split.size() == call.deliveries().size()) {
        var middle = split.size() / 2;
        outcomes.putAll(send(split.subList(0, middle), vendor));
        outcomes.putAll(send(split.subList(middle, split.size()), vendor));
      } else if (!split.isEmpty()) {
        outcomes.putAll(send(split, vendor));
      }
    }
    return outcomes;
  }

  private List<Call> render(List<Delivery> batch, Credentials credentials) {
    return destination().prepare(batch, credentials);
  }

  private Call only(Delivery delivery) {
    var calls = render(List.of(delivery), credentials());
    assertThat(calls).hasSize(1);
    return calls.getFirst();
  }

  private Outcome interpret(Delivery delivery, HttpReply reply) {
    var outcomes = destination().interpret(only(delivery), reply);
    assertThat(outcomes).containsOnlyKeys(delivery);
    return outcomes.values().iterator().next();
  }

  private static String text(Call call) {
    return call.http().uri() + "\n" + call.http().headers() + "\n" + call.http().body();
  }

  /// Fields that go together, each with a value that can be searched for.
  enum Withheld {
    IDENTIFIERS(
        FieldGroup.IDENTIFIERS,
        "user.client_id user.user_id ids.ga ids.fbp ids.ttp ids.uetvid ids.scid ids.rdt_uuid"
            + " visitor.id"),
    CLICK_IDS(
        FieldGroup.CLICK_IDS,
        "ids.gclid ids.gbraid ids.wbraid ids.fbclid ids.fbc ids.ttclid ids.msclkid ids.li_fat_id"
            + " ids.epik ids.sccid ids.rdt_cid ids.twclid ids.oppref ids.click_id"),
    CONTACT(FieldGroup.CONTACT, "user.email user.phone user.first_name user.last_name"),
    PLACE(FieldGroup.PLACE, "user.city user.region user.postal_code"),
    ADDRESS(FieldGroup.ADDRESS, "visitor.ip"),
    AGENT(FieldGroup.AGENT, "visitor.user_agent"),
    ORDER(FieldGroup.ORDER, "params.transaction_id event_id"),
    CUSTOM(FieldGroup.CUSTOM, "params.custom");

    private final FieldGroup group;
    private final String paths;

    Withheld(FieldGroup group, String paths) {
      this.group = group;
      this.paths = paths;
    }

    List<String> paths() {
      return List.of(paths.split(" ", -1));
    }

    List<String> marks() {
      return paths().stream().map(path -> "mark" + path.replaceAll("[._]", "")).toList();
    }

    Event marked(Event event) {
      var marked = event;
      for (var i = 0; i < paths().size(); i++) {
        marked = marked.with(paths().get(i), JsonNodeFactory.instance.textNode(marks().get(i)));
      }
      return marked;
    }
  }
}
