package dev.tagyard.proxy.scripted;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tagyard.proxy.destination.Ages;
import dev.tagyard.proxy.destination.Batches;
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
import dev.tagyard.proxy.destination.postback.Postback;
import dev.tagyard.rules.ScriptModule;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/// A destination whose module renders a request for an event, or for several, and perhaps reads the
/// answer.
public final class ScriptedDestination implements Destination, AutoCloseable {
  /// Consent is asked as for a partner of one's own.
  public static final DestinationType<ScriptedConfig> TYPE =
      new DestinationType<>(
          "script",
          ScriptedConfig.class,
          Postback.CONSENT,
          ScriptedDestination::new,
          config ->
              new Credentials(
                  config.secrets().entrySet().stream()
                      .collect(Collectors.toMap(Map.Entry::getKey, e -> e.getValue().reveal()))));

  private static final String REQUEST = "request";
  private static final String RESPONSE = "response";
  private static final String EVENTS = "events";
  private static final String FAILED = "response failed, so the status decided: ";
  private static final String UNKNOWN = "an outcome must be one of delivered, retry, rejected";
  private static final int MOST_BYTES = 1_000_000;

  private final ScriptedConfig config;
  private final SecretMark mark;
  private final ScriptModule module;
  private final String name;

  /// @throws IllegalArgumentException with what is wrong with the module
  public ScriptedDestination(ScriptedConfig config) {
    this.config = config;
    this.mark = new SecretMark(new SecureRandom());
    this.name = TYPE.name();
    this.module = ScriptModule.load(config.module(), SecretMark.WRITTEN, mark.text());
    if (!module.has(REQUEST)) {
      module.close();
      throw new IllegalArgumentException(
          config.module().getFileName() + " needs: export function request(event, context)");
    }
  }

  private ScriptedDestination(ScriptedDestination other, String name) {
    this.config = other.config;
    this.mark = other.mark;
    this.module = other.module;
    this.name = name;
  }

  /// As scripts are told in `context.destination`.
  @Override
  public ScriptedDestination named(String as) {
    return new ScriptedDestination(this, as);
  }

  /// What it is read from: a change of these is a change of the configuration.
  public List<Path> files() {
    return module.files();
  }

  @Override
  public Limits limits() {
    return new Limits(
        config.batch(),
        MOST_BYTES,
        config.maxAge(),
        config.batch() > 1 ? config.batchWait() : Duration.ZERO,
        config.timeout(),
        config.repeatSafe(),
        Limits.Deduplication.NONE);
  }

  @Override
  public Optional<Outcome> screen(Delivery delivery, Instant now) {
    return Ages.expired(delivery, config.maxAge(), now)
        .or(() ->
            switch (alone(delivery)) {
              case Rendered.Wrong(var words) -> Optional.of(new Outcome.Rejected(words));
              case Rendered.Skipped(var reason) -> Optional.of(new Outcome.NotSupported(reason));
              case Rendered.Request _ -> Optional.empty();
            });
  }

  /// In halves where the script makes no request of them all, or too long a one: each by itself it
  /// did.
  @Override
  public List<Call> prepare(List<Delivery> batch, Credentials credentials) {
    if (batch.size() < 2) {
      return batch.stream()
          .map(delivery -> new Call(batch, http(alone(delivery), credentials)))
          .toList();
    }
    if (batch.size() <= config.batch() && render(batch) instanceof Rendered.Request request) {
      var http = http(request, credentials);
      if (Batches.bytes(http.body()) <= MOST_BYTES) {
        return List.of(new Call(batch, http));
      }
    }
    var middle = batch.size() / 2;
    var calls = new ArrayList<>(prepare(batch.subList(0, middle), credentials));
    calls.addAll(prepare(batch.subList(middle, batch.size()), credentials));
    return calls;
  }

  private HttpCall http(Rendered rendered, Credentials credentials) {
    return switch (rendered) {
      case Rendered.Request request -> http(request, credentials);
      case Rendered.Skipped(var reason) -> throw new IllegalStateException(reason);
      case Rendered.Wrong(var words) -> throw new IllegalStateException(words);
    };
  }

  private HttpCall http(Rendered.Request request, Credentials credentials) {
    var call = request.with(credentials);
    return new HttpCall(
        call.method(),
        config.endpoint().map(other -> Endpoints.onto(call.uri(), other)).orElse(call.uri()),
        call.headers(),
        call.body());
  }

  /// Asked once for each.
  private Rendered alone(Delivery delivery) {
    return delivery.once(this, _ -> render(List.of(delivery)));
  }

