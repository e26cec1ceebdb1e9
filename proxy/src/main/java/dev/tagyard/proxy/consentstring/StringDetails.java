package dev.tagyard.proxy.consentstring;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tagyard.consent.gpp.GppReader;
import dev.tagyard.consent.gpp.GppString;
import dev.tagyard.consent.gpp.UsChoice;
import dev.tagyard.consent.gpp.UsSection;
import dev.tagyard.consent.signal.AdditionalConsent;
import dev.tagyard.consent.signal.ConsentMode;
import dev.tagyard.consent.signal.UsPrivacy;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.TreeSet;
import java.util.stream.Collectors;

/// Everything that one consent string says, as a tree that starts with its kind.
public final class StringDetails {
  private static final List<String> CHOICES =
      List.of("does not apply", "opted out", "did not opt out", "undefined: counts as opted out");

  private static final int US_PRIVACY_SECTION = 6;
  private static final int MOST_SHOWN = 200;

  private StringDetails() {}

  public static ObjectNode of(ConsentText text, Asking asking) {
    var told = JsonNodeFactory.instance.objectNode();
    told.put("kind", text.section().map(UsSection::name).orElse(text.kind().label()));
    told.put("what", text.section().map(row -> "GPP section").orElse(text.kind().words()));
    told.put("characters", text.text().length());
    told.setAll(
        text.section().map(row -> us(row, text.text())).orElseGet(() -> body(text, asking)));
    return told;
  }

  private static ObjectNode body(ConsentText text, Asking asking) {
    return switch (text.kind()) {
      case TCF -> TcDetails.of(text.text(), asking);
      case ADDITIONAL_CONSENT -> additionalConsent(text.text());
      case GPP -> gpp(text.text(), asking);
      case US_PRIVACY -> usPrivacy(text.text());
      case GCS -> consentMode(ConsentMode.gcs(text.text()));
      case GCD -> consentMode(ConsentMode.gcd(text.text()));
      case JSON -> json(text);
      case GPP_SID, GDPR, GPC -> readable(true).put("value", bounded(text.text()));
    };
  }

  private static ObjectNode readable(boolean readable) {
    return JsonNodeFactory.instance.objectNode().put("readable", readable);
  }

  private static ObjectNode json(ConsentText text) {
    var object = text.consentObject();
    var told = readable(object.isObject());
    if (object.isObject()) {
      told.set("consent", object);
    }
    return told;
  }

  private static ObjectNode additionalConsent(String text) {
    var read = AdditionalConsent.read(text);
    var told = readable(read.isPresent());
    read.ifPresent(string -> {
      told.put("version", string.version());
      told.put("consented_providers", words(string.consented()));
      told.put(
          "refused_providers",
          string.disclosed().map(StringDetails::words).orElse("version 1 does not say"));
    });
    return told;
  }

  private static ObjectNode usPrivacy(String text) {
    var read = UsPrivacy.read(text);
    var told = readable(read.isPresent());
    read.ifPresent(string ->
        told.put("notice_given", letter(string.notice()))
            .put("opted_out_of_sale", letter(string.optOutSale()))
            .put("covered_by_lspa", letter(string.lspaCovered())));
    return told;
  }

  private static String letter(char letter) {
    return switch (letter) {
      case 'Y' -> "yes";
      case 'N' -> "no";
      default -> "does not apply";
    };
  }

  private static ObjectNode consentMode(Optional<ConsentMode> read) {
    var told = readable(read.isPresent());
    read.ifPresent(mode ->
        told.put("ad_storage", state(mode.adStorage()))
            .put("analytics_storage", state(mode.analyticsStorage()))
            .put("ad_user_data", state(mode.adUserData()))
            .put("ad_personalization", state(mode.adPersonalization())));
    return told;
  }

  private static String state(ConsentMode.State state) {
    return state == ConsentMode.State.UNSET
        ? "not set: counts as denied under GDPR"
        : state.name().toLowerCase(Locale.ROOT).replace('_', ' ');
  }

  private static ObjectNode gpp(String text, Asking asking) {
    var read = GppReader.read(text);
    var told = readable(read.isPresent());
    read.ifPresent(string -> {
      var sections = told.putArray("sections");
      for (int id : string.ids()) {
        var content = string.sections().getOrDefault(id, "");
        var section = sections.addObject().put("id", id);
        section.put("name", name(id));
        section.setAll(section(id, content, asking));
      }
    });
    return told;
  }

  private static String name(int id) {
    return switch (id) {
      case 1 -> "tcfeuv1";
      case GppString.TCF_EU -> "tcfeuv2";
      case 5 -> "tcfcav1";
      case US_PRIVACY_SECTION -> "uspv1";
      default -> UsSection.byId(id).map(UsSection::name).orElse("a section that is not known");
    };
  }

  private static ObjectNode section(int id, String text, Asking asking) {
    if (id == GppString.TCF_EU) {
      return TcDetails.of(text, asking);
    }
    if (id == US_PRIVACY_SECTION) {
      return usPrivacy(text);
    }
    return UsSection.byId(id).map(row -> us(row, text)).orElseGet(() -> readable(false));
  }

  private static ObjectNode us(UsSection row, String text) {
    var read = UsChoice.read(row, text);
    var told = readable(read.isPresent());
    read.ifPresent(choice -> {
      told.put("opted_out", choice.optedOut());
      told.put("sale", CHOICES.get(choice.sale()));
      choice.sharing().ifPresent(value -> told.put("sharing", CHOICES.get(value)));
      choice.targeted().ifPresent(value -> told.put("targeted_advertising", CHOICES.get(value)));
      told.put("refused_for_a_known_child", choice.child());
      told.put("gpc", choice.gpc());
    });
    return told;
  }

  private static String words(Collection<Integer> ids) {
    var shown =
        new TreeSet<>(ids)
            .stream().limit(MOST_SHOWN).map(String::valueOf).collect(Collectors.joining(" "));
    return ids.isEmpty() ? "none" : ids.size() > MOST_SHOWN ? shown + " …" : shown;
  }

  private static String bounded(String text) {
    return text.length() <= MOST_SHOWN ? text : text.substring(0, MOST_SHOWN) + "…";
  }
}
