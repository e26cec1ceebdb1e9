package dev.tagyard.proxy.consentstring;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tagyard.consent.ReasonWords;
import dev.tagyard.consent.tcf.PurposeNames;
import dev.tagyard.consent.tcf.Purposes;
import dev.tagyard.consent.tcf.Restriction;
import dev.tagyard.consent.tcf.TcReader;
import dev.tagyard.consent.tcf.TcReading;
import dev.tagyard.consent.tcf.TcReason;
import dev.tagyard.consent.tcf.TcString;
import dev.tagyard.consent.tcf.Usability;
import dev.tagyard.consent.tcf.VendorDeclaration;
import dev.tagyard.consent.tcf.VendorSet;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Collection;
import java.util.List;

/// Everything that a TC string says.
final class TcDetails {
  private static final List<String> RESTRICTION_TYPES =
      List.of("not allowed", "only by consent", "only by legitimate interest", "undefined");

  private final ObjectNode told = JsonNodeFactory.instance.objectNode();
  private final Asking asking;

  private TcDetails(Asking asking) {
    this.asking = asking;
  }

  static ObjectNode of(String text, Asking asking) {
    var details = new TcDetails(asking);
    switch (TcReader.read(text)) {
      case TcReading.Malformed(var reason) -> {
        details.told.put("readable", false);
        details.told.put("usable", false);
        details.faults(List.of(reason));
      }
      case TcReading.Read(var string) -> details.all(string);
    }
    return details.told;
  }

  private void all(TcString string) {
    var faults = Usability.faults(string, asking.today(), asking.maxAge(), asking.platforms());
    told.put("readable", true);
    told.put("usable", faults.isEmpty());
    faults(faults);
    told.put("created", string.created().toString());
    told.put("last_updated", string.lastUpdated().toString());
    told.put("cmp", string.cmpId() + ", version " + string.cmpVersion());
    told.put("language", string.consentLanguage());
    told.put("publisher_country", string.publisherCountry());
    told.put("policy_version", string.policyVersion());
    told.put("vendor_list_version", string.vendorListVersion());
    told.put("service_specific", string.serviceSpecific());
    if (string.purposeOneTreatment()) {
      told.put("purpose_one_treatment", "purpose 1 was not shown: it counts as refused");
    }
    purposes(string.purposeConsents(), string.purposeLegitimateInterests());
    specialFeatures(string.specialFeatures());
    vendors(string);
    restrictions(string.restrictions());
    string
        .publisher()
        .ifPresent(publisher ->
            told.putObject("publisher")
                .put("consents", publisher.consents().toString())
                .put("legitimate_interests", publisher.legitimateInterests().toString())
                .put("custom_purposes", publisher.customPurposes()));
  }

  private void faults(List<TcReason> faults) {
    if (!faults.isEmpty()) {
      var list = told.putArray("faults");
      for (var fault : faults) {
        list.addObject().put("id", fault.label()).put("name", ReasonWords.of(fault.label()));
      }
    }
  }

  private void purposes(Purposes consents, Purposes interests) {
    var list = told.putArray("purposes");
    for (int purpose = 1; purpose <= Purposes.MAX; purpose++) {
      boolean consent = consents.contains(purpose);
      boolean interest = interests.contains(purpose);
      if (purpose <= PurposeNames.count() || consent || interest) {
        list.addObject()
            .put("id", purpose)
            .put("name", PurposeNames.purpose(purpose))
            .put("consent", consent)
            .put("legitimate_interest", interest);
      }
    }
  }

  private void specialFeatures(Purposes optedIn) {
    var list = told.putArray("special_features");
    for (int feature = 1; feature <= 12; feature++) {
      if (feature <= 2 || optedIn.contains(feature)) {
        list.addObject()
            .put("id", feature)
            .put("name", PurposeNames.specialFeature(feature))
            .put("opted_in", optedIn.contains(feature));
      }
    }
  }

  private void vendors(TcString string) {
    var consents = string.vendorConsents().ids();
    var interests = string.vendorLegitimateInterests().ids();
    var disclosed = string.disclosedVendors().map(VendorSet::ids);
    var counts = told.putObject("vendor_counts");
    counts.put("consent", consents.cardinality());
    counts.put("legitimate_interest", interests.cardinality());
    counts.put("disclosed", disclosed.map(set -> words(set.cardinality())).orElse("no segment"));
    var list = told.putArray("vendors");
    for (int id : shown(consents, interests, disclosed.orElseGet(BitSet::new))) {
      var vendor =
          list.addObject()
              .put("id", id)
              .put("name", name(id))
              .put("consent", consents.get(id))
              .put("legitimate_interest", interests.get(id));
      disclosed.ifPresent(set -> vendor.put("disclosed", set.get(id)));
    }
  }

  private static String words(int count) {
    return Integer.toString(count);
  }

  /// Those of the configured destinations; all that the string speaks of where that was asked for.
  private Collection<Integer> shown(BitSet consents, BitSet interests, BitSet disclosed) {
    var shown = new BitSet();
    asking.vendors().forEach(shown::set);
    if (asking.allVendors()) {
      shown.or(consents);
      shown.or(interests);
      shown.or(disclosed);
    }
    return shown.stream().boxed().toList();
  }

  private String name(int vendor) {
    return asking
        .list()
        .map(list ->
            list.vendor(vendor)
                .map(VendorDeclaration::name)
                .orElse("not in vendor list " + list.version()))
        .orElse("vendor");
  }

  private void restrictions(List<Restriction> restrictions) {
    if (restrictions.isEmpty()) {
      return;
    }
    var list = told.putArray("restrictions");
    for (var restriction : restrictions) {
      list.add(
          "purpose "
              + restriction.purpose()
              + " "
              + RESTRICTION_TYPES.get(restriction.type())
              + ": vendors "
              + ranges(restriction.vendors().ids()));
    }
  }

  private static String ranges(BitSet ids) {
    var words = new ArrayList<String>();
    for (int from = ids.nextSetBit(0); from >= 0 && words.size() <= 20; ) {
      int to = ids.nextClearBit(from);
      words.add(to - from == 1 ? Integer.toString(from) : from + "-" + (to - 1));
      from = ids.nextSetBit(to);
    }
    return words.size() > 20
        ? String.join(", ", words.subList(0, 20)) + ", …"
        : String.join(", ", words);
  }
}
