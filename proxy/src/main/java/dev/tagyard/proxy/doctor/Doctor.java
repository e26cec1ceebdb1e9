package dev.tagyard.proxy.doctor;

import dev.tagyard.proxy.plan.Plan;
import dev.tagyard.proxy.sender.Resolver;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;

/// Looks at everything in turn.
public final class Doctor {
  private static final Duration PATIENCE = Duration.ofSeconds(5);

  private final Names names;
  private final InstantSource clock;

  public Doctor(Names names, InstantSource clock) {
    this.names = names;
    this.clock = clock;
  }

  public List<Finding> examine(Plan plan) {
    var configuration = plan.configuration();
    var now = clock.instant();
    var findings = new ArrayList<Finding>();
    try (var web = new Web(PATIENCE, new Resolver(names.addresses()::apply))) {
      findings.addAll(Settings.examine(configuration));
      findings.addAll(CookieSettings.examine(configuration.visitors()));
      findings.addAll(SiteDns.examine(configuration.visitors(), names));
      findings.addAll(TlsFiles.examine(configuration.visitors(), now));
      findings.addAll(PublicAddress.examine(configuration.visitors(), web));
      findings.addAll(Disk.examine(configuration.data().dir()));
      findings.addAll(Vendors.examine(plan, web, now));
    }
    return List.copyOf(findings);
  }
}
