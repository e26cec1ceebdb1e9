package dev.tagyard.proxy.compare;

import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/// What a vendor says it counted: day and event name → how many. Reports differ, so columns are
/// found by their usual names.
///
/// @param counts by day, then by event name as Tagyard writes it
public record VendorExport(Map<LocalDate, Map<String, Long>> counts) {
  private static final List<String> DAY = List.of("date", "day", "tag", "datum");
  private static final List<String> EVENT =
      List.of("event", "eventname", "conversionaction", "conversion", "name");
  private static final List<String> COUNT =
      List.of(
          "count",
          "eventcount",
          "events",
          "conversions",
          "total",
          "totalevents",
          "received",
          "results",
          "anzahl");

  private static final List<DateTimeFormatter> DATES =
      List.of(
          DateTimeFormatter.ISO_LOCAL_DATE,
          DateTimeFormatter.BASIC_ISO_DATE,
          DateTimeFormatter.ofPattern("M/d/uuuu", Locale.ROOT),
          DateTimeFormatter.ofPattern("d.M.uuuu", Locale.ROOT));

  /// Where vendors' names are other words than ours.
  private static final Map<String, String> OURS =
      Map.of(
          "lead", "generate_lead",
          "initiatecheckout", "begin_checkout",
          "completeregistration", "sign_up",
          "signup", "sign_up",
          "viewcontent", "view_item",
          "pagevisit", "page_view",
          "checkout", "purchase",
          "completepayment", "purchase",
          "addcart", "add_to_cart");

  /// @param text of the export, as CSV with a head line; lines before it are passed over
  /// @param names the vendor's name of an event → ours, where the operator says so
  /// @throws IllegalArgumentException saying what is missing
  public static VendorExport read(String text, Map<String, String> names) {
    var rows = Csv.rows(text);
    for (var i = 0; i < rows.size(); i++) {
      var head = rows.get(i).stream().map(VendorExport::plain).toList();
      var day = column(head, DAY);
      var event = column(head, EVENT);
      var count = column(head, COUNT);
      if (day >= 0 && event >= 0 && count >= 0) {
        return new VendorExport(read(rows.subList(i + 1, rows.size()), day, event, count, names));
      }
    }
    throw new IllegalArgumentException(
        "no line names a day ("
            + String.join(", ", DAY)
            + "), an event ("
            + String.join(", ", EVENT)
            + ") and a count ("
            + String.join(", ", COUNT)
            + ")");
  }

  private static Map<LocalDate, Map<String, Long>> read(
      List<List<String>> rows, int day, int event, int count, Map<String, String> names) {
    var counts = new TreeMap<LocalDate, Map<String, Long>>();
    for (var row : rows) {
      if (row.size() <= Math.max(day, Math.max(event, count))) {
        continue;
      }
      var date = date(row.get(day));
      var number = number(row.get(count));
      // A line of sums, or one of words: not of a day.
      if (date.isPresent() && number.isPresent()) {
        counts
            .computeIfAbsent(date.get(), _ -> new TreeMap<>())
            .merge(ours(row.get(event), names), number.get(), Long::sum);
      }
    }
    return counts;
  }

  private static String ours(String name, Map<String, String> names) {
    var said = names.get(name);
    if (said != null) {
      return said;
    }
    var plain = plain(name);
    var known = OURS.get(plain);
    return known != null
        ? known
        : name.replaceAll("([a-z0-9])([A-Z])", "$1_$2").replace(' ', '_').toLowerCase(Locale.ROOT);
  }

  private static int column(List<String> head, List<String> names) {
    return names.stream().mapToInt(head::indexOf).filter(at -> at >= 0).findFirst().orElse(-1);
  }

  private static String plain(String name) {
    return name.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]", "");
  }

  private static Optional<LocalDate> date(String text) {
    var day = text.length() > 10 && text.charAt(10) == 'T' ? text.substring(0, 10) : text;
    for (var format : DATES) {
      try {
        return Optional.of(LocalDate.parse(day, format));
      } catch (DateTimeException another) {
        // The next one may fit.
      }
    }
    return Optional.empty();
  }

  /// Whole numbers, also with marks between thousands, or as `12.0`.
  private static Optional<Long> number(String text) {
    var digits = text.replaceAll("[.,]0{1,2}$", "").replaceAll("[,.' \u00A0]", "");
    return digits.matches("[0-9]{1,15}") ? Optional.of(Long.parseLong(digits)) : Optional.empty();
  }
}
