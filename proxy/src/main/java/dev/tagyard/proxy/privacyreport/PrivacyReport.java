package dev.tagyard.proxy.privacyreport;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tagyard.consent.ConsentPolicy;
import dev.tagyard.consent.ConsentPolicy.Basis;
import dev.tagyard.consent.GoogleType;
import dev.tagyard.consent.tcf.PurposeNames;
import dev.tagyard.proxy.plan.Configuration;
import dev.tagyard.proxy.plan.Plan;
import dev.tagyard.proxy.plan.PlannedDestination;
import dev.tagyard.rules.yaml.YamlNode;
import java.net.URI;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.stream.Collectors;

/// What is collected, what for, who receives it, which cookies are set, and how long things are
/// kept: from the configuration alone. A start for a privacy policy, no legal advice.
public final class PrivacyReport {
  private static final Map<String, String> COMPANIES =
      Map.ofEntries(
          Map.entry("meta", "Meta Platforms"),
          Map.entry("ga4", "Google"),
          Map.entry("data_manager", "Google"),
          Map.entry("tiktok", "TikTok"),
          Map.entry("microsoft", "Microsoft"),
          Map.entry("microsoft_offline", "Microsoft"),
          Map.entry("linkedin", "LinkedIn"),
          Map.entry("pinterest", "Pinterest"),
          Map.entry("snapchat", "Snap"),
          Map.entry("reddit", "Reddit"),
          Map.entry("x", "X Corp."),
          Map.entry("openai", "OpenAI"),
          Map.entry("file", "the company itself"),
          Map.entry("kafka", "the company itself"));

  private static final List<ChronoUnit> UNITS =
      List.of(ChronoUnit.DAYS, ChronoUnit.HOURS, ChronoUnit.MINUTES, ChronoUnit.SECONDS);

  private final Plan plan;

  private PrivacyReport(Plan plan) {
    this.plan = plan;
  }

  public static ObjectNode of(Plan plan) {
    var report = new PrivacyReport(plan);
    var told = JsonNodeFactory.instance.objectNode();
    report.data(told.putArray("data_collected"));
    report.recipients(told.putArray("recipients"));
    report.cookies(told.putArray("cookies"));
    report.retention(told.putArray("retention"));
    return told;
  }

  private void data(ArrayNode rows) {
    for (var row : CollectedData.ROWS) {
      rows.addObject()
          .put("data", row.group().name().toLowerCase(Locale.ROOT))
          .put("examples", row.examples())
          .put("source", row.source());
    }
  }

  private void recipients(ArrayNode rows) {
    plan.destinations()
        .forEach((name, planned) -> {
          var policy = plan.consent().policies().get(name);
          if (policy != null) {
            rows.add(recipient(name, planned, policy));
          }
        });
  }

  private ObjectNode recipient(String name, PlannedDestination planned, ConsentPolicy policy) {
    var row = JsonNodeFactory.instance.objectNode();
    row.put("name", name);
    row.put("type", planned.type());
    row.put("recipient", company(name, planned.type()));
    row.put(
        "events",
        planned.events().isEmpty()
            ? "all"
            : planned.events().stream().sorted().collect(Collectors.joining(", ")));
    row.put(
        "tcf_vendor",
        policy.tcf().vendor().isPresent()
            ? Integer.toString(policy.tcf().vendor().getAsInt())
            : policy.tcf().purposesAlone() ? "none" : "not in the list");
    var purposes = row.putArray("purposes");
    for (int purpose : new TreeSet<>(policy.tcf().purposes())) {
      purposes
          .addObject()
          .put("id", purpose)
          .put("name", PurposeNames.purpose(purpose))
          .put("basis", basis(policy, purpose));
    }
    row.put("needs", needs(policy));
    row.put("after_us_opt_out", policy.optedOut().name().toLowerCase(Locale.ROOT));
    row.put("tried_for", words(planned.destination().limits().maxAge()));
    return row;
  }

