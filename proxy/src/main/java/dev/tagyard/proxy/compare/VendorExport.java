package dev.tagyard.proxy.compare;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Pattern;

/// What a vendor says it counted: day and event name → how many. Reports differ, so columns are
/// found by their usual names.
///
/// @param counts by day, then by event name as Tagyard writes it; fractions are summed, then
///   rounded
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

  private static final List<Character> SEPARATORS = List.of(',', ';', '\t');

  private static final Pattern MARKED_THOUSANDS =
      Pattern.compile("[1-9][0-9]{0,2}([.,])(?:[0-9]{2,3}\\1)*[0-9]{3}");
  private static final Pattern NUMBER = Pattern.compile("[0-9]{1,15}(?:\\.[0-9]*)?|\\.[0-9]+");

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

  /// @param text of the export, as CSV (comma, semicolon or tab) with a head line; lines before it
  ///   are passed over
  /// @param names the vendor's name of an event → ours, where the operator says so
  /// @throws IllegalArgumentException saying what is missing
  public static VendorExport read(String text, Map<String, String> names) {
    return SEPARATORS.stream()
        .flatMap(separator -> read(Csv.rows(text, separator), names).stream())
        .findFirst()
        .orElseThrow(() ->
            new IllegalArgumentException(
                "no line names a day ("
                    + String.join(", ", DAY)
                    + "), an event ("
                    + String.join(", ", EVENT)
                    + ") and a count ("
                    + String.join(", ", COUNT)
                    + ")"));
  }

  /// Nothing where no row is the head line: then they are separated by another character.
  private static Optional<VendorExport> read(List<List<String>> rows, Map<String, String> names) {
    for (var i = 0; i < rows.size(); i++) {
      var head = rows.get(i).stream().map(VendorExport::plain).toList();
      var day = column(head, DAY);
      var event = column(head, EVENT);
      var count = column(head, COUNT);
      if (day >= 0 && event >= 0 && count >= 0) {
        var counts = read(rows.subList(i + 1, rows.size()), day, event, count, names);
        return Optional.of(new VendorExport(counts));
      }
    }
    return Optional.empty();
  }

  private static Map<LocalDate, Map<String, Long>> read(
      List<List<String>> rows, int day, int event, int count, Map<String, String> names) {
    var sums = new TreeMap<LocalDate, Map<String, BigDecimal>>();
    for (var row : rows) {
      if (row.size() <= Math.max(day, Math.max(event, count))) {
        continue;
      }
      var date = date(row.get(day));
      var number = number(row.get(count));
      // A line of sums, or one of words: not of a day.
      if (date.isPresent() && number.isPresent()) {
        sums.computeIfAbsent(date.get(), _ -> new TreeMap<>())
            .merge(ours(row.get(event), names), number.get(), BigDecimal::add);
      }
    }
    return rounded(sums);
  }

  private static Map<LocalDate, Map<String, Long>> rounded(
      Map<LocalDate, Map<String, BigDecimal>> sums) {
    var counts = new TreeMap<LocalDate, Map<String, Long>>();
    sums.forEach((day, byEvent) -> {
      var whole = counts.computeIfAbsent(day, _ -> new TreeMap<>());
      byEvent.forEach(
          (event, sum) -> whole.put(event, sum.setScale(0, RoundingMode.HALF_UP).longValueExact()));
    });
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

  /// With marks between thousands or without; vendors that attribute count fractions. `1.234` and
  /// `1,234` may be either, and are taken for thousands.
  private static Optional<BigDecimal> number(String text) {
    var marked = text.replaceAll("['’ \u00A0\u2009\u202F]", "");
    var point =
        MARKED_THOUSANDS.matcher(marked).matches()
            ? -1
            : Math.max(marked.lastIndexOf('.'), marked.lastIndexOf(','));
    var whole = (point < 0 ? marked : marked.substring(0, point)).replaceAll("[.,]", "");
    var digits = point < 0 ? whole : whole + "." + marked.substring(point + 1);
    return NUMBER.matcher(digits).matches()
        ? Optional.of(new BigDecimal(digits))
        : Optional.empty();
  }
}
