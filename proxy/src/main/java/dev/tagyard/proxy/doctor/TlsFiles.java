package dev.tagyard.proxy.doctor;

import dev.tagyard.proxy.plan.Configuration;
import dev.tagyard.proxy.plan.TlsPair;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/// The certificate and key that this server shows by itself.
final class TlsFiles {
  private static final String NAME = "tls";
  private static final Duration SOON = Duration.ofDays(14);
  private static final int DNS_NAME = 2;
  private static final int IP_ADDRESS = 7;

  private TlsFiles() {}

  static List<Finding> examine(Configuration.Public visitors, Instant now) {
    if (visitors.tls().isEmpty()) {
      return List.of(
          visitors.secure()
              ? Finding.ok(NAME, "TLS is the proxy's business: public.url is https, no public.tls.")
              : Finding.warn(
                  NAME,
                  "Visitors reach this server without TLS.",
                  "Set public.tls, or put a proxy with TLS in front and write https in"
                      + " public.url."));
    }
    var files = visitors.tls().get();
    List<X509Certificate> chain;
    try {
      chain = TlsPair.read(files).chain();
    } catch (TlsPair.Unfit unfit) {
      return List.of(
          Finding.fail(
              NAME,
              unfit.getMessage() + ".",
              "Mend public.tls."
                  + unfit.at()
                  + "; the user that runs Tagyard must be able to read"
                  + " it."));
    }
    var findings = new ArrayList<Finding>();
    findings.add(dates(chain.getFirst(), now));
    Sites.ours(visitors).map(host -> host(chain.getFirst(), host)).ifPresent(findings::add);
    findings.add(whole(chain));
    findings.add(Finding.ok(NAME, "The key belongs to the certificate."));
    return findings;
  }

  private static Finding dates(X509Certificate certificate, Instant now) {
    var from = certificate.getNotBefore().toInstant();
    var until = certificate.getNotAfter().toInstant();
    if (now.isAfter(until)) {
      return Finding.fail(NAME, "The certificate ended on " + until + ".", "Renew it.");
    }
    if (now.isBefore(from)) {
      return Finding.fail(
          NAME, "The certificate begins on " + from + " only.", "Wait, or look at the clock.");
    }
    return until.isBefore(now.plus(SOON))
        ? Finding.warn(
            NAME,
            "The certificate ends on " + until + ".",
            "Renew it; its files are read again when they change.")
        : Finding.ok(NAME, "The certificate is good until " + until + ".");
  }

  private static Finding host(X509Certificate certificate, String host) {
    var names = names(certificate);
    return names.stream().anyMatch(name -> covers(name, host))
        ? Finding.ok(NAME, "The certificate is for " + host + ".")
        : Finding.fail(
            NAME,
            "The certificate is for " + names + " and not for " + host + ".",
            "Get one for " + host + ", or mend public.url.");
  }

  private static Finding whole(List<X509Certificate> chain) {
    var leaf = chain.getFirst();
    if (leaf.getIssuerX500Principal().equals(leaf.getSubjectX500Principal())) {
      return Finding.warn(
          NAME,
          "The certificate is signed by itself: browsers refuse it.",
          "Get one from an authority; one like this does only behind a CDN that is told to believe"
              + " it.");
    }
    return chain.size() == 1
        ? Finding.warn(
            NAME,
            "The file holds the certificate alone, without its issuer's.",
            "Use the file with the whole chain, often called fullchain.pem.")
        : Finding.ok(NAME, "The file holds " + chain.size() + " certificate(s).");
  }

  private static List<String> names(X509Certificate certificate) {
    try {
      return Optional.ofNullable(certificate.getSubjectAlternativeNames()).stream()
          .flatMap(names -> names.stream())
          .filter(name -> name.getFirst().equals(DNS_NAME) || name.getFirst().equals(IP_ADDRESS))
          .map(name -> String.valueOf(name.get(1)).toLowerCase(Locale.ROOT))
          .toList();
    } catch (CertificateParsingException unreadable) {
      return List.of();
    }
  }

  /// A star stands for one label.
  private static boolean covers(String name, String host) {
    return name.equals(host)
        || (name.startsWith("*.")
            && host.indexOf('.') > 0
            && host.substring(host.indexOf('.')).equals(name.substring(1)));
  }
}
