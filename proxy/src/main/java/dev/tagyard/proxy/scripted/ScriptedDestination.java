package dev.tagyard.proxy.scripted;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
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
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/// A destination whose module renders one request for an event, and perhaps reads the answer.
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
  private static final String NAME = "script";
  private static final int MOST_BYTES = 1_000_000;

  private final ScriptedConfig config;
  private final ScriptModule module;

  /// @throws IllegalArgumentException with what is wrong with the module
  public ScriptedDestination(ScriptedConfig config) {
    this.config = config;
    this.module = ScriptModule.load(config.module());
    if (!module.has(REQUEST)) {
      module.close();
      throw new IllegalArgumentException(
          config.module().getFileName() + " needs: export function request(event, context)");
    }
  }

  /// The file; a change of it is a change of the configuration.
  public Path module() {
    return config.module();
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

  @Override
  public Optional<Outcome> screen(Delivery delivery, Instant now) {
    if (!delivery.event().time().isAfter(now.minus(config.maxAge()))) {
      return Optional.of(new Outcome.Expired("older_than_max_age"));
    }
    return switch (rendered(delivery)) {
      case Rendered.Wrong(var words) -> Optional.of(new Outcome.Rejected(words));
      case Rendered.Skipped(var reason) -> Optional.of(new Outcome.NotSupported(reason));
      case Rendered.Request _ -> Optional.empty();
    };
  }

  @Override
  public List<Call> prepare(List<Delivery> batch, Credentials credentials) {
    return batch.stream()
        .map(delivery -> new Call(List.of(delivery), http(delivery, credentials)))
        .toList();
  }

  private HttpCall http(Delivery delivery, Credentials credentials) {
    return switch (rendered(delivery)) {
      case Rendered.Request request -> {
        var call = request.with(credentials);
        yield new HttpCall(
            call.method(),
            config.endpoint().map(other -> Endpoints.onto(call.uri(), other)).orElse(call.uri()),
            call.headers(),
            call.body());
      }
      case Rendered.Skipped(var reason) -> throw new IllegalStateException(reason);
      case Rendered.Wrong(var words) -> throw new IllegalStateException(words);
    };
  }

  /// The same at each attempt: a script's time is that of the acceptance. Asked once for each.
  private Rendered rendered(Delivery delivery) {
    return delivery.once(this, _ -> render(delivery));
  }

  private Rendered render(Delivery delivery) {
    var event = delivery.event();
    var result =
        module.call(REQUEST, event, NAME, delivery.acceptedAt(), List.of((Object) event.tree()));
    return switch (result) {
      case ScriptModule.Result.Failed(var fault) -> new Rendered.Wrong(fault.message());
      case ScriptModule.Result.Returned(var value) -> Rendered.of(value, config.hosts());
    };
  }

  @Override
  public Map<Delivery, Outcome> interpret(Call call, HttpReply reply) {
    var shown = Replies.without(reply, config.secrets().values());
    return Replies.all(call, module.has(RESPONSE) ? asked(call, shown) : byStatus(call, shown));
  }

  private static Outcome byStatus(Call call, HttpReply reply) {
    var status = reply.status();
    if (status == 401 || status == 403) {
      return new Outcome.CredentialsRefused(Replies.words(reply));
    }
    return Replies.passing(reply)
        .orElseGet(() ->
            status < 300 ? new Outcome.Delivered() : Replies.refused(call, Replies.words(reply)));
  }

  /// The script's word; the status alone where it fails.
  private Outcome asked(Call call, HttpReply reply) {
    var delivery = call.deliveries().getFirst();
    var result =
        module.call(
            RESPONSE,
            delivery.event(),
            NAME,
            delivery.acceptedAt(),
            List.of(reply.status(), headers(reply), reply.body()));
    return switch (result) {
      case ScriptModule.Result.Failed _ -> byStatus(call, reply);
      case ScriptModule.Result.Returned(var told) -> {
        var reason = Replies.cut(told.path("reason").asText(Replies.words(reply)));
        yield switch (told.path("outcome").asText()) {
          case "delivered" -> new Outcome.Delivered();
          case "retry" -> new Outcome.Retry(reason, Replies.retryAfter(reply));
          case "rejected" -> new Outcome.Rejected(reason);
          default -> byStatus(call, reply);
        };
      }
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
