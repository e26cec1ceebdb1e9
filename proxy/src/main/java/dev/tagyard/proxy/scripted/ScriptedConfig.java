package dev.tagyard.proxy.scripted;

import dev.tagyard.proxy.destination.Endpoints;
import dev.tagyard.rules.yaml.Doc;
import dev.tagyard.rules.yaml.Secret;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/// A destination of type `script` as configured.
public record ScriptedConfig(
    @Doc(
            "JavaScript module, relative to this file: exports request(event, context), with batch"
                + " request(events, context), and, where the status alone does not tell,"
                + " response(status, headers, body, events).")
        Path module,
    @Doc(
            "Hosts that it may send to, such as [api.partner.example]; with a port, to that one alone.")
        List<String> hosts,
    @Doc(
            value = "Values for {secret:NAME} in what it returns; the script itself sees none.",
            otherwise = "{}")
        Map<String, Secret> secrets,
    @Doc(value = "Most events in one request; above 1, request is given a list.", otherwise = "1")
        int batch,
    @Doc(value = "How long an incomplete batch waits for company.", otherwise = "200ms")
        Duration batchWait,
    @Doc(value = "Oldest event that is still sent.", otherwise = "7d") Duration maxAge,
    @Doc(value = "Longest wait for one call.", otherwise = "10s") Duration timeout,
    @Doc(
            value =
                "Whether a call with unknown end may be repeated: the partner drops a second copy.",
            otherwise = "false")
        boolean repeatSafe,
    @Doc("Another scheme, host and port, for tests.") Optional<URI> endpoint) {
  private static final int MOST_EVENTS = 500;
  private static final Pattern HOST =
      Pattern.compile("([a-z0-9._-]+|\\[[0-9a-f:.]+])(:[1-9][0-9]{0,4})?");

  public ScriptedConfig {
    if (hosts.isEmpty()) {
      throw new IllegalArgumentException("hosts must name at least one host");
    }
    if (batch < 1 || batch > MOST_EVENTS) {
      throw new IllegalArgumentException("batch must be 1 to " + MOST_EVENTS);
    }
    hosts = hosts.stream().map(host -> host.toLowerCase(Locale.ROOT)).toList();
    for (var host : hosts) {
      if (!HOST.matcher(host).matches()) {
        throw new IllegalArgumentException(
            "hosts must be such as api.partner.example or api.partner.example:8443, not \""
                + host
                + "\"");
      }
    }
    endpoint = endpoint.map(Endpoints::check);
  }
}
