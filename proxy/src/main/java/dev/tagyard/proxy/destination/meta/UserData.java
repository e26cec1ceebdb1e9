package dev.tagyard.proxy.destination.meta;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.TextNode;
import dev.tagyard.proxy.destination.Amounts;
import dev.tagyard.proxy.destination.Delivery;
import dev.tagyard.proxy.destination.Field;
import dev.tagyard.proxy.destination.Hashing;
import dev.tagyard.proxy.destination.Normalize;
import dev.tagyard.rules.event.Event;
import java.math.BigDecimal;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.regex.Pattern;

/// Who it was, as Meta wants to be told. Source:
/// <https://developers.facebook.com/docs/marketing-api/conversions-api/parameters/customer-information-parameters>,
/// read 2026-11-22.
final class UserData {
  static final List<Field> FIELDS =
      List.of(
          hashed("em", "user.email", "trimmed, lower case", Normalize::email),
          hashed("ph", "user.phone", "digits without leading zeros", Normalize::phoneDigits),
          hashed("fn", "user.first_name", "lower case, letters only", Normalize::nameJoined),
          hashed("ln", "user.last_name", "lower case, letters only", Normalize::nameJoined),
          hashed("ge", "user.gender", "m or f", Normalize::gender),
          hashed("db", "user.birth_date", "YYYYMMDD", Normalize::birthDate),
          hashed("ct", "user.city", "lower case, letters only", Normalize::cityJoined),
          inCountry("st", "user.region", "two-letter code in US and CA", Normalize::state),
          inCountry("zp", "user.postal_code", "no spaces or dashes", Normalize::zip),
          hashed("country", "user.country", "two letters, lower case", Normalize::country),
          external(),
          new Field(
              "user_data.client_ip_address",
              "visitor.ip",
              "as it is",
              delivery ->
                  delivery
                      .event()
                      .text("visitor.ip")
                      .flatMap(Normalize::ip)
                      .map(TextNode::valueOf)),
          new Field(
              "user_data.client_user_agent",
              "visitor.user_agent",
              "as it is",
              delivery -> agent(delivery).map(TextNode::valueOf)),
          new Field(
              "user_data.fbc",
              "ids.fbc, else ids.fbclid",
              "as it is, else made with the time first seen",
              delivery -> fbc(delivery).map(TextNode::valueOf)),
          new Field(
              "user_data.fbp",
              "ids.fbp",
              "as it is",
              delivery -> cookie(delivery, "ids.fbp").map(TextNode::valueOf)));

  /// `fb.` index `.` milliseconds `.` the rest, which may have a mark of its own at the end.
  private static final Pattern COOKIE = Pattern.compile("fb\\.\\d\\.\\d{10,16}\\.\\S+");

  /// Below it, a time is not in milliseconds: 2001-09-09.
  private static final long EARLIEST = 1_000_000_000_000L;

  /// Any one of these can be matched; the other fields only help.
  private static final Set<String> ENOUGH = Set.of("em", "ph", "external_id", "fbc", "fbp");

  private UserData() {}

  /// Whether Meta can do anything with it. Place, gender, agent or name alone are refused.
  static boolean usable(JsonNode userData) {
    return ENOUGH.stream().anyMatch(userData::has)
        || (userData.has("client_ip_address") && userData.has("client_user_agent"));
  }

  /// Meta takes it in the clear alone.
  static Optional<String> agent(Delivery delivery) {
    return delivery
        .event()
        .text("visitor.user_agent")
        .filter(agent -> !agent.isBlank() && !Hashing.META.matcher(agent).matches());
  }

  private static Optional<String> fbc(Delivery delivery) {
    var event = delivery.event();
    return cookie(delivery, "ids.fbc")
        .or(() ->
            event.text("ids.fbclid").filter(id -> id.matches("\\S+")).map(id -> fbc(event, id)));
  }

  /// 1 stands for a cookie of the registrable domain. The click id is case-sensitive.
  private static String fbc(Event event, String fbclid) {
    var seen =
        event
            .at("ids.seen_at.fbclid")
            .flatMap(Amounts::of)
            .map(BigDecimal::longValue)
            .filter(millis -> millis >= EARLIEST)
            .orElse(event.time().toEpochMilli());
    return "fb.1." + seen + "." + fbclid;
  }

  private static Optional<String> cookie(Delivery delivery, String path) {
    return delivery.event().text(path).filter(text -> COOKIE.matcher(text).matches());
  }

  private static Field hashed(
      String key, String path, String how, Function<String, Optional<String>> normalize) {
    return Field.hashed(
        "user_data." + key + "[]", path, how, raw -> Hashing.hash(raw, Hashing.META, normalize));
  }

  private static Field inCountry(
      String key, String path, String how, BiFunction<String, String, Optional<String>> normalize) {
    return new Field(
        "user_data." + key + "[]",
        path,
        how + ", SHA-256",
        delivery -> {
          var country = delivery.event().text("user.country").flatMap(Normalize::country);
          return delivery
              .event()
              .text(path)
              .flatMap(raw ->
                  Hashing.hash(
                      raw, Hashing.META, text -> normalize.apply(text, country.orElse(""))))
              .map(TextNode::valueOf);
        });
  }

  /// Not by the looks of an MD5: an id of the company's own may be 32 hex digits.
  private static Field external() {
    return Field.hashed(
        "user_data.external_id[]",
        "user.user_id",
        "lower case, no spaces",
        raw -> Hashing.hash(raw, Hashing.SHA_256, Normalize::externalId));
  }
}
