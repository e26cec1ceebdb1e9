package dev.tagyard.proxy.doctor;

import dev.tagyard.proxy.plan.Configuration;
import java.util.List;

/// Whether the visitor cookie reaches the pages that it is for.
final class CookieSettings {
  private static final String NAME = "cookie_domain";

  private CookieSettings() {}

  static List<Finding> examine(Configuration.Public visitors) {
    var host = Sites.ours(visitors);
    return List.of(
        host.isEmpty()
            ? Finding.skipped(NAME, "Not checked: public.url is not set.", "Set public.url.")
            : visitors
                .cookieDomain()
                .map(domain -> configured(domain, host.get()))
                .orElseGet(() -> usual(host.get())));
  }

  private static Finding configured(String domain, String host) {
    if (!host.equals(domain) && !host.endsWith("." + domain)) {
      return Finding.fail(
          NAME,
          "public.cookie_domain " + domain + " does not hold " + host + ": browsers refuse it.",
          "Set it to the domain that " + host + " is part of, or leave it out.");
    }
    var registrable = Sites.registrable(domain);
    if (registrable.isEmpty()) {
      return Finding.fail(
          NAME,
          domain + " is one that everybody may register below: browsers refuse its cookies.",
          "Leave public.cookie_domain out.");
    }
    return registrable.equals(domain)
        ? Finding.ok(NAME, "Cookies are set for all of " + domain + ".")
        : Finding.warn(
            NAME,
            "Cookies are set for " + domain + " alone, not for all of " + registrable + ".",
            "Leave public.cookie_domain out unless that is meant.");
  }

  private static Finding usual(String host) {
    var registrable = Sites.registrable(host);
    return registrable.isEmpty()
        ? Finding.warn(
            NAME,
            host + " has no registrable domain: cookies are set for this host alone.",
            "Use a host below the site's own domain, such as t.example.com.")
        : Finding.ok(NAME, "Cookies are set for all of " + registrable + ".");
  }
}
