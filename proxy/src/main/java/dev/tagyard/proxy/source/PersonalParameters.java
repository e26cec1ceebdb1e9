package dev.tagyard.proxy.source;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/// Parameters that mail tools write into links, each the id of one recipient. No address keeps
/// them: it goes to vendors in the clear.
public final class PersonalParameters {
  /// Source: table of click identifiers of the inbound reference, read 2026-11-22.
  private static final List<String> NAMES =
      List.of("mc_eid", "_kx", "mkt_tok", "_hsenc", "vgo_ee", "oly_enc_id");

  private static final Pattern ONE =
      Pattern.compile("(?<=[?&#])(?:" + String.join("|", NAMES) + ")=[^&#]*&?");

  private static final Pattern SEPARATOR_OF_NOTHING = Pattern.compile("[?&](?=#|$)|#$");

  /// Where an event has addresses of pages that vendors are told.
  private static final Map<String, List<String>> ADDRESSES =
      Map.of(
          "page", List.of("url", "referrer"),
          "params", List.of("page_location", "page_referrer"),
          "ga4", List.of("dp"));

  private PersonalParameters() {}

  /// Takes them out of the addresses of an event's pages.
  public static void remove(ObjectNode event) {
    ADDRESSES.forEach((part, keys) -> {
      if (event.path(part) instanceof ObjectNode object) {
        for (var key : keys) {
          if (object.get(key) instanceof TextNode text && mayHoldOne(text.textValue())) {
            object.put(key, without(text.textValue()));
          }
        }
      }
    });
  }

  /// Mostly not: and to try the pattern at each character costs more than all else here.
  private static boolean mayHoldOne(String address) {
    if (address.indexOf('?') >= 0 || address.indexOf('#') >= 0) {
      for (var name : NAMES) {
        if (address.contains(name)) {
          return true;
        }
      }
    }
    return false;
  }

  /// The address without them, be it in its query or its fragment.
  static String without(String address) {
    var personal = ONE.matcher(address);
    return personal.find()
        ? SEPARATOR_OF_NOTHING.matcher(personal.replaceAll("")).replaceAll("")
        : address;
  }
}
