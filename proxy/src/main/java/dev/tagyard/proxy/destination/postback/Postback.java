package dev.tagyard.proxy.destination.postback;

import dev.tagyard.consent.ConsentPolicy;
import dev.tagyard.consent.Verdict;
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
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// A partner that is told of each event by one request of its own making.
public final class Postback implements Destination {
  /// A partner is no vendor of the TCF list unless the operator names one: the purposes' consent
  /// alone decides. The click id was kept on the device (1), and a postback measures an ad (7). It
  /// has no restricted form, so an opt-out is a no.
  public static final ConsentPolicy CONSENT =
      new ConsentPolicy(
          new ConsentPolicy.Tcf(OptionalInt.empty(), true, Set.of(1, 7), Map.of(), Set.of(), false),
          OptionalInt.empty(),
          Set.of(),
          Set.of("marketing"),
          Optional.empty(),
          Verdict.DENY,
          Verdict.DENY,
          false);

  public static final DestinationType<PostbackConfig> TYPE =
      new DestinationType<>(
          "postback",
          PostbackConfig.class,
          CONSENT,
          Postback::new,
          config ->
              new Credentials(
                  config.secrets().entrySet().stream()
                      .collect(Collectors.toMap(Map.Entry::getKey, e -> e.getValue().reveal()))));

  private static final int MOST_BYTES = 1_000_000;

  private final PostbackConfig config;
  private final Template url;
  private final Optional<Template> body;
  private final Map<String, Template> headers;
  private final Set<String> plainFields;

  public Postback(PostbackConfig config) {
    this.config = config;
    this.url = Template.parse(config.url());
    this.body = config.body().map(Template::parse);
    this.headers =
        config.allHeaders().entrySet().stream()
            .collect(
                Collectors.toUnmodifiableMap(Map.Entry::getKey, e -> Template.parse(e.getValue())));
    this.plainFields =
        Stream.of(
                url.contactFields(),
                body.stream().flatMap(Template::contactFields),
                headers.entrySet().stream()
                    .filter(e -> e.getValue().contactFields().findAny().isPresent())
                    .map(Map.Entry::getKey))
            .flatMap(fields -> fields)
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
        config.repeatSafe(),
        false);
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
    return Stream.concat(Stream.of(url), Stream.concat(body.stream(), headers.values().stream()))
        .flatMap(Template::macros)
        .filter(Template.Macro::required)
        .map(Template.Macro::name)
        .filter(name -> Macros.value(name, delivery).isEmpty())
        .findFirst()
        .map(name -> new Outcome.NotSupported("missing_" + name.replace('.', '_')));
  }

  @Override
  public List<Call> prepare(List<Delivery> batch, Credentials credentials) {
    return batch.stream()
        .map(delivery -> new Call(List.of(delivery), http(delivery, credentials)))
        .toList();
  }

  @Override
  public Map<Delivery, Outcome> interpret(Call call, HttpReply reply) {
    var shown = reply;
    for (var secret : config.secrets().values()) {
      shown = Replies.without(shown, secret);
    }
    return Replies.all(call, outcome(call, shown));
  }

  private Outcome outcome(Call call, HttpReply reply) {
    var status = reply.status();
    if (status == 401 || status == 403) {
      return new Outcome.CredentialsRefused(Replies.words(reply));
    }
    if (status >= 500 && !config.repeatSafe()) {
      return new Outcome.Unknown(Replies.words(reply));
    }
    var passing = Replies.passing(reply);
    if (passing.isPresent()) {
      return passing.get();
    }
    // Some partners answer 200 whatever they think of it.
    var failed = config.failedText().filter(reply.body()::contains).isPresent();
    var unsaid = config.successText().filter(text -> !reply.body().contains(text)).isPresent();
    return status < 200 || status >= 300 || failed || unsaid
        ? Replies.refused(call, Replies.words(reply))
        : new Outcome.Delivered();
  }

  private HttpCall http(Delivery delivery, Credentials credentials) {
    Function<String, String> macro = name -> Macros.value(name, delivery);
    Function<String, String> secret = credentials::get;
    var uri = URI.create(url.render(macro, secret, Encodings::percent));
    var rendered =
        headers.entrySet().stream()
            .collect(
                Collectors.toMap(
                    Map.Entry::getKey, e -> e.getValue().render(macro, secret, Encodings::header)));
    var type = rendered.getOrDefault("content-type", "");
    return new HttpCall(
        config.method().name(),
        config.endpoint().map(endpoint -> Endpoints.onto(uri, endpoint)).orElse(uri),
        rendered,
        body.map(text -> text.render(macro, secret, Encodings.body(type))).orElse(""));
  }
}
