package dev.tagyard.proxy.destination.postback;

import dev.tagyard.consent.ConsentPolicy;
import dev.tagyard.proxy.destination.AdConsent;
import dev.tagyard.proxy.destination.Call;
import dev.tagyard.proxy.destination.Credentials;
import dev.tagyard.proxy.destination.Delivery;
import dev.tagyard.proxy.destination.Destination;
import dev.tagyard.proxy.destination.DestinationType;
import dev.tagyard.proxy.destination.Endpoints;
import dev.tagyard.proxy.destination.HttpCall;
import dev.tagyard.proxy.destination.HttpReply;
import dev.tagyard.proxy.destination.Limits;
import dev.tagyard.proxy.destination.Outcome;
import dev.tagyard.proxy.destination.Replies;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// A partner that is told of each event by one request of its own making.
public final class Postback implements Destination {
  /// A partner is no vendor of the TCF list unless the operator or the preset names one.
  public static final ConsentPolicy CONSENT = AdConsent.partner();

  public static final DestinationType<PostbackConfig> TYPE =
      new DestinationType<>(
          "postback",
          PostbackConfig.class,
          CONSENT,
          config -> config.preset().map(Preset::consent).orElse(CONSENT),
          Postback::new,
          config ->
              new Credentials(
                  config.secrets().entrySet().stream()
                      .collect(Collectors.toMap(Map.Entry::getKey, e -> e.getValue().reveal()))));

  private static final int MOST_BYTES = 1_000_000;

  private static final Set<String> TAKING_BACK = Set.of("refund", "cancel");

  private final PostbackConfig config;
  private final Request report;
  private final Optional<Request> reversal;
  private final Preset.Reading reading;
  private final boolean repeatSafe;
  private final Set<String> plainFields;

  public Postback(PostbackConfig config) {
    this.config = config;
    this.report = Request.of(config.report());
    this.reversal = config.takeBack().map(Request::of);
    var known = config.preset().map(Preset::reading).orElse(Preset.Reading.BY_STATUS);
    this.reading =
        new Preset.Reading(
            config.successText().orElse(known.success()),
            config.failedText().orElse(known.failed()),
            known.already());
    this.repeatSafe =
        config.repeatSafe().orElseGet(() -> config.preset().map(Preset::repeatSafe).orElse(true));
    this.plainFields =
        Stream.concat(report.contactFields(), reversal.stream().flatMap(Request::contactFields))
            .collect(Collectors.toUnmodifiableSet());
  }

  @Override
  public Limits limits() {
    return new Limits(
        1,
        MOST_BYTES,
        config.maxAge(),
        Duration.ZERO,
        config.timeout(),
        repeatSafe,
        Limits.Deduplication.NONE);
  }

  /// Where a template asks for them by name: that is the operator's choice.
  @Override
  public Set<String> plainFields() {
    return plainFields;
  }

  @Override
  public Optional<Outcome> screen(Delivery delivery, Instant now) {
    if (!delivery.event().time().isAfter(now.minus(config.maxAge()))) {
      return Optional.of(new Outcome.Expired("older_than_max_age"));
    }
    if (takesBack(delivery) && reversal.isEmpty() && config.preset().isPresent()) {
      return Optional.of(new Outcome.NotSupported("no_reversal"));
    }
    if (lacksCurrency(delivery)) {
      return Optional.of(new Outcome.NotSupported("missing_currency"));
    }
    return of(delivery)
        .macros()
        .filter(Template.Macro::required)
        .filter(macro -> macro.value(name -> Macros.value(name, delivery)).isEmpty())
        .findFirst()
        .map(macro ->
            new Outcome.NotSupported(
                "missing_" + String.join("_or_", macro.names()).replace('.', '_')));
  }

  @Override
  public List<Call> prepare(List<Delivery> batch, Credentials credentials) {
    return batch.stream()
        .map(delivery -> new Call(List.of(delivery), http(delivery, credentials)))
        .toList();
  }

  @Override
  public Map<Delivery, Outcome> interpret(Call call, HttpReply reply) {
    return Replies.all(call, outcome(call, Replies.without(reply, config.secrets().values())));
  }

  private Outcome outcome(Call call, HttpReply reply) {
    var status = reply.status();
    if (status == 401 || status == 403) {
      return new Outcome.CredentialsRefused(Replies.words(reply));
    }
    if (status >= 500 && !repeatSafe) {
      return new Outcome.Unknown(Replies.words(reply));
    }
    var passing = Replies.passing(reply);
    if (passing.isPresent()) {
      return passing.get();
    }
    // Some partners answer 200 whatever they think of it.
    var said = reply.body();
    if (!reading.already().isEmpty() && said.contains(reading.already())) {
      return new Outcome.Delivered();
    }
    var failed = !reading.failed().isEmpty() && said.contains(reading.failed());
    var unsaid = !said.contains(reading.success());
    return status < 200 || status >= 300 || failed || unsaid
        ? Replies.refused(call, Replies.words(reply))
        : new Outcome.Delivered();
  }

  private Request of(Delivery delivery) {
    return takesBack(delivery) ? reversal.orElse(report) : report;
  }

  private boolean lacksCurrency(Delivery delivery) {
    return config.preset().filter(Preset::needsCurrency).isPresent()
        && !Macros.value("value", delivery).isEmpty()
        && Macros.value("currency", delivery).isEmpty();
  }

  private static boolean takesBack(Delivery delivery) {
    return TAKING_BACK.contains(delivery.event().name());
  }

  private HttpCall http(Delivery delivery, Credentials credentials) {
    return of(delivery)
        .render(
            name -> Macros.value(name, delivery),
            credentials::get,
            uri -> config.endpoint().map(to -> Endpoints.onto(uri, to)).orElse(uri));
  }
}
