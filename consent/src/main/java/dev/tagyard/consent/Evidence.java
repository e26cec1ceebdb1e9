package dev.tagyard.consent;

import dev.tagyard.consent.gpp.UsChoice;
import dev.tagyard.consent.gpp.UsSection;
import dev.tagyard.consent.tcf.Purposes;
import dev.tagyard.consent.tcf.TcString;
import dev.tagyard.consent.tcf.VendorView;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Collection;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.StringJoiner;
import java.util.TreeSet;

/// The facts that a decision rests on, small enough to be kept with each delivery. Holds digests of
/// strings, never a string; of categories only those that some policy names, since the names of the
/// others are the sender's own words.
final class Evidence {
  private final Map<String, String> facts = new HashMap<>(64);

  static Map<String, String> of(
      ReadSignals signals,
      Collection<Receiver> receivers,
      Map<String, String> lines,
      Set<String> categories,
      ConsentSettings settings) {
    var evidence = new Evidence();
    evidence.law(signals);
    evidence.strings(signals.raw());
    signals.tcf().ifPresent(signal -> evidence.tcf(signals, signal, receivers, settings));
    evidence.additionalConsent(signals, receivers);
    evidence.unitedStates(signals);
    evidence.plain(signals, categories);
    lines.forEach(evidence::put);
    evidence.put("problems", String.join(" ", signals.problems()));
    return evidence.facts;
  }

  private void law(ReadSignals signals) {
    put("day", signals.today().toString());
    put("law", signals.jurisdiction().law().name());
    put("law_reason", signals.jurisdiction().reason());
    put("country", signals.jurisdiction().country().orElse(""));
    signals.raw().gdpr().ifPresent(applies -> put("gdpr", applies ? "1" : "0"));
  }

  private void strings(ConsentSignals raw) {
    digest("additional_consent", raw.additionalConsent());
    digest("gpp", raw.gpp());
    digest("us_privacy", raw.usPrivacy());
    digest("gcs", raw.gcs());
    digest("gcd", raw.gcd());
  }

  private void tcf(
      ReadSignals signals,
      TcfSignal signal,
      Collection<Receiver> receivers,
      ConsentSettings settings) {
    put("tcf_place", signal.place());
    digest("tcf", Optional.of(signal.text()));
    put("tcf_in_force", signals.tcfInForce().isPresent() ? "yes" : "no");
    put(
        "vendor_list",
        settings.vendorList().map(list -> Integer.toString(list.version())).orElse("none"));
    put("cmp_list", settings.cmpList().map(list -> list.day().toString()).orElse("none"));
    if (signal.reading().parsed().isEmpty()) {
      return;
    }
    var string = signal.reading().parsed().get();
    put("tcf_cmp", string.cmpId() + "/" + string.cmpVersion());
    put("tcf_created", string.created().toString());
    put("tcf_updated", string.lastUpdated().toString());
    put("tcf_policy", Integer.toString(string.policyVersion()));
    put("tcf_list", Integer.toString(string.vendorListVersion()));
    put("tcf_consents", string.purposeConsents().toString());
    put("tcf_legitimate_interests", string.purposeLegitimateInterests().toString());
    put("tcf_special_features", string.specialFeatures().toString());
    for (var receiver : receivers) {
      var vendor = receiver.policy().tcf().vendor();
      if (vendor.isPresent()) {
        // Several destinations may be of one vendor.
        facts.computeIfAbsent(
            receiver.vendorKey(), _ -> vendor(string, string.vendor(vendor.getAsInt())));
      }
    }
  }

  private static String vendor(TcString string, VendorView vendor) {
    var words = new StringBuilder(40);
    words.append("consent=").append(bit(vendor.consent()));
    words.append(" li=").append(bit(vendor.legitimateInterest()));
    string
        .disclosedVendors()
        .ifPresent(
            all -> words.append(" disclosed=").append(bit(vendor.disclosed() && !all.isEmpty())));
    for (int purpose = 1; purpose <= Purposes.MAX; purpose++) {
      int types = vendor.restrictions(purpose);
      for (int type = 0; types != 0 && type < 4; type++) {
        if ((types >> type & 1) != 0) {
          words.append(" restricted=").append(purpose).append(':').append(type);
        }
      }
    }
    return words.toString();
  }

  private void additionalConsent(ReadSignals signals, Collection<Receiver> receivers) {
    var read = Sent.readable(signals.additionalConsent());
    if (read.isEmpty()) {
      return;
    }
    put("additional_consent_version", Integer.toString(read.get().version()));
    for (var receiver : receivers) {
      var provider = receiver.policy().additionalConsent();
      if (provider.isPresent()) {
        put(
            "additional_consent_" + provider.getAsInt(),
            bit(read.get().consented().contains(provider.getAsInt())));
      }
    }
  }

  private void unitedStates(ReadSignals signals) {
    var gpp = Sent.readable(signals.gpp());
    gpp.ifPresent(string -> put("gpp_sections", words(string.ids())));
    gpp.ifPresent(string -> {
      var inForce = OptOut.inForce(string, signals);
      put("gpp_in_force", words(inForce));
      inForce.forEach(id -> section(id, string.sections().getOrDefault(id, "")));
    });
    signals.sid().ifPresent(sid -> put("gpp_sid", words(new TreeSet<>(sid.ids()))));
    signals
        .usPrivacy()
        .ifPresent(read -> put("us_privacy_opt_out", String.valueOf(read.optOutSale())));
    put("gpc", signals.raw().gpc() ? "1" : "");
    put("limited_data_use", signals.raw().limitedDataUse() ? "1" : "");
  }

  /// The opt-outs that a section holds; 0 does not apply, 1 opted out, 2 did not.
  private void section(int id, String text) {
    var row = UsSection.byId(id);
    row.flatMap(section -> UsChoice.read(section, text))
        .ifPresent(choice -> {
          var words = new StringJoiner(" ");
          words.add("sale=" + choice.sale());
          choice.sharing().ifPresent(value -> words.add("sharing=" + value));
          choice.targeted().ifPresent(value -> words.add("targeted=" + value));
          words.add("child=" + bit(choice.child()));
          words.add("gpc=" + bit(choice.gpc()));
          put("gpp_" + row.orElseThrow().name(), words.toString());
        });
  }

  private void plain(ReadSignals signals, Set<String> categories) {
    var google = new StringJoiner(" ");
    for (var type : GoogleType.values()) {
      var said = signals.google().of(type);
      said.ifPresent(granted -> google.add(type.wireName() + "=" + bit(granted)));
    }
    put("google", google.toString());
    var plain = new StringJoiner(" ");
    var said = signals.raw().categories();
    for (var name : new TreeSet<>(categories)) {
      if (said.containsKey(name)) {
        plain.add(name + "=" + bit(said.getOrDefault(name, false)));
      }
    }
    put("categories", plain.toString());
  }

  private void digest(String name, Optional<String> text) {
    Sent.said(text).ifPresent(said -> put(name + "_digest", digest(said)));
  }

  static String digest(String text) {
    try {
      var hash = MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
      return HexFormat.of().formatHex(hash);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }

  private void put(String name, String value) {
    if (!value.isEmpty()) {
      facts.put(name, value);
    }
  }

  private static String words(Collection<Integer> numbers) {
    var words = new StringJoiner(" ");
    numbers.forEach(number -> words.add(number.toString()));
    return words.toString();
  }

  private static String bit(boolean value) {
    return value ? "1" : "0";
  }
}
