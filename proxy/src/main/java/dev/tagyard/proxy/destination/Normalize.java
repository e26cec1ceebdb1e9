package dev.tagyard.proxy.destination;

import java.text.Normalizer;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.function.IntPredicate;
import java.util.regex.Pattern;

/// Personal fields in the spelling that a vendor matches by. Vendors differ, so one field can have
/// several functions; each gives empty where the value is of no use. Lower case is that of no
/// language: a Turkish server writes the same hash as any other.
public final class Normalize {
  private static final Set<String> COUNTRIES =
      Locale.getISOCountries(Locale.IsoCountryCode.PART1_ALPHA2);

  /// Longer is no name and no address. To compose accents and to find where Greek words end takes
  /// the JDK the square of the length: minutes for the longest text that an event may hold.
  private static final int LONGEST = 256;

  private static final Set<String> GMAIL = Set.of("gmail.com", "googlemail.com");
  private static final Map<String, String> GENDERS =
      Map.of("m", "m", "male", "m", "man", "m", "f", "f", "female", "f", "woman", "f");
  private static final Pattern IP =
      Pattern.compile("\\d{1,3}(\\.\\d{1,3}){3}|(?=.*:.*:)[0-9a-fA-F:]{2,39}(\\.\\d{1,3}){0,3}");
  private static final Pattern EXTENSION =
      Pattern.compile("(?i)(?<=\\d)[\\s,;.]*(?:#|x|ext|extension|durchwahl)");
  private static final Set<String> TITLES = Set.of("mr.", "mrs.", "ms.", "dr.");
  private static final Set<String> SUFFIXES =
      Set.of(
          "jr.", "sr.", "2nd", "3rd", "ii", "iii", "iv", "v", "vi", "cpa", "dc", "dds", "vm", "jd",
          "md", "phd");
  private static final Pattern DATE =
      Pattern.compile("(\\d{4})([-/.]?)(\\d{2})\\2(\\d{2})(?:[T ].*)?");

  private Normalize() {}

  /// Without spaces, control and invisible characters at the ends.
  public static String trim(String raw) {
    var from = 0;
    var to = raw.length();
    while (from < to && blank(raw.codePointAt(from))) {
      from += Character.charCount(raw.codePointAt(from));
    }
    while (to > from && blank(raw.codePointBefore(to))) {
      to -= Character.charCount(raw.codePointBefore(to));
    }
    return raw.substring(from, to);
  }

  /// Trimmed and in lower case; empty when it does not look like an address.
  public static Optional<String> email(String raw) {
    var text = lower(raw);
    var at = text.indexOf('@');
    var dot = text.lastIndexOf('.');
    var looksRight =
        at > 0
            && at == text.lastIndexOf('@')
            && dot > at + 1
            && dot < text.length() - 1
            && text.codePoints().noneMatch(Normalize::blank);
    return looksRight ? Optional.of(text) : Optional.empty();
  }

  /// As [#email], and for Gmail without the dots before the `@`, as Google Analytics asks.
  public static Optional<String> emailForGoogle(String raw) {
    return email(raw)
        .map(address -> {
          var at = address.indexOf('@');
          return GMAIL.contains(address.substring(at + 1))
              ? address.substring(0, at).replace(".", "") + address.substring(at)
              : address;
        })
        .filter(address -> !address.startsWith("@"));
  }

  /// As [#email], and for Gmail without the dots before the `@` and what follows a plus there, as
  /// Google Ads asks.
  public static Optional<String> emailForGoogleAds(String raw) {
    return email(raw)
        .map(address -> {
          var at = address.indexOf('@');
          return GMAIL.contains(address.substring(at + 1))
              ? untagged(address.substring(0, at)).replace(".", "") + address.substring(at)
              : address;
        })
        .filter(address -> !address.startsWith("@"));
  }

  /// As [#email], at every domain without the dots before the `@` and what follows a plus there:
  /// Microsoft.
  public static Optional<String> emailUndotted(String raw) {
    return email(raw)
        .map(address -> {
          var at = address.indexOf('@');
          return untagged(address.substring(0, at)).replace(".", "") + address.substring(at);
        })
        .filter(address -> !address.startsWith("@"));
  }

  /// As [#email], at every domain before the `@` without what follows a plus, and of the rest the
  /// letters and digits alone: Reddit.
  public static Optional<String> emailAlphanumeric(String raw) {
    return email(raw)
        .map(address -> {
          var at = address.indexOf('@');
          return keep(untagged(address.substring(0, at)), Character::isLetterOrDigit)
              + address.substring(at);
        })
        .filter(address -> !address.startsWith("@"));
  }

