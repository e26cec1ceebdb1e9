package dev.tagyard.proxy.sender;

import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/// Finds plain e-mail addresses and phone numbers in text as it goes out: JSON, forms, addresses,
/// also percent-encoded, once or more. Takes no memory where nothing is found.
///
/// A phone number is told from other numbers by its plus sign alone, or by being the event's own:
/// order ids, times and article numbers have as many digits.
final class PlainContact {
  private static final int FEWEST_DIGITS = 8;
  private static final int MOST_DIGITS = 15;

  /// Of the digits before a place only the last are of interest.
  private static final long LAST_DIGITS = 100_000_000;

  private static final int LONGEST_DOMAIN = 253;

  /// `logo@2x.png` is no address.
  private static final Set<String> FILES =
      Set.of("png", "jpg", "jpeg", "gif", "webp", "avif", "svg", "css", "js", "mp4", "woff");

  private static final int LONGEST_FILE = 4;

  /// Percent-encoded characters that end a value, so that nothing stands before an `@`.
  private static final Set<String> ENDS =
      Set.of("%3D", "%2F", "%20", "%26", "%3F", "%22", "%3A", "%2C", "%0A");

  private PlainContact() {}

  /// @param kind `e-mail` or `phone`
  /// @param from where it begins, roughly: at its middle for an e-mail address
  record Hit(String kind, int from, int to) {}

  /// The first one at or after a place.
  ///
  /// @param own the events' own numbers
  static Optional<Hit> find(String text, int start, OwnNumbers own) {
    var bySign = bySign(text, start);
    if (own.isEmpty() || !mayHold(text, start, own)) {
      return bySign;
    }
    var known = known(text, start, own);
    return bySign.isEmpty() || known.filter(hit -> hit.from() < bySign.get().from()).isPresent()
        ? known
        : bySign;
  }

  /// By an `@` or a plus sign, encoded or not. Most texts have none, or few: looking for a single
  /// letter is the fastest that there is.
  private static Optional<Hit> bySign(String text, int start) {
    var at = next(text, '@', start);
    var plus = next(text, '+', start);
    var percent = next(text, '%', start);
    while (true) {
      var i = Math.min(at, Math.min(plus, percent));
      if (i == text.length()) {
        return Optional.empty();
      }
      var hit =
          i == at ? email(text, i, i + 1) : i == plus ? phone(text, i, i + 1) : encoded(text, i);
      if (hit.isPresent()) {
        return hit;
      }
      at = i == at ? next(text, '@', i + 1) : at;
      plus = i == plus ? next(text, '+', i + 1) : plus;
      percent = i == percent ? next(text, '%', i + 1) : percent;
    }
  }

  /// @return the text's end where there is none
  private static int next(String text, char sign, int from) {
    var found = text.indexOf(sign, from);
    return found < 0 ? text.length() : found;
  }

  /// Whether digits anywhere, separators aside, end as an own number does. Where some do, [#known]
  /// looks closely.
  private static boolean mayHold(String text, int start, OwnNumbers own) {
    var value = 0L;
    var count = 0;
    for (var i = start; i < text.length(); i++) {
      var c = text.charAt(i);
      if (c >= '0' && c <= '9') {
        value = (value * 10 + c - '0') % LAST_DIGITS;
        count++;
        if (!digit(text, i + 1) && own.endAs(value, count)) {
          return true;
        }
      } else if (c > '9' || !separator(c)) {
        count = 0;
      }
    }
    return false;
  }

  /// An event's own number, in whatever form.
  private static Optional<Hit> known(String text, int start, OwnNumbers own) {
    for (var i = start; i < text.length(); i++) {
      if (digit(text, i) && !digit(text, i - 1)) {
        var end = knownFrom(text, i, own);
        if (end > 0) {
          return Optional.of(new Hit("phone", i, end));
        }
        i = -end - 1;
      }
    }
    return Optional.empty();
  }

  /// The text with all of them masked, for logs.
  static String mask(String text) {
    var masked = new StringBuilder();
    // What was masked counts for nothing any more: a number may follow it at once.
    var rest = text;
    for (var hit = find(rest, 0, OwnNumbers.NONE);
        hit.isPresent();
        hit = find(rest, 0, OwnNumbers.NONE)) {
      var start = hit.get().from();
      while (start > 0 && local(rest.charAt(start - 1))) {
        start--;
      }
      masked.append(rest, 0, start).append("***");
      rest = rest.substring(hit.get().to());
    }
    return masked.append(rest).toString();
  }

  /// The digits of a text alone.
  static String digits(String text) {
    var digits = new StringBuilder(text.length());
    for (var i = 0; i < text.length(); i++) {
      if (digit(text, i)) {
        digits.append(text.charAt(i));
      }
    }
    return digits.toString();
  }

