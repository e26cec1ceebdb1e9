package dev.tagyard.proxy.plan;

import dev.tagyard.consent.Law;
import dev.tagyard.consent.signal.BannerCookies;
import dev.tagyard.proxy.visitor.Cidr;
import dev.tagyard.rules.yaml.ByteSize;
import dev.tagyard.rules.yaml.Doc;
import dev.tagyard.rules.yaml.Secret;
import dev.tagyard.rules.yaml.Within;
import dev.tagyard.rules.yaml.YamlNode;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/// `tagyard.yaml` as it stands; the record is the schema.
public record Configuration(
    @Doc(key = "public", value = "The listener that faces visitors.", otherwise = "{}")
        Public visitors,
    @Doc(value = "Metrics, health, API, dashboard.", otherwise = "{}") Admin admin,
    @Doc(value = "Where and how long things are kept.", otherwise = "{}") Data data,
    @Doc(value = "What waits for its vendor.", otherwise = "{}") Outbox outbox,
    @Doc(value = "How repeats are recognised.", otherwise = "{}") Dedup dedup,
    @Doc(value = "What applies when the visitor's choice is not known.", otherwise = "{}")
        Consent consent,
    @Doc(value = "How what is kept is sealed.", otherwise = "{}") Privacy privacy,
    @Doc(value = "Where events come from.", otherwise = "{}") Sources sources,
    @Doc(value = "Where events go, by a name of your own.", otherwise = "{}")
        Map<String, YamlNode> destinations,
    @Doc("Folder of rules, relative to this file; or a mapping of the keys below.")
        Optional<RulesConfiguration> rules) {
  static final String PUBLIC_LISTEN = "127.0.0.1:8080";
  static final String ADMIN_LISTEN = "127.0.0.1:9090";

  /// With paths that start from the file's folder.
  Configuration in(Path base) {
    return new Configuration(
        visitors,
        admin,
        data,
        outbox,
        dedup,
        consent,
        privacy,
        sources,
        destinations,
        rules.map(these -> these.in(base)));
  }

  /// As long as the most patient vendor's deliveries are tried again, and a day more.
  private static final Duration PATIENCE = Duration.ofDays(8);

  /// How long a withdrawal is remembered: it outlasts every retry, and every dead letter that could
  /// be replayed.
  public Duration withdrawals() {
    return longer(PATIENCE, data.deadLetters().plusDays(1));
  }

  /// How long anything about a visitor's consent may be kept.
  ///
  /// @param withdrawals for how long those are remembered
  public Duration consentKept(Duration withdrawals) {
    return longer(consent.remember(), withdrawals);
  }

  private static Duration longer(Duration one, Duration other) {
    return one.compareTo(other) > 0 ? one : other;
  }

  public record Public(
      @Doc(value = "Address and port.", otherwise = PUBLIC_LISTEN) HostPort listen,
      @Doc("Own first-party address, used in links; its scheme makes cookies Secure.")
          Optional<URI> url,
      @Doc("Domain of cookies; left out: the registrable domain of the request's host.")
          Optional<String> cookieDomain,
      @Doc(
              "Parameter of a page's address that holds the click id of partners, such as clickid;"
                  + " read where neither ids.click_id nor the cookie ty_click has one.")
          Optional<String> clickParameter,
      @Doc(value = "Origins whose pages may read answers.", otherwise = "[]")
          List<String> corsOrigins,
      @Doc(value = "Proxies whose X-Forwarded-For is believed.", otherwise = "[]")
          List<Cidr> trustedProxies,
      @Doc("Path that all routes also answer under, such as /metrics.") Optional<String> prefix,
      @Doc(
              value =
                  "Other names for the last part of a route, such as {/e: in}: it answers under both"
                      + " names.",
              otherwise = "{}")
          Map<String, String> routes,
      @Doc("Certificate and key; left out: plain HTTP, for use behind a proxy.") Optional<Tls> tls,
      @Doc(value = "Threads that serve requests; 0 for one a core.", otherwise = "0")
          @Within(least = 0)
          int eventLoops,
      @Doc(value = "What the address is guarded by.", otherwise = "{}") GuardConfiguration guard) {
    public Public {
      prefix =
          prefix
              .map(path -> path.replaceFirst("/$", ""))
              .filter(path -> !path.isEmpty())
              .map(path -> path.startsWith("/") ? path : "/" + path);
      cookieDomain = cookieDomain.map(domain -> domain.toLowerCase(Locale.ROOT));
    }

    /// Whether visitors reach this server by https.
    public boolean secure() {
      return tls.isPresent() || url.map(u -> "https".equals(u.getScheme())).orElse(false);
    }
  }

  public record Tls(
      @Doc("PEM file with the certificate chain; read again when it changes.") Path certificate,
      @Doc("PEM file with the private key.") Path key) {}

  public record Admin(
      @Doc(value = "Address and port.", otherwise = ADMIN_LISTEN) HostPort listen,
      @Doc("Bearer token of the API; left out: made at first start and kept in data.dir.")
          Optional<Secret> token) {}

  public record Data(
      @Doc(value = "Everything that is kept lives here.", otherwise = "data") Path dir,
      @Doc(
              value =
                  "Accepted events, after every destination is done with them; two hours at least.",
              otherwise = "3d")
          Duration retention,
      @Doc(value = "Dead letters.", otherwise = "30d") Duration deadLetters,
      @Doc(value = "Memory for requests that wait for the disk.", otherwise = "64MB")
          ByteSize pending) {}

  public record Outbox(
      @Doc(
              "Disk that the waiting events of one destination may take; beyond it they become dead"
                  + " letters, page views first. Left out: a quarter of the disk.")
          Optional<ByteSize> maxBytes) {
    /// @param folder on the disk in question, or about to be made there
    public long bytes(Path folder) {
      return maxBytes
          .map(ByteSize::bytes)
          .orElseGet(() -> {
            try {
              var there = folder.toAbsolutePath();
              while (!Files.exists(there) && there.getParent() != null) {
                there = there.getParent();
              }
              return Files.getFileStore(there).getTotalSpace() / 4;
            } catch (IOException untold) {
              return Long.MAX_VALUE;
            }
          });
    }
  }

  public record Dedup(
      @Doc(value = "How long an event id is remembered.", otherwise = "48h") Duration window,
      @Doc(value = "How long a purchase's transaction id is remembered.", otherwise = "30d")
          Duration transactions) {}

  public record Consent(
      @Doc(
              value = "Law that applies when neither the event nor the address tells.",
              otherwise = "gdpr")
          Law unknownRegion,
      @Doc(
              value =
                  "Oldest TC string that is believed; in whole days, what is over does not count.",
              otherwise = "395d")
          Duration maxAge,
      @Doc("The TCF vendor list; left out: each destination type's own table of purposes.")
          Optional<ListConfiguration> vendorList,
      @Doc("The TCF list of consent platforms; left out: the strings of each are believed.")
          Optional<ListConfiguration> cmpList,
      @Doc(
              value = "Cookies that may hold the TC string, in this order.",
              otherwise = "[euconsent-v2]")
          List<String> tcfCookies,
      @Doc(
              key = "onetrust_groups",
              value =
                  "Plain category of each of OneTrust's groups, where the site renamed them; left out:"
                      + " C0002 statistics, C0003 preferences, C0004 marketing, C0005 social_media.",
              otherwise = "{}")
          Map<String, String> oneTrustGroups,
      @Doc(
              "Database in MaxMind's format that tells where an address is; left out: the CDN's"
                  + " country header.")
          Optional<Path> regionDatabase,
      @Doc(
              value =
                  "How long a visitor's last decision serves server events that carry none; 0s: not"
                      + " at all. It is kept as long as withdrawals are, if that is longer.",
              otherwise = "30d")
          Duration remember) {
    /// The cookies of banners without TCF.
    public BannerCookies banners() {
      return oneTrustGroups.isEmpty() ? BannerCookies.DEFAULT : new BannerCookies(oneTrustGroups);
    }
  }

  public record Privacy(
      @Doc("32 bytes in base64; left out: made in data.dir.") Optional<Secret> key) {}

  public record Sources(
      @Doc("GA4 web protocol, /g/collect.") Optional<Ga4> ga4,
      @Doc("A backend's own events, /e with a key.") Optional<Server> server) {}

  public record Ga4(
      @Doc("Secret path, such as /k3x9, that takes hits whose address is hidden in base64.")
          Optional<String> wrapped) {
    public Ga4 {
      if (wrapped.isPresent() && !wrapped.get().matches("/[A-Za-z0-9_-]{3,64}")) {
        throw new IllegalArgumentException(
            "wrapped must be a path of one part such as /k3x9, not \"" + wrapped.get() + "\"");
      }
    }
  }

  public record Server(
      @Doc(value = "Keys that are accepted as Bearer tokens.", otherwise = "[]")
          List<Secret> apiKeys,
      @Doc(
              value = "What a server event without consent of its own means: required, or assume.",
              otherwise = "required")
          ServerConsent consent) {}

  /// What a server event without any consent signal means.
  public enum ServerConsent {
    REQUIRED,
    ASSUME
  }
}
