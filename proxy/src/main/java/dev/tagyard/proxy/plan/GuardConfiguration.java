package dev.tagyard.proxy.plan;

import dev.tagyard.rules.yaml.Doc;
import dev.tagyard.rules.yaml.Within;
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
        @Within(least = 0, most = 1_000_000)
        int ratePerSecond,
    @Doc(value = "Requests that one address may make at once.", otherwise = "1000")
        @Within(least = 1)
        int burst,
    @Doc(value = "Addresses whose rate is remembered.", otherwise = "100000") @Within(least = 1)
        int addresses,
    @Doc(value = "Connections open at once.", otherwise = "10000") @Within(least = 1)
        int connections,
    @Doc(
            value =
                "Connections that one address may have open; a trusted proxy and an address of a"
                    + " private network may have more.",
            otherwise = "1000")
        @Within(least = 1)
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
}
