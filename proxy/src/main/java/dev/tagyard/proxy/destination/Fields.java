package dev.tagyard.proxy.destination;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.LongNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// Rows that many vendors' field tables have.
public final class Fields {
  private static final DateTimeFormatter ISO =
      DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ss.SSS'Z'", Locale.ROOT)
          .withZone(ZoneOffset.UTC);

  private Fields() {}

  /// When it happened, yet not after it was accepted: vendors refuse what lies ahead.
  public static Instant time(Delivery delivery) {
    var time = delivery.event().time();
    return time.isAfter(delivery.acceptedAt()) ? delivery.acceptedAt() : time;
  }

  public static Field seconds(String name) {
    return new Field(name, "event_time", "whole seconds", d -> number(time(d).getEpochSecond()));
  }

  public static Field millis(String name) {
    return new Field(name, "event_time", "milliseconds", d -> number(time(d).toEpochMilli()));
  }

  /// With milliseconds and `Z`.
  public static Field iso(String name) {
    return new Field(name, "event_time", "ISO 8601, UTC", d -> text(ISO.format(time(d))));
  }

  /// The same in each event.
  public static Field fixed(String name, JsonNode value) {
    return new Field(name, "", value.toString(), d -> Optional.of(value));
  }

  /// Where it happened, in the vendor's word for what the event says of itself in Meta's. An event
  /// that says nothing goes as from the web: a backend's copy must stay a copy of the page's.
  ///
  /// @param words Meta's word and the vendor's, one pair after the other with commas between
  public static Field source(String name, String web, String words) {
    var byMetas =
        Stream.of(words.strip().split(",\\s*"))
            .map(pair -> pair.split(" "))
            .collect(Collectors.toUnmodifiableMap(pair -> pair[0], pair -> pair[1]));
    return new Field(
        name,
        "params.action_source",
        web + "; " + words.strip().replaceAll("\\s+", " "),
        d -> text(d.event().text("params.action_source").map(byMetas::get).orElse(web)));
  }

  /// Present where an opt-out limits the use.
  public static Field limited(String name, JsonNode value) {
    return new Field(
        name,
        "consent decision",
        value + " where an opt-out limits the use",
        d -> d.consent().flags().limitedDataUse() ? Optional.of(value) : Optional.empty());
  }

  /// Normalised, then hashed; a SHA-256 passes through.
  public static Field hashed(
      String name, String path, String how, Function<String, Optional<String>> normalize) {
    return Field.hashed(name, path, how, raw -> Hashing.hash(raw, Hashing.SHA_256, normalize));
  }

  /// As [#hashed], by a rule that differs from country to country.
  ///
  /// @param normalize the text and the country as [Normalize#country] gives it, empty when unknown
  public static Field hashedInCountry(
      String name,
      String path,
      String how,
      BiFunction<String, String, Optional<String>> normalize) {
    return new Field(
        name,
        path,
        how + ", SHA-256",
        d -> {
          var country = country(d);
          return d.event()
              .text(path)
              .flatMap(
                  raw -> Hashing.hash(raw, Hashing.SHA_256, text -> normalize.apply(text, country)))
              .map(TextNode::valueOf);
        });
  }

  /// Normalised and in the clear; a hash is of no use there.
  public static Field plain(
      String name, String path, String how, Function<String, Optional<String>> normalize) {
    return new Field(
        name,
        path,
        how,
        d ->
            d.event()
                .text(path)
                .filter(text -> !Hashing.SHA_256.matcher(text).matches())
                .flatMap(normalize)
                .map(TextNode::valueOf));
  }

  /// One address of the visitor, in the clear.
  public static Field ip(String name) {
    return plain(name, "visitor.ip", "as it is", Normalize::ip);
  }

  /// As it is, unless it is blank or a hash.
  public static Field clear(String name, String path) {
    return plain(name, path, "as it is", raw -> Optional.of(raw).filter(text -> !text.isBlank()));
  }

  public static Field agent(String name) {
    return clear(name, "visitor.user_agent");
  }

  public static Field url(String name, String path) {
    return plain(name, path, "http and https only", Fields::http);
  }

  public static Field currency(String name) {
    return plain(name, "params.currency", "ISO 4217 in capitals", Amounts::currency);
  }

  /// A number as text without an exponent, for vendors that want it so.
  public static Field amountText(String name, String path) {
    return new Field(
        name,
        path,
        "decimal as text",
        d ->
            d.event()
                .at(path)
                .flatMap(Amounts::of)
                .map(BigDecimal::toPlainString)
                .map(TextNode::valueOf));
  }

  /// The visitor's country by what the user said, else by what the server saw; lower case, empty
  /// when unknown.
  public static String country(Delivery delivery) {
    return delivery
        .event()
        .text("user.country")
        .or(() -> delivery.event().text("visitor.country"))
        .flatMap(Normalize::country)
        .orElse("");
  }

  private static Optional<String> http(String url) {
    var start = url.substring(0, Math.min(8, url.length())).toLowerCase(Locale.ROOT);
    return start.startsWith("http://") || start.startsWith("https://")
        ? Optional.of(url)
        : Optional.empty();
  }

  private static Optional<JsonNode> number(long value) {
    return Optional.of(LongNode.valueOf(value));
  }

  private static Optional<JsonNode> text(String value) {
    return Optional.of(TextNode.valueOf(value));
  }
}
