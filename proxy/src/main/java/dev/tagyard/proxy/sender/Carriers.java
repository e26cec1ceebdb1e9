package dev.tagyard.proxy.sender;

import dev.tagyard.proxy.destination.HttpCall;
import dev.tagyard.proxy.destination.HttpReply;
import dev.tagyard.proxy.plan.Egress;
import java.time.Duration;
import java.util.Map;

/// One carrier for each scheme of an address; whatever is not named here goes by HTTP.
///
/// @param others by scheme, such as `file`
public record Carriers(Carrier http, Map<String, Carrier> others) implements Carrier {
  public Carriers {
    others = Map.copyOf(others);
  }

  @Override
  public HttpReply send(HttpCall call, Duration timeout, Egress egress) throws HttpSender.NoAnswer {
    return others.getOrDefault(call.uri().getScheme(), http).send(call, timeout, egress);
  }

  @Override
  public void closeUnused() {
    others.values().forEach(Carrier::closeUnused);
    http.closeUnused();
  }

  @Override
  public void close() {
    others.values().forEach(Carrier::close);
    http.close();
  }
}
