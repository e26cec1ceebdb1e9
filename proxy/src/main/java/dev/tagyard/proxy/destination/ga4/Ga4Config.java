package dev.tagyard.proxy.destination.ga4;

import dev.tagyard.proxy.destination.Endpoints;
import dev.tagyard.rules.yaml.Doc;
import dev.tagyard.rules.yaml.Secret;
import java.net.URI;
import java.time.Duration;
import java.util.Optional;

/// Which web stream events go to, and where Google takes them in.
public record Ga4Config(
    @Doc("Web stream that the events go to, such as G-TEST123.") String measurementId,
    @Doc("Measurement Protocol API secret of that stream.") Secret apiSecret,
    @Doc(
            value = "Where Google takes them in: global, or eu for servers in the EU alone.",
            otherwise = "global")
        Region region,
    @Doc(
            value =
                "How events go out: auto sends what came in as a hit of the site's own tag as a"
                    + " web hit again (unofficial) and all else by Measurement Protocol; web and mp"
                    + " send all of it one way.",
            otherwise = "auto")
        Protocol protocol,
    @Doc(
            value =
                "Parameter of a web hit that carries the visitor's address (unofficial); empty for"
                    + " none.",
            otherwise = "_uip")
        String webAddress,
    @Doc(
            value = "Send user data in web hits too, hashed, as the token em (unofficial).",
            otherwise = "true")
        boolean webUserData,
    @Doc("Scheme, host and port to use instead of Google's.") Optional<URI> endpoint,
    @Doc(value = "Show the events in DebugView too.", otherwise = "false") boolean debug,
    @Doc(
            value =
                "Repeat a call that may or may not have arrived. Google does not deduplicate, so a"
                    + " repeat can count twice; without it such an event is parked for review.",
            otherwise = "true")
        boolean repeatSafe,
    @Doc(value = "Longest wait for one call.", otherwise = "5s") Duration timeout) {

  /// How events go out.
  public enum Protocol {
    AUTO,
    WEB,
    MP
  }

  /// Where Google takes events in.
  public enum Region {
    GLOBAL("https://www.google-analytics.com"),
    EU("https://region1.google-analytics.com");

    private final String host;

    Region(String host) {
      this.host = host;
    }

    URI host() {
      return URI.create(host);
    }
  }

  public Ga4Config {
    if (!measurementId.matches("G-[A-Z0-9]{1,20}")) {
      throw new IllegalArgumentException(
          "measurement_id must be such as G-TEST123, not \"" + measurementId + "\"");
    }
    if (apiSecret.reveal().isBlank()) {
      throw new IllegalArgumentException("api_secret is empty");
    }
    if (!webAddress.matches("[a-z_]{0,20}")) {
      throw new IllegalArgumentException(
          "web_address must be the name of a parameter such as _uip, not \"" + webAddress + "\"");
    }
    endpoint = endpoint.map(Endpoints::check);
  }
}
