package dev.tagyard.consent.tcf;

import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/// A TC string whose layout has been checked; its fields are read from the bits when asked for.
/// Whether it may be used is another question: [Usability].
public final class TcString {
  private static final int MOST_VIEWS = 32;

  private final Bits core;
  private final VendorSet consents;
  private final VendorSet interests;
  private final List<Restriction> restrictions;
  private final Optional<VendorSet> disclosed;
  private final Optional<PublisherTc> publisher;

  /// Views of the vendors asked for so far: as many as there are destinations. Each follows from
  /// the string, so a thread that misses another's costs a lookup and no more.
  private volatile VendorView[] views = {};

  TcString(
      Bits core,
      VendorSet consents,
      VendorSet interests,
      List<Restriction> restrictions,
      Optional<VendorSet> disclosed,
      Optional<PublisherTc> publisher) {
    this.core = core;
    this.consents = consents;
    this.interests = interests;
    this.restrictions = List.copyOf(restrictions);
    this.disclosed = disclosed;
    this.publisher = publisher;
  }

  public int version() {
    return core.getInt(0, 6);
  }

  public Instant created() {
    return tenths(core.get(6, 36));
  }

  public Instant lastUpdated() {
    return tenths(core.get(42, 36));
  }

  public int cmpId() {
    return core.getInt(78, 12);
  }

  public int cmpVersion() {
    return core.getInt(90, 12);
  }

  public int consentScreen() {
    return core.getInt(102, 6);
  }

  public String consentLanguage() {
    return letters(108);
  }

  public int vendorListVersion() {
    return core.getInt(120, 12);
  }

  public int policyVersion() {
    return core.getInt(132, 6);
  }

  public boolean serviceSpecific() {
    return core.isSet(138);
  }

  public boolean nonStandardTexts() {
    return core.isSet(139);
  }

  public Purposes specialFeatures() {
    return new Purposes(core.getInt(140, 12) << 12);
  }

  public Purposes purposeConsents() {
    return new Purposes(core.getInt(152, 24));
  }

  public Purposes purposeLegitimateInterests() {
    return new Purposes(core.getInt(176, 24));
  }

  public boolean purposeOneTreatment() {
    return core.isSet(200);
  }

  public String publisherCountry() {
    return letters(201);
  }

  public VendorSet vendorConsents() {
    return consents;
  }

  public VendorSet vendorLegitimateInterests() {
    return interests;
  }

  /// What the string says of one vendor.
  public VendorView vendor(int id) {
    var known = views;
    for (var view : known) {
      if (view.vendor() == id) {
        return view;
      }
    }
    var view = VendorView.of(this, id);
    if (known.length < MOST_VIEWS) {
      var more = Arrays.copyOf(known, known.length + 1);
      more[known.length] = view;
      views = more;
    }
    return view;
  }

  public List<Restriction> restrictions() {
    return restrictions;
  }

  /// Absent where the segment is missing; present and empty where nobody was disclosed.
  public Optional<VendorSet> disclosedVendors() {
    return disclosed;
  }

  public Optional<PublisherTc> publisher() {
    return publisher;
  }

  private String letters(int offset) {
    return String.valueOf(
        new char[] {
          (char) ('A' + core.getInt(offset, 6)), (char) ('A' + core.getInt(offset + 6, 6))
        });
  }

  private static Instant tenths(long value) {
    return Instant.ofEpochMilli(value * 100);
  }
}
