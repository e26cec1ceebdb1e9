package dev.tagyard.proxy.destination.ga4;

import dev.tagyard.consent.VendorFlags;
import dev.tagyard.consent.signal.ConsentMode;
import dev.tagyard.consent.signal.ConsentMode.State;
import dev.tagyard.rules.event.Event;
import java.util.Map;
import java.util.Optional;

/// What a web hit says of consent: as it came, unless the decision took something away.
final class WebConsent {
  private static final String ALPHABET =
      "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ-_";
  private static final String NOTHING_SAID = "13l3l3l3l5l1";
  private static final int AD_STORAGE = 0;
  private static final int AD_USER_DATA = 2;
  private static final int AD_PERSONALIZATION = 3;

  /// After the four pairs: in its lowest bits 2 for personalised ads, 3 for none; then whether
  /// consent mode is in use.
  private static final int SUMMARY = 9;

  private WebConsent() {}

  static void put(Map<String, String> hit, Event event, VendorFlags flags) {
    var gcs = event.text("ga4.gcs").filter(text -> ConsentMode.gcs(text).isPresent());
    var gcd = event.text("ga4.gcd").filter(text -> ConsentMode.gcd(text).isPresent());
    var said = gcd.flatMap(ConsentMode::gcd);
    var noUserData = takenAway(flags.adUserData(), said.map(ConsentMode::adUserData));
    var noPersonalization =
        takenAway(flags.adPersonalization(), said.map(ConsentMode::adPersonalization));
    gcs.ifPresent(text -> hit.put("gcs", text));
    gcd.ifPresent(text -> hit.put("gcd", text));
    if (!noUserData && !noPersonalization) {
      return;
    }
    var state = new StringBuilder(gcd.orElse(NOTHING_SAID));
    if (noUserData) {
      hit.put("gcs", "G10" + gcs.map(text -> text.charAt(3)).orElse('-'));
      deny(state, AD_STORAGE);
      deny(state, AD_USER_DATA);
      hit.replace("dma_cps", "-");
    }
    if (noPersonalization) {
      deny(state, AD_PERSONALIZATION);
      hit.put("npa", "1");
    }
    summary(state, noPersonalization);
    hit.put("gcd", state.toString());
  }

  private static boolean takenAway(Optional<Boolean> decided, Optional<State> said) {
    return decided.isPresent()
        && !decided.get()
        && said.filter(state -> state == State.DENIED).isEmpty();
  }

  /// The update of a pair's letter, its lowest two bits, becomes 2.
  private static void deny(StringBuilder gcd, int type) {
    var at = 2 + 2 * type;
    gcd.setCharAt(at, ALPHABET.charAt((ALPHABET.indexOf(gcd.charAt(at)) & ~3) | 2));
  }

  private static void summary(StringBuilder gcd, boolean noPersonalization) {
    var bits = ALPHABET.indexOf(gcd.charAt(SUMMARY)) | 4;
    gcd.setCharAt(SUMMARY, ALPHABET.charAt(noPersonalization ? bits | 3 : bits));
  }
}
