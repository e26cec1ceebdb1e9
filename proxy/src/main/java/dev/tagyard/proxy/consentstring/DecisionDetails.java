package dev.tagyard.proxy.consentstring;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tagyard.consent.ConsentDecision;
import dev.tagyard.consent.DestinationDecision;
import dev.tagyard.consent.FieldGroup;
import dev.tagyard.consent.ReasonWords;
import dev.tagyard.consent.Verdict;
import dev.tagyard.proxy.plan.Plan;
import java.util.Locale;
import java.util.Set;

/// What each configured destination would get of an event with these signals, and why.
public final class DecisionDetails {
  private DecisionDetails() {}

  public static ObjectNode of(ConsentDecision decision, Plan plan) {
    var told = JsonNodeFactory.instance.objectNode();
    told.put("law", lower(decision.law()));
    told.put("law_reason", decision.lawReason());
    told.put(
        "vendor_list",
        plan.consent()
            .settings()
            .vendorList()
            .map(list -> "version " + list.version())
            .orElse("none: each destination type's own table of purposes was used"));
    told.put("problems", decision.evidence().getOrDefault("problems", "none"));
    var storage = told.putObject("storage");
    storage.put("allowed", decision.storage().allowed());
    storage.put("reason", decision.storage().reason());
    storage.put("meaning", ReasonWords.of(decision.storage().reason()));
    var destinations = told.putArray("destinations");
    plan.destinations()
        .forEach((name, planned) ->
            destinations
                .addObject()
                .put("name", name)
                .put("type", planned.type())
                .setAll(
                    part(decision.of(name), decision.evidence().getOrDefault("line_" + name, ""))));
    return told;
  }

  private static ObjectNode part(DestinationDecision part, String line) {
    var told = JsonNodeFactory.instance.objectNode();
    told.put("verdict", lower(part.verdict()));
    told.put("reason", part.reason());
    told.put("meaning", ReasonWords.of(part.reason()));
    if (!line.isEmpty()) {
      told.put("policy_line", line);
    }
    if (part.verdict() == Verdict.RESTRICT) {
      groups(told, part.groups());
    }
    if (part.verdict() != Verdict.DENY) {
      var flags = told.putObject("vendor_flags");
      flags.put("limited_data_use", part.flags().limitedDataUse());
      part.flags().adUserData().ifPresent(granted -> flags.put("ad_user_data", granted));
      part.flags()
          .adPersonalization()
          .ifPresent(granted -> flags.put("ad_personalization", granted));
    }
    return told;
  }

  private static void groups(ObjectNode told, Set<FieldGroup> groups) {
    if (groups.size() == FieldGroup.values().length) {
      told.put("groups", "all");
    } else {
      var names = told.putArray("groups");
      groups.stream().sorted().map(DecisionDetails::lower).forEach(names::add);
    }
  }

  private static String lower(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT);
  }
}