  private static String untagged(String local) {
    var plus = local.indexOf('+');
    return plus < 0 ? local : local.substring(0, plus);
  }

  /// As [#phoneE164], without the plus: Pinterest, Snapchat.
  public static Optional<String> phoneInternational(String raw) {
    return phoneE164(raw).map(number -> number.substring(1));
  }

  /// As [#phoneE164], without an extension (`ext. 12`, `x12`, `#12`): Reddit.
  public static Optional<String> phoneWithoutExtension(String raw) {
    var end = EXTENSION.matcher(raw);
    return phoneE164(end.find() ? raw.substring(0, end.start()) : raw);
  }

  /// Digits alone, without leading zeros (an exit prefix `00`, a trunk `0`): Meta, Pinterest, Snap.
  /// The number must hold its country code already; none is ever made up.
  public static Optional<String> phoneDigits(String raw) {
    var digits = digits(raw);
    var from = 0;
    while (from < digits.length() && digits.charAt(from) == '0') {
      from++;
    }
    // The upper bound leaves room for an extension, whose digits stay in.
    return Optional.of(digits.substring(from)).filter(d -> d.length() >= 7 && d.length() <= 20);
  }

  /// `+` and digits (E.164): Google, TikTok, Reddit, X. Empty for a number in its national form: no
  /// country code starts with 0, and none is ever made up. A trunk zero written as `(0)` is no part
  /// of an international number.
  public static Optional<String> phoneE164(String raw) {
    var first = raw.codePoints().filter(c -> c == '+' || Character.isDigit(c)).findFirst();
    var international = first.equals(OptionalInt.of('+')) || digits(raw).startsWith("00");
    var digits = digits(international ? raw.replace("(0)", "") : raw);
    var number = digits.startsWith("00") ? digits.substring(2) : digits;
    return number.length() >= 7 && number.length() <= 15 && number.charAt(0) != '0'
        ? Optional.of("+" + number)
        : Optional.empty();
  }

  /// Lower case; inner spaces and punctuation stay: TikTok, Pinterest.
  public static Optional<String> name(String raw) {
    return some(lower(raw));
  }

  /// Lower case, without a title before and a suffix behind it, as Google's own library has it.
  public static Optional<String> nameUntitled(String raw) {
    var words = List.of(lower(raw).split("\\s+", -1));
    var from = 0;
    var to = words.size();
    while (to - from > 1 && TITLES.contains(words.get(from))) {
      from++;
    }
    while (to - from > 1 && SUFFIXES.contains(words.get(to - 1))) {
      to--;
    }
    return some(String.join(" ", words.subList(from, to)));
  }

  /// Lower case, without spaces and punctuation; accents and other scripts stay.
  public static Optional<String> nameJoined(String raw) {
    return some(keep(lower(raw), c -> !blank(c) && !symbol(c)));
  }

  /// Lower case, without digits and symbols; inner spaces stay.
  public static Optional<String> nameSpaced(String raw) {
    return some(trim(keep(lower(raw), c -> !digit(c) && !symbol(c))));
  }

  /// Lower case, without symbols; digits and inner spaces stay.
  public static Optional<String> street(String raw) {
    return some(trim(keep(lower(raw), c -> !symbol(c))));
  }

  /// Lower case, without spaces, punctuation and digits.
  public static Optional<String> cityJoined(String raw) {
    return some(keep(lower(raw), c -> !blank(c) && !symbol(c) && !digit(c)));
  }

  /// The two-letter code in the United States and Canada, elsewhere lower case without spaces and
  /// punctuation.
  ///
  /// @param country as [#country] gives it; empty text when unknown
  public static Optional<String> state(String raw, String country) {
    var text = lower(raw);
    var code =
        !country.isEmpty() && text.startsWith(country + "-")
            ? text.substring(country.length() + 1)
            : text;
    return nameJoined(code).map(name -> Subdivisions.code(country, name).orElse(name));
  }

  /// As [#state] where that gives two letters, else empty: Pinterest, Snapchat.
  public static Optional<String> stateCode(String raw, String country) {
    return state(raw, country).filter(code -> code.matches("[a-z]{2}"));
  }

  /// Digits alone: Pinterest.
  public static Optional<String> zipDigits(String raw) {
    return some(digits(raw));
  }