  /// The same at each attempt: a script's time is that of the first one's acceptance.
  private Rendered render(List<Delivery> deliveries) {
    var first = deliveries.getFirst();
    var given = config.batch() == 1 ? first.event().tree() : trees(deliveries);
    return switch (call(REQUEST, first, List.of((Object) given))) {
      case ScriptModule.Result.Failed(var fault) ->
          new Rendered.Wrong(mark.asWritten(fault.message()));
      case ScriptModule.Result.Returned(var value) -> Rendered.of(value, config, mark);
    };
  }

  private ScriptModule.Result call(String function, Delivery about, List<Object> arguments) {
    return module.call(
        function, about.event(), name, consent(about), about.acceptedAt(), arguments);
  }

  /// What the script may know of what was decided on its destination.
  private static ObjectNode consent(Delivery about) {
    return JsonNodeFactory.instance
        .objectNode()
        .put("verdict", about.consent().verdict().name().toLowerCase(Locale.ROOT))
        .put("reason", about.consent().reason());
  }

  private static ArrayNode trees(List<Delivery> deliveries) {
    var trees = JsonNodeFactory.instance.arrayNode();
    deliveries.forEach(delivery -> trees.add(delivery.event().tree()));
    return trees;
  }

  @Override
  public Map<Delivery, Outcome> interpret(Call call, HttpReply reply) {
    return answer(call, reply).outcomes();
  }

  @Override
  public Optional<String> complaint(Call call, HttpReply reply) {
    return answer(call, reply).complaint();
  }

  /// The script is asked once of each answer.
  private Answer answer(Call call, HttpReply reply) {
    return call.deliveries().getFirst().once(reply, _ -> read(call, reply));
  }

  private Answer read(Call call, HttpReply reply) {
    var shown = Replies.without(reply, config.secrets().values());
    return module.has(RESPONSE)
        ? asked(call, shown)
        : Answer.of(Replies.all(call, Replies.byStatus(call, shown)));
  }

  /// The script's word; the status alone where it fails.
  private Answer asked(Call call, HttpReply reply) {
    var deliveries = call.deliveries();
    var result =
        call(
            RESPONSE,
            deliveries.getFirst(),
            List.of(reply.status(), headers(reply), reply.body(), trees(deliveries)));
    return switch (result) {
      case ScriptModule.Result.Failed(var fault) ->
          byStatus(
              call,
              reply,
              fault.place() + (fault.kind().isEmpty() ? "" : ": " + fault.kind()),
              fault.message());
      case ScriptModule.Result.Returned(var told) when told.path(EVENTS).isArray() ->
          each(call, told.path(EVENTS), reply);
      case ScriptModule.Result.Returned(var told) ->
          outcome(told, reply, words -> Replies.refused(call, words))
              .map(outcome -> Answer.of(Replies.all(call, outcome)))
              .orElseGet(() -> byStatus(call, reply, UNKNOWN, unknown(told)));
    };
  }

  /// One word for each, in the order of the events; the status alone for those without.
  private Answer each(Call call, JsonNode told, HttpReply reply) {
    var outcomes = new LinkedHashMap<Delivery, Outcome>();
    var complaint = Optional.<String>empty();
    for (var i = 0; i < call.deliveries().size(); i++) {
      var delivery = call.deliveries().get(i);
      var outcome = outcome(told.path(i), reply, Outcome.Rejected::new);
      if (outcome.isPresent()) {
        outcomes.put(delivery, outcome.get());
      } else {
        var fallen = byStatus(call, reply, UNKNOWN, unknown(told.path(i)));
        outcomes.put(delivery, fallen.outcomes().values().iterator().next());
        complaint = fallen.complaint();
      }
    }
    return new Answer(outcomes, complaint);
  }

  /// @param kind for the log
  /// @param words may quote the event
  private Answer byStatus(Call call, HttpReply reply, String kind, String words) {
    return Answer.without(
        Replies.all(call, Replies.byStatus(call, reply)),
        FAILED + kind,
        Replies.cut(FAILED + mark.asWritten(words)));
  }

  private static String unknown(JsonNode told) {
    var outcome = told.path("outcome");
    return UNKNOWN + ", but " + (outcome.isMissingNode() ? "there is none" : outcome);
  }

  private Optional<Outcome> outcome(
      JsonNode told, HttpReply reply, Function<String, Outcome> refused) {
    var reason = Replies.cut(mark.asWritten(told.path("reason").asText(Replies.words(reply))));
    return switch (told.path("outcome").asText()) {
      case "delivered" -> Optional.of(new Outcome.Delivered());
      case "retry" -> Optional.of(new Outcome.Retry(reason, Replies.retryAfter(reply)));
      case "rejected" -> Optional.of(refused.apply(reason));
      default -> Optional.empty();
    };
  }

  private static ObjectNode headers(HttpReply reply) {
    var headers = JsonNodeFactory.instance.objectNode();
    reply.headers().forEach(headers::put);
    return headers;
  }

  /// Called when no plan holds it any more.
  @Override
  public void close() {
    module.close();
  }
}
