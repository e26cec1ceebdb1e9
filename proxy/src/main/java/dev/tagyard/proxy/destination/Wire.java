package dev.tagyard.proxy.destination;

import dev.tagyard.rules.event.Event;
import dev.tagyard.rules.yaml.Secret;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;

/// How a vendor wants a list of events, as data and a few functions; [JsonVendor] does the rest.
///
/// @param names our event names in the vendor's words
/// @param fields of one event
/// @param needs that an event must meet
/// @param frame the request around the events
/// @param reader of answers
/// @param trial a request made into one that counts nothing; empty where there is no such thing
/// @param secrets that answers may repeat
/// @param grant of an access token that expires; empty where the token is configured
/// @param signer of each attempt
/// @param maxAge of an event, where the limit is not the same for all
public record Wire(
    Limits limits,
    EventNames names,
    List<Field> fields,
    List<Need> needs,
    Frame frame,
    Reader reader,
    Optional<Trial> trial,
    List<Secret> secrets,
    Optional<TokenGrant> grant,
    Signer signer,
    MaxAge maxAge) {

  public Wire(
      Limits limits,
      EventNames names,
      List<Field> fields,
      List<Need> needs,
      Frame frame,
      Reader reader,
      Optional<Trial> trial,
      List<Secret> secrets,
      Optional<TokenGrant> grant) {
    this(
        limits,
        names,
        fields,
        needs,
        frame,
        reader,
        trial,
        secrets,
        grant,
        (call, credentials, now) -> call,
        event -> limits.maxAge());
  }

  public Wire(
      Limits limits,
      EventNames names,
      List<Field> fields,
      List<Need> needs,
      Frame frame,
      Reader reader,
      Optional<Trial> trial,
      List<Secret> secrets) {
    this(limits, names, fields, needs, frame, reader, trial, secrets, Optional.empty());
  }

  public Wire {
    fields = List.copyOf(fields);
    needs = List.copyOf(needs);
    secrets = List.copyOf(secrets);
  }

  /// The same with requests signed.
  public Wire signedBy(Signer other) {
    return new Wire(
        limits, names, fields, needs, frame, reader, trial, secrets, grant, other, maxAge);
  }

  /// The same with some events that may be older, or must be younger, than the others.
  public Wire lasting(MaxAge other) {
    return new Wire(
        limits, names, fields, needs, frame, reader, trial, secrets, grant, signer, other);
  }

  /// At which an event is given up.
  public interface MaxAge {
    Duration of(Event event);
  }

  /// As [Destination#sign] has it.
  public interface Signer {
    HttpCall sign(HttpCall call, Credentials credentials, Instant now);
  }

  /// Makes the request around rendered events.
  public interface Frame {
    /// @param events as JSON, with commas between them
    HttpCall around(String events, Credentials credentials);
  }

  /// Reads an answer: one outcome for each delivery of the call.
  public interface Reader {
    Map<Delivery, Outcome> read(Call call, HttpReply reply);
  }

  /// @param change of the request that would count
  /// @param tells what a good answer proves, and what not
  public record Trial(UnaryOperator<HttpCall> change, String tells) {
    /// Where the configuration itself says that nothing is to count.
    public static Optional<Trial> asConfigured(boolean test, String tells) {
      return test ? Optional.of(new Trial(call -> call, tells)) : Optional.empty();
    }
  }
}
