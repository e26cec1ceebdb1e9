package dev.tagyard.proxy.destination.linkedin;

import dev.tagyard.proxy.destination.Call;
import dev.tagyard.proxy.destination.Delivery;
import dev.tagyard.proxy.destination.HttpReply;
import dev.tagyard.proxy.destination.Outcome;
import dev.tagyard.proxy.destination.Replies;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.regex.Pattern;

/// A batch that was taken has a status for each event; one that was refused names the events at
/// fault in its text, and nothing of it was taken.
final class LinkedInReply {
  /// `Index: 0, ERROR :: /conversionValue/amount :: field is required …`
  private static final Pattern BLOCK =
      Pattern.compile("Index:\\s*(\\d{1,4})\\b(.*?)(?=Index:\\s*\\d|$)", Pattern.DOTALL);

  /// `… method should be CONVERSIONS_API, indices [0, 3] (0-indexed)`
  private static final Pattern INDICES = Pattern.compile("indices\\s*\\[([\\d,\\s]{1,20000})\\]");

  private static final int VERSION_RETIRED = 426;

  private LinkedInReply() {}

  static Map<Delivery, Outcome> read(Call call, HttpReply reply) {
    var status = reply.status();
    if (status >= 200 && status < 300) {
      return taken(call, reply);
    }
    if (status == VERSION_RETIRED) {
      return Replies.all(
          call, new Outcome.CredentialsRefused("api_version is retired: " + Replies.words(reply)));
    }
    if (status == 400 || status == 422) {
      var said = Replies.words(reply);
      return Replies.named(
              call,
              named(Replies.json(reply).path("message").asText(reply.body())),
              new Outcome.Split(said))
          .orElseGet(() -> Replies.all(call, Replies.refused(call, said)));
    }
    return Replies.all(call, Replies.byStatus(call, reply));
  }

  private static Map<Delivery, Outcome> taken(Call call, HttpReply reply) {
    if (reply.status() == 201) {
      return Replies.all(call, new Outcome.Delivered());
    }
    var elements = Replies.json(reply).path("elements");
    if (elements.size() != call.deliveries().size()) {
      return Replies.all(
          call, new Outcome.Retry("an answer without a status of each event", Duration.ZERO));
    }
    var outcomes = new HashMap<Delivery, Outcome>();
    for (var i = 0; i < elements.size(); i++) {
      var element = elements.get(i);
      var status = element.path("status").asInt();
      var alone = new HttpReply(status, reply.headers(), element.toString());
      var delivery = call.deliveries().get(i);
      outcomes.put(
          delivery, Replies.byStatus(new Call(java.util.List.of(delivery), call.http()), alone));
    }
    return outcomes;
  }

  private static Map<Integer, String> named(String message) {
    var refused = new HashMap<Integer, String>();
    var blocks = BLOCK.matcher(message);
    while (blocks.find()) {
      refused.put(Integer.parseInt(blocks.group(1)), blocks.group().strip());
    }
    var indices = INDICES.matcher(message);
    while (indices.find()) {
      for (var index : indices.group(1).split(",", -1)) {
        if (index.strip().matches("\\d{1,4}")) {
          refused.put(Integer.parseInt(index.strip()), message);
        }
      }
    }
    return refused;
  }
}