  /// Lower case without spaces and dashes; of a US code the first five digits.
  ///
  /// @param country as [#country] gives it; empty text when unknown
  public static Optional<String> zip(String raw, String country) {
    var text = lower(raw);
    var dash = text.indexOf('-');
    var head = country.equals("us") && dash >= 0 ? text.substring(0, dash) : text;
    var code = keep(head, c -> !blank(c) && c != '-');
    var cut = country.equals("us") && code.length() > 5 ? code.substring(0, 5) : code;
    return Optional.of(cut).filter(c -> c.length() >= 2);
  }

  /// ISO 3166-1 alpha-2 in lower case; empty for anything else.
  public static Optional<String> country(String raw) {
    var code = trim(raw).toUpperCase(Locale.ROOT);
    return COUNTRIES.contains(code) ? Optional.of(code.toLowerCase(Locale.ROOT)) : Optional.empty();
  }

  /// As [#country], in capitals.
  public static Optional<String> countryCapitals(String raw) {
    return country(raw).map(code -> code.toUpperCase(Locale.ROOT));
  }

  /// Trimmed; case and inner spaces stay.
  public static Optional<String> trimmed(String raw) {
    return some(trim(raw));
  }

  /// `m` or `f`; empty for anything else.
  public static Optional<String> gender(String raw) {
    return Optional.ofNullable(GENDERS.get(lower(raw)));
  }

  /// `YYYYMMDD` from a date that starts with the year.
  public static Optional<String> birthDate(String raw) {
    var match = DATE.matcher(trim(raw));
    if (!match.matches()) {
      return Optional.empty();
    }
    var digits = match.group(1) + match.group(3) + match.group(4);
    try {
      LocalDate.of(number(match.group(1)), number(match.group(3)), number(match.group(4)));
      return Optional.of(digits);
    } catch (DateTimeException noSuchDay) {
      return Optional.empty();
    }
  }

  /// An IPv4 or IPv6 address, as it is; empty for anything else.
  public static Optional<String> ip(String raw) {
    return Optional.of(trim(raw)).filter(text -> IP.matcher(text).matches());
  }

  /// Lower case without any space: an id of the company's own.
  public static Optional<String> externalId(String raw) {
    return some(keep(lower(raw), c -> !blank(c)));
  }

  /// Trimmed, in lower case, accents composed as keyboards type them; too long a text letter by
  /// letter.
  private static String lower(String raw) {
    var text = trim(raw);
    if (text.length() <= LONGEST) {
      return Normalizer.normalize(text.toLowerCase(Locale.ROOT), Normalizer.Form.NFC);
    }
    var lower = new StringBuilder(text.length());
    text.codePoints().map(Character::toLowerCase).forEach(lower::appendCodePoint);
    return lower.toString();
  }

  private static String digits(String raw) {
    var digits = new StringBuilder(raw.length());
    for (int i = 0, c; i < raw.length(); i += Character.charCount(c)) {
      c = raw.codePointAt(i);
      var digit = Character.digit(c, 10);
      if (digit >= 0) {
        digits.append(digit);
      }
    }
    return digits.toString();
  }

  private static String keep(String text, IntPredicate wanted) {
    var kept = new StringBuilder(text.length());
    for (int i = 0, c; i < text.length(); i += Character.charCount(c)) {
      c = text.codePointAt(i);
      if (wanted.test(c)) {
        kept.appendCodePoint(c);
      }
    }
    return kept.toString();
  }

  private static Optional<String> some(String text) {
    return text.isEmpty() ? Optional.empty() : Optional.of(text);
  }

  private static int number(String digits) {
    return Integer.parseInt(digits);
  }

  private static boolean blank(int c) {
    return Character.isWhitespace(c)
        || Character.isSpaceChar(c)
        || Character.isISOControl(c)
        || (Character.getType(c) == Character.FORMAT && c != 0x200C && c != 0x200D);
  }

  private static boolean digit(int c) {
    return switch (Character.getType(c)) {
      case Character.DECIMAL_DIGIT_NUMBER, Character.LETTER_NUMBER, Character.OTHER_NUMBER -> true;
      default -> false;
    };
  }

  private static boolean symbol(int c) {
    return switch (Character.getType(c)) {
      case Character.CONNECTOR_PUNCTUATION,
          Character.DASH_PUNCTUATION,
          Character.START_PUNCTUATION,
          Character.END_PUNCTUATION,
          Character.INITIAL_QUOTE_PUNCTUATION,
          Character.FINAL_QUOTE_PUNCTUATION,
          Character.OTHER_PUNCTUATION,
          Character.MATH_SYMBOL,
          Character.CURRENCY_SYMBOL,
          Character.MODIFIER_SYMBOL,
          Character.OTHER_SYMBOL ->
          true;
      default -> false;
    };
  }
}
