package dev.tagyard.proxy.plan;

import dev.tagyard.proxy.visitor.Cidr;
import dev.tagyard.rules.yaml.Doc;
import dev.tagyard.rules.yaml.YamlNode;
import java.util.List;
import java.util.Optional;

/// The keys that every destination has, whatever its type.
public record DestinationConfiguration(
    @Doc("Which kind of destination, such as meta, ga4, postback, webhook.") String type,
    @Doc(value = "Names of the events that go there; left out: all.", otherwise = "[]")
        List<String> events,
    @Doc(
            value =
                "Whether the vendor's own tag on the page sends by itself: none; present; reported,"
                    + " by ty.js, event by event.",
            otherwise = "none")
        BrowserTag browserTag,
    @Doc(
            value =
                "live; test: by the vendor's test mode; shadow: all but the sending, for a"
                    + " comparison; off: nothing new is taken, and what waits is held.",
            otherwise = "live")
        Mode mode,
    @Doc(
            value =
                "Inner networks that its host's name may lie in, such as 10.0.0.0/8. An address"
                    + " written as such, or localhost, needs none.",
            otherwise = "[]")
        List<Cidr> allowNetworks,
    @Doc(
            value =
                "What the outbound guard lets pass in plain: names of fields of the request, and"
                    + " e-mail domains of your own, such as @shop.example.",
            otherwise = "[]")
        List<String> allowPlain,
    @Doc(
            value =
                "Share of events, 0 to 1, that the vendor's validation is asked about too,"
                    + " where it has one; ga4 answers nothing else that tells.",
            otherwise = "0")
        double validateShare,
    @Doc(
            "Most calls to it at once, 1 to 256; how many there are within that adapts to how it"
                + " answers. Left out: 64 where a call takes up to 25 events, else 16.")
        Optional<Integer> concurrency,
    @Doc("What the destination needs of the visitor's consent; left out: by its type.")
        Optional<YamlNode> consent) {
  /// Connections that are opened to one host.
  public static final int MOST_CALLS = 256;

  public DestinationConfiguration {
    if (validateShare < 0 || validateShare > 1) {
      throw new IllegalArgumentException("validate_share must be 0 to 1");
    }
    if (concurrency.filter(calls -> calls < 1 || calls > MOST_CALLS).isPresent()) {
      throw new IllegalArgumentException("concurrency must be 1 to " + MOST_CALLS);
    }
  }

  /// Whether a destination really sends.
  public enum Mode {
    LIVE,
    TEST,
    SHADOW,
    OFF
  }

  /// Whether the vendor's own tag on the page sends by itself.
  public enum BrowserTag {
    NONE,
    PRESENT,
    REPORTED
  }
}
