package dev.tagyard.proxy.destination;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// A vendor that takes a list of events as JSON by POST. What is known to be refused is settled
/// before it can spoil a batch.
public final class JsonVendor implements Destination {
  /// An event at the end of its time spoils a batch; the call itself takes time too.
  private static final Duration MARGIN = Duration.ofMinutes(1);

  /// What a frame takes of the bytes of a request, with a long token in it.
  private static final int FRAME = 4_096;

  private final Wire wire;

  public JsonVendor(Wire wire) {
    this.wire = wire;
  }

  @Override
  public Limits limits() {
    return wire.limits();
  }

  @Override
  public Optional<TokenGrant> tokenGrant() {
    return wire.grant();
  }

  @Override
  public Optional<Outcome> screen(Delivery delivery, Instant now) {
    var event = delivery.event();
    var refusal = wire.names().refusal(event.name());
    if (refusal.isPresent()) {
      return refusal.map(Outcome.NotSupported::new);
    }
    var most = wire.maxAge().of(event);
    if (!event.time().isAfter(now.minus(most).plus(MARGIN))) {
      return Optional.of(new Outcome.Expired(Ages.older(most)));
    }
    return rendered(delivery).refusal().map(Outcome.NotSupported::new);
  }

  @Override
  public List<Call> prepare(List<Delivery> batch, Credentials credentials) {
    return Batches.of(
            batch,
            delivery -> rendered(delivery).json(),
            limits().events(),
            limits().bytes() - FRAME)
        .stream()
        .map(load -> new Call(load.deliveries(), wire.frame().around(load.events(), credentials)))
        .toList();
  }

  @Override
  public HttpCall sign(HttpCall call, Credentials credentials, Instant now) {
    return wire.signer().sign(call, credentials, now);
  }

  @Override
  public Optional<Rehearsal> rehearse(Delivery sample, Credentials credentials) {
    return wire.trial()
        .map(trial -> {
          var call = prepare(List.of(sample), credentials).getFirst();
          return new Rehearsal(
              new Call(call.deliveries(), trial.change().apply(call.http())), trial.tells());
        });
  }

  @Override
  public Map<Delivery, Outcome> interpret(Call call, HttpReply reply) {
    return wire.reader().read(call, Replies.without(reply, wire.secrets()));
  }

  /// What an event is on the wire. Its tree is not kept: a batch is a thousand of them.
  ///
  /// @param refusal the need that it does not meet
  private record Rendered(Optional<String> refusal, String json) {}

  private Rendered rendered(Delivery delivery) {
    return delivery.once(this, vendor -> vendor.render(delivery));
  }

  private Rendered render(Delivery delivery) {
    var body = Field.fill(JsonNodeFactory.instance.objectNode(), wire.fields(), delivery);
    var unmet = wire.needs().stream().filter(need -> !need.held().test(body)).findFirst();
    return new Rendered(unmet.map(Need::reason), JsonText.of(body));
  }
}
