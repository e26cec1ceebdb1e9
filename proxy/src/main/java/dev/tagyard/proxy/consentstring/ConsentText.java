package dev.tagyard.proxy.consentstring;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import dev.tagyard.consent.ConsentSignals;
import dev.tagyard.consent.gpp.UsSection;
import dev.tagyard.proxy.source.nativeevent.NativeConsent;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/// What a person typed, and what kind of consent string it is.
///
/// @param section a section of a GPP string by itself; then `kind` is the whole string's
public record ConsentText(Kind kind, Optional<UsSection> section, String text) {
  private static final ObjectMapper JSON = new ObjectMapper();

  /// Keys of an event's `consent` object; another object is one of plain categories.
  private static final Set<String> CONSENT_KEYS =
      Set.of(
          "gdpr",
          "tcf",
          "ac",
          "gpp",
          "gpp_sid",
          "usp",
          "gcs",
          "gcd",
          "gpc",
          "categories",
          "google");

  /// Everything in one argument: one string, a `NAME=STRING`, or a whole query or address.
  ///
  /// @return empty when it is none that is known
  public static List<ConsentText> of(String argument) {
    var text = argument.strip();
    var query = text.substring(text.indexOf('?') + 1);
    if (query.contains("&") || (query.length() < text.length() && query.contains("="))) {
      return Stream.of(query.split("&", -1)).flatMap(part -> named(part).stream()).toList();
    }
    var named = named(text);
    return named.or(() -> Kind.ofForm(text).map(kind -> plain(kind, text))).stream().toList();
  }

  private static Optional<ConsentText> named(String text) {
    int sign = text.indexOf('=');
    if (sign < 0 || text.startsWith("{")) {
      return Optional.empty();
    }
    var name = text.substring(0, sign);
    var value = decoded(text.substring(sign + 1));
    var section = UsSection.ALL.stream().filter(row -> row.name().equals(name)).findFirst();
    return section.isPresent()
        ? Optional.of(new ConsentText(Kind.GPP, section, value))
        : Kind.named(name).filter(kind -> kind.reads(value)).map(kind -> plain(kind, value));
  }

  private static ConsentText plain(Kind kind, String text) {
    return new ConsentText(kind, Optional.empty(), text);
  }

  private static String decoded(String value) {
    try {
      return value.contains("%") ? URLDecoder.decode(value, StandardCharsets.UTF_8) : value;
    } catch (IllegalArgumentException notEncoded) {
      return value;
    }
  }

  /// The signals that all texts together make. Of one kind the first counts, as on a page.
  public static ConsentSignals signals(List<ConsentText> texts) {
    var signals = ConsentSignals.builder();
    for (var text : texts.reversed()) {
      if (text.section.isEmpty()) {
        text.kind.put(text.text, signals);
      }
    }
    var said = signals.build();
    for (var text : texts) {
      if (text.kind == Kind.JSON) {
        said = joined(said, NativeConsent.read(text.consentObject()));
      }
    }
    return said;
  }

  /// A JSON text as an event's `consent` object; missing when it is no JSON object.
  JsonNode consentObject() {
    try {
      var tree = JSON.readTree(text);
      if (!tree.isObject()) {
        return MissingNode.getInstance();
      }
      var keys = new ArrayList<String>();
      tree.fieldNames().forEachRemaining(keys::add);
      return keys.stream().anyMatch(CONSENT_KEYS::contains)
          ? tree
          : JSON.createObjectNode().set("categories", tree);
    } catch (JsonProcessingException notJson) {
      return MissingNode.getInstance();
    }
  }

  private static ConsentSignals joined(ConsentSignals first, ConsentSignals next) {
    return new ConsentSignals(
        first.gdpr().or(next::gdpr),
        first.tcf().or(next::tcf),
        first.additionalConsent().or(next::additionalConsent),
        first.gpp().or(next::gpp),
        first.gppSid().or(next::gppSid),
        first.usPrivacy().or(next::usPrivacy),
        first.gcs().or(next::gcs),
        first.gcd().or(next::gcd),
        first.google().isEmpty() ? next.google() : first.google(),
        first.categories().isEmpty() ? next.categories() : first.categories(),
        first.gpc() || next.gpc(),
        first.limitedDataUse() || next.limitedDataUse());
  }
}