  private String company(String name, String type) {
    return Optional.ofNullable(COMPANIES.get(type)).or(() -> host(name)).orElse(name);
  }

  /// Whose address the operator wrote down.
  private Optional<String> host(String name) {
    var node = plan.configuration().destinations().get(name);
    return node instanceof YamlNode.Mapping mapping
            && mapping.get("url").orElse(node) instanceof YamlNode.Scalar scalar
        ? Optional.ofNullable(URI.create(scalar.text().replaceAll("[?{#].*", "")).getHost())
        : Optional.empty();
  }

  private static String basis(ConsentPolicy policy, int purpose) {
    return policy.tcf().declared().get(purpose) == Basis.LEGITIMATE_INTEREST
        ? "legitimate interest"
        : "consent";
  }

  private static String needs(ConsentPolicy policy) {
    var words =
        new ArrayList<String>(
            policy.categories().stream().sorted().map(name -> "category " + name).toList());
    policy.google().stream().map(GoogleType::wireName).sorted().forEach(words::add);
    policy.additionalConsent().ifPresent(id -> words.add("Additional Consent provider " + id));
    policy.signal().ifPresent(signal -> words.add("signal " + signal));
    return words.isEmpty() ? "nothing more" : String.join(", ", words);
  }

  private void cookies(ArrayNode rows) {
    var agreed = "only with consent to storage";
    cookie(rows, "_ty", "visitor id, 128 random bits", "400 days from first issue", agreed);
    cookie(
        rows,
        "ty_optout",
        "that the visitor opted out here",
        "400 days",
        "at the visitor's own wish");
    cookie(
        rows,
        "ty_preview",
        "the key of the operator's live preview",
        "1 hour",
        "only where a page was opened with the key, while the preview is open");
    cookie(
        rows,
        "ty (local and session storage, where the script ty.js is used)",
        "events that wait for a connection, ids of conversions that were counted",
        "until they are sent; the last 50 conversions",
        agreed);
  }

  private static void cookie(ArrayNode rows, String name, String holds, String lives, String set) {
    rows.addObject().put("name", name).put("holds", holds).put("lives", lives).put("set", set);
  }

  private void retention(ArrayNode rows) {
    Configuration configuration = plan.configuration();
    kept(rows, "events and what became of them", configuration.data().retention(), "sealed");
    kept(rows, "deliveries that failed for good", configuration.data().deadLetters(), "sealed");
    kept(rows, "event ids", configuration.dedup().window(), "keyed hash");
    kept(rows, "transaction ids", configuration.dedup().transactions(), "keyed hash");
    kept(
        rows,
        "a visitor's last consent decision",
        configuration.consentKept(configuration.withdrawals()),
        "sealed, under keyed hashes");
    kept(rows, "withdrawals", configuration.withdrawals(), "keyed hash and time");
    rows.addObject()
        .put("what", "consent strings")
        .put("for", "not kept: their digest and the fields that were read are")
        .put("form", "with the event");
    rows.addObject()
        .put("what", "what consent denies")
        .put("for", "not kept: counts alone")
        .put("form", "no identifier");
  }

  private static void kept(ArrayNode rows, String what, Duration time, String form) {
    rows.addObject()
        .put("what", what)
        .put("for", time.isZero() ? "not kept" : words(time))
        .put("form", form);
  }

  private static String words(Duration time) {
    var unit = UNITS.stream().filter(one -> whole(time, one)).findFirst().orElse(ChronoUnit.MILLIS);
    var count = time.dividedBy(unit.getDuration());
    var plural = unit.name().toLowerCase(Locale.ROOT);
    return count + " " + (count == 1 ? plural.substring(0, plural.length() - 1) : plural);
  }

  private static boolean whole(Duration time, ChronoUnit unit) {
    return time.toMillis() % unit.getDuration().toMillis() == 0;
  }
}