  private static Optional<Hit> encoded(String text, int percent) {
    var after = afterEncoded(text, percent);
    if (after == 0) {
      return Optional.empty();
    }
    return text.charAt(after - 1) == '0'
        ? email(text, percent, after)
        : phone(text, percent, after);
  }

  /// After `%40` or `%2B`, also with `%25` for each percent sign; 0 for anything else.
  private static int afterEncoded(String text, int percent) {
    var at = percent + 1;
    while (at + 1 < text.length() && text.charAt(at) == '2' && text.charAt(at + 1) == '5') {
      at += 2;
    }
    if (at + 1 >= text.length()) {
      return 0;
    }
    var one = text.charAt(at);
    var two = text.charAt(at + 1);
    var isAt = one == '4' && two == '0';
    var isPlus = one == '2' && (two == 'B' || two == 'b');
    return isAt || isPlus ? at + 2 : 0;
  }

  private static Optional<Hit> email(String text, int before, int after) {
    if (before == 0 || !local(text.charAt(before - 1)) || endsEncoded(text, before)) {
      return Optional.empty();
    }
    var end = after;
    var dot = -1;
    var most = Math.min(text.length(), after + LONGEST_DOMAIN);
    while (end < most) {
      var c = text.charAt(end);
      if (c == '.' && end > after) {
        dot = end;
      } else if (!Character.isLetterOrDigit(c) && c != '-') {
        break;
      }
      end++;
    }
    if (dot == end - 1) {
      // A full stop behind it: look at what is before that.
      end = dot;
      dot = lastDot(text, after, end);
    }
    if (dot <= after || end - dot < 3) {
      return Optional.empty();
    }
    for (var i = dot + 1; i < end; i++) {
      if (!Character.isLetter(text.charAt(i))) {
        return Optional.empty();
      }
    }
    return isFile(text, dot + 1, end)
        ? Optional.empty()
        : Optional.of(new Hit("e-mail", before, end));
  }

  // Java looks at the whole text for each Σ in it that is to be lower case.
  private static boolean isFile(String text, int from, int to) {
    return to - from <= LONGEST_FILE
        && FILES.contains(text.substring(from, to).toLowerCase(Locale.ROOT));
  }

  private static int lastDot(String text, int from, int end) {
    for (var i = end - 1; i > from; i--) {
      if (text.charAt(i) == '.') {
        return i;
      }
    }
    return -1;
  }

  private static boolean local(char c) {
    return Character.isLetterOrDigit(c) || "._-+'".indexOf(c) >= 0;
  }

  private static boolean endsEncoded(String text, int before) {
    return before >= 3
        && text.charAt(before - 3) == '%'
        && ENDS.contains(text.substring(before - 3, before).toUpperCase(Locale.ROOT));
  }

  /// @param sign where the plus sign is; in an address one within a text is a space
  private static Optional<Hit> phone(String text, int sign, int after) {
    if (sign > 0 && Character.isLetterOrDigit(text.charAt(sign - 1)) && !endsEncoded(text, sign)) {
      return Optional.empty();
    }
    var digits = 0;
    var end = after;
    for (var i = after; i < text.length() && i - end <= 2; i++) {
      if (digit(text, i)) {
        digits++;
        end = i + 1;
      } else if (!separator(text.charAt(i))) {
        break;
      }
    }
    return after < text.length()
            && text.charAt(after) != '0'
            && digits >= FEWEST_DIGITS
            && digits <= MOST_DIGITS
        ? Optional.of(new Hit("phone", sign, end))
        : Optional.empty();
  }

  /// Whether the digits from here on, separators aside, end as an own number does.
  ///
  /// @return where they end; if not so, below zero, where to look on: those in between end alike
  private static int knownFrom(String text, int start, OwnNumbers own) {
    var value = 0L;
    var digits = 0;
    var end = start;
    for (var i = start; i < text.length() && i - end <= 2 && digits <= MOST_DIGITS; i++) {
      if (digit(text, i)) {
        value = (value * 10 + text.charAt(i) - '0') % LAST_DIGITS;
        digits++;
        end = i + 1;
      } else if (!separator(text.charAt(i))) {
        break;
      }
    }
    if (digits > MOST_DIGITS) {
      return -(start + 1);
    }
    return own.endAs(value, digits) ? end : -end;
  }

  private static boolean separator(char c) {
    return c == ' ' || c == '-' || c == '.' || c == '(' || c == ')' || c == '/';
  }

  private static boolean digit(String text, int at) {
    return at >= 0 && at < text.length() && text.charAt(at) >= '0' && text.charAt(at) <= '9';
  }
}
