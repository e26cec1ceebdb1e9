package dev.tagyard.consent;

import dev.tagyard.consent.gpp.GppReader;
import dev.tagyard.consent.gpp.GppString;
import dev.tagyard.consent.signal.AdditionalConsent;
import dev.tagyard.consent.signal.ConsentMode;
import dev.tagyard.consent.signal.UsPrivacy;
import dev.tagyard.consent.tcf.TcReading;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/// All signals of one event, each read once, and the law that follows from them.
///
/// @param tcf the TC string that arrived
/// @param tcfInForce the same, unless the page said that GDPR does not apply and the address agrees
/// @param problems labels of what could not be read or used
record ReadSignals(
    ConsentSignals raw,
    Region region,
    LocalDate today,
    Jurisdiction jurisdiction,
    Optional<TcfSignal> tcf,
    Optional<TcfSignal> tcfInForce,
    Optional<Sent<AdditionalConsent>> additionalConsent,
    Optional<Sent<GppString>> gpp,
    Optional<GppSid> sid,
    Optional<UsPrivacy> usPrivacy,
    GoogleState google,
    List<String> problems) {

  static ReadSignals read(
      ConsentSignals raw,
      Region region,
      LocalDate today,
      ConsentSettings settings,
      Function<String, TcReading> tcReader) {
    var problems = new ArrayList<String>();
    var gpp = Sent.of(raw.gpp(), GppReader::read);
    var gppSid = Sent.of(raw.gppSid(), GppSid::read);
    var sid = Sent.readable(gppSid).filter(GppSid::determined);
    var tcf = tcf(raw, Sent.readable(gpp), sid, today, settings, tcReader);
    var additionalConsent = Sent.of(raw.additionalConsent(), AdditionalConsent::read);
    var usPrivacy = Sent.of(raw.usPrivacy(), UsPrivacy::read);
    var gcs = Sent.of(raw.gcs(), ConsentMode::gcs);
    var gcd = Sent.of(raw.gcd(), ConsentMode::gcd);

    tcf.ifPresent(signal -> signal.faults().forEach(fault -> problems.add(fault.label())));
    note(problems, "additional_consent_malformed", Sent.malformed(additionalConsent));
    note(problems, "gpp_malformed", Sent.malformed(gpp));
    note(problems, "gpp_sid_unreadable", Sent.malformed(gppSid));
    note(problems, "us_privacy_malformed", Sent.malformed(usPrivacy));
    note(problems, "gcs_malformed", Sent.malformed(gcs));
    note(problems, "gcd_malformed", Sent.malformed(gcd));

    var jurisdiction =
        Jurisdiction.of(
            raw.gdpr(),
            tcf.flatMap(TcfSignal::usable).isPresent(),
            sid,
            region,
            settings.unknownRegion());
    boolean setAside =
        jurisdiction.law() != Law.GDPR && raw.gdpr().isPresent() && !raw.gdpr().get();
    return new ReadSignals(
        raw,
        region,
        today,
        jurisdiction,
        tcf,
        setAside ? Optional.empty() : tcf,
        additionalConsent,
        gpp,
        sid,
        Sent.readable(usPrivacy),
        GoogleState.merge(
            raw.google(),
            gcs.map(mode -> mode.read().orElse(ConsentMode.DENIED)),
            gcd.map(mode -> mode.read().orElse(ConsentMode.DENIED)),
            jurisdiction.law() == Law.GDPR),
        List.copyOf(problems));
  }

  /// The string of its own goes first; the one within GPP counts unless the page says that its
  /// section is not in force.
  private static Optional<TcfSignal> tcf(
      ConsentSignals raw,
      Optional<GppString> gpp,
      Optional<GppSid> sid,
      LocalDate today,
      ConsentSettings settings,
      Function<String, TcReading> tcReader) {
    var text = Sent.said(raw.tcf());
    if (text.isPresent()) {
      return Optional.of(judge("tcf", text.get(), today, settings, tcReader));
    }
    boolean inForce = sid.isEmpty() || sid.get().europe();
    return gpp.filter(_ -> inForce)
        .map(GppString::sections)
        .flatMap(sections -> Optional.ofNullable(sections.get(GppString.TCF_EU)))
        .map(section -> judge("gpp", section, today, settings, tcReader));
  }

  private static TcfSignal judge(
      String place,
      String text,
      LocalDate today,
      ConsentSettings settings,
      Function<String, TcReading> tcReader) {
    return TcfSignal.of(place, text, tcReader.apply(text), today, settings);
  }

  private static void note(List<String> problems, String label, boolean occurred) {
    if (occurred) {
      problems.add(label);
    }
  }
}
