package dev.tagyard.proxy.eventlog.rocksdb;

import static dev.tagyard.proxy.eventlog.rocksdb.Records.NOON;
import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tagyard.proxy.eventlog.Claim;
import dev.tagyard.proxy.eventlog.ClaimKey;
import dev.tagyard.proxy.eventlog.DispatchBatch;
import dev.tagyard.proxy.eventlog.Fact;
import dev.tagyard.proxy.eventlog.OutboxEntry;
import dev.tagyard.proxy.eventlog.Position;
import dev.tagyard.proxy.eventlog.Settlement;
import dev.tagyard.proxy.eventlog.Settlement.Next;
import dev.tagyard.proxy.eventlog.Term;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What is sealed stands nowhere on disk, in no spelling; and the search is one that can find it.
final class NothingReadableTest {
  private static final String EVENT_ID = "order-4711-lovelace";
  private static final String TRANSACTION_ID = "T-20261122-0815";
  private static final List<String> SOUGHT =
      List.of(EVENT_ID, "ada@example.org", "c-" + EVENT_ID, "sku-7");

  @TempDir private Path folder;

  @Test
  void sealed_values_hold_it_and_files_and_keys_do_not() throws IOException {
    var keys = new StringBuilder();
    var values = new StringBuilder();
    var sealed = new StringBuilder();
    try (var fixture = new LogFixture(folder)) {
      fill(fixture);
      fixture.log.forEachUnsealed((column, key, value) -> {
        keys.append(new String(key, ISO_8859_1)).append('\n');
        (isSealed(column) ? sealed : values).append(new String(value, UTF_8)).append('\n');
      });
    }
    // Closed, so that all of it is on files; opened again, so that some of it is in tables.
    new LogFixture(folder).close();

    for (var each : SOUGHT) {
      assertThat(sealed).contains(each);
    }
    var files = contents();
    for (var each : Stream.concat(SOUGHT.stream(), Stream.of(TRANSACTION_ID)).toList()) {
      spellings(each)
          .forEach(spelling -> {
            assertThat(keys.indexOf(spelling)).as("key %s", spelling).isNegative();
            assertThat(values.indexOf(spelling)).as("value %s", spelling).isNegative();
            assertThat(files.indexOf(spelling)).as("file %s", spelling).isNegative();
          });
    }
  }

  private static void fill(LogFixture fixture) {
    var log = fixture.log;
    fixture.put(Records.entry(EVENT_ID));
    fixture.put(Records.entry(EVENT_ID));
    var sent = outbox(1);
    var dead = outbox(2);
    var claims =
        Map.of(
            ClaimKey.ofEvent("purchase", EVENT_ID), new Claim(Map.of("meta", true), NOON),
            ClaimKey.ofTransaction("purchase", TRANSACTION_ID), new Claim(Map.of(), NOON));
    var facts = List.of(Records.fact(EVENT_ID, 1, Fact.Kind.RECEIVED));
    log.commit(
        new DispatchBatch(
            Position.START,
            new Position(2),
            claims,
            List.of(sent, dead),
            Map.of(),
            Map.of(),
            List.of(),
            facts));
    log.settle(
        List.of(
            new Settlement(sent, new Next.Again(NOON.plusSeconds(9), 1, ""), facts),
            new Settlement(dead, new Next.Dead(Term.REJECTED, "bad", "No."), facts)));
  }

  private static OutboxEntry outbox(long position) {
    return new OutboxEntry(
        "meta",
        new Position(position),
        0,
        Records.event(EVENT_ID),
        Records.DECISION.of("meta"),
        NOON,
        NOON,
        0,
        "");
  }

  private static boolean isSealed(String label) {
    return Stream.of(Column.values()).anyMatch(each -> each.sealed() && each.label().equals(label));
  }

  private String contents() throws IOException {
    var all = new StringBuilder();
    for (var file : Folders.files(folder)) {
      all.append(Files.readString(file, ISO_8859_1)).append('\n');
    }
    return all.toString();
  }

  /// Text, hex in both cases, and base64 at each of its three alignments.
  private static Stream<String> spellings(String text) {
    var hex = HexFormat.of().formatHex(text.getBytes(UTF_8));
    var base64 = IntStream.range(0, 3).mapToObj(before -> base64(text, before));
    return Stream.concat(Stream.of(text, hex, hex.toUpperCase(Locale.ROOT)), base64);
  }

  /// The characters that are the same whatever stands around the text, so many bytes into a group.
  private static String base64(String text, int before) {
    var bytes = ("xx".substring(0, before) + text).getBytes(UTF_8);
    var encoded = Base64.getEncoder().withoutPadding().encodeToString(bytes);
    var from = before == 0 ? 0 : before + 1;
    return encoded.substring(from, encoded.length() - (bytes.length % 3 == 0 ? 0 : 1));
  }
}
