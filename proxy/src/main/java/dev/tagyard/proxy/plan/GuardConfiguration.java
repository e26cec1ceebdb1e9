package dev.tagyard.proxy.plan;

import dev.tagyard.rules.yaml.Doc;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/// What a public address is guarded by.
public record GuardConfiguration(
    @Doc(value = "Origins of your own pages; left out: public.cors_origins.", otherwise = "[]")
        List<String> sites,
    @Doc(
            value =
                "What happens to browser events from pages of other sites: mark (the event carries"
                    + " foreign_site: true, for rules), or refuse (403).",
            otherwise = "mark")
        ForeignSites foreignSites,
    @Doc(
            value =
                "Requests a second that one address, of IPv6 one /64, may make in the long run; 0:"
                    + " no limit.",
            otherwise = "100")
        int ratePerSecond,
    @Doc(value = "Requests that one address may make at once.", otherwise = "1000") int burst,
    @Doc(value = "Addresses whose rate is remembered.", otherwise = "100000") int addresses,
    @Doc(value = "Connections open at once.", otherwise = "10000") int connections,
    @Doc(
            value =
                "Connections that one address may have open; a trusted proxy and an address of a"
                    + " private network may have more.",
            otherwise = "1000")
        int connectionsPerAddress,
    @Doc(value = "Time that a request may take to arrive.", otherwise = "15s")
        Duration requestTimeout,
    @Doc("Largest params.value of an event without an API key; a larger one is refused.")
        Optional<Double> maxValue) {
  /// What is done with browser events from pages of other sites.
  public enum ForeignSites {
    MARK,
    REFUSE
  }

  public GuardConfiguration {
    if (ratePerSecond < 0 || ratePerSecond > 1_000_000) {
      throw new IllegalArgumentException("rate_per_second must be 0 to 1000000");
    }
    if (burst < 1 || addresses < 1 || connections < 1 || connectionsPerAddress < 1) {
      throw new IllegalArgumentException(
          "burst, addresses, connections and connections_per_address must be 1 or more");
    }
  }
}
