package dev.tagyard.proxy.intake;

import dev.tagyard.consent.ConsentSignals;
import dev.tagyard.proxy.plan.Configuration;
import dev.tagyard.proxy.source.Inbound;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.function.Function;

/// Completes what an event said of consent by what its request says: the query, then the cookies of
/// consent banners, then the headers. Of one kind of signal the first place found wins.
final class SignalPlaces {
  private static final Map<String, BiConsumer<ConsentSignals.Builder, String>> QUERY =
      Map.of(
          "gdpr_consent", ConsentSignals.Builder::tcf,
          "addtl_consent", ConsentSignals.Builder::additionalConsent,
          "gpp", ConsentSignals.Builder::gpp,
          "gpp_sid", ConsentSignals.Builder::gppSid,
          "us_privacy", ConsentSignals.Builder::usPrivacy);

  private SignalPlaces() {}

  static ConsentSignals complete(
      ConsentSignals said, Inbound inbound, Configuration.Consent configured) {
    if (inbound.query().isEmpty() && inbound.cookies().isEmpty() && !gpc(inbound)) {
      return said;
    }
    var query = fromQuery(inbound);
    return new ConsentSignals(
        first(said, query, ConsentSignals::gdpr),
        first(said, query, ConsentSignals::tcf).or(() -> tcfCookie(inbound, configured)),
        first(said, query, ConsentSignals::additionalConsent)
            .or(() -> inbound.cookie("addtl_consent")),
        first(said, query, ConsentSignals::gpp),
        first(said, query, ConsentSignals::gppSid),
        first(said, query, ConsentSignals::usPrivacy).or(() -> inbound.cookie("usprivacy")),
        said.gcs(),
        said.gcd(),
        said.google(),
        said.categories().isEmpty()
            ? configured.banners().categories(inbound.cookies())
            : said.categories(),
        said.gpc() || gpc(inbound),
        said.limitedDataUse());
  }

  private static Optional<String> tcfCookie(Inbound inbound, Configuration.Consent configured) {
    return configured.tcfCookies().stream()
        .flatMap(name -> inbound.cookie(name).stream())
        .findFirst();
  }

  private static boolean gpc(Inbound inbound) {
    return inbound.header("sec-gpc").filter("1"::equals).isPresent();
  }

  private static ConsentSignals fromQuery(Inbound inbound) {
    if (inbound.query().isEmpty()) {
      return ConsentSignals.NONE;
    }
    var signals = ConsentSignals.builder();
    for (var parameter : inbound.queryParameters()) {
      var setter = QUERY.get(parameter.getKey());
      if (setter != null && !parameter.getValue().isEmpty()) {
        setter.accept(signals, parameter.getValue());
      } else if (parameter.getKey().equals("gdpr")) {
        switch (parameter.getValue()) {
          case "1" -> signals.gdpr(true);
          case "0" -> signals.gdpr(false);
          default -> {}
        }
      }
    }
    return signals.build();
  }

  private static <T> Optional<T> first(
      ConsentSignals said, ConsentSignals query, Function<ConsentSignals, Optional<T>> kind) {
    return kind.apply(said).or(() -> kind.apply(query));
  }
}
