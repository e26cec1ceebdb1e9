package dev.tagyard.consent.gpp;

import static org.assertj.core.api.Assertions.assertThat;

import com.iab.gpp.encoder.GppModel;
import dev.tagyard.consent.Mutations;
import dev.tagyard.consent.TestFiles;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// The reader against `iabgpp-encoder`, 100,000 strings: the same sections and the same opt-outs,
/// except for what the list of disagreements names.
final class GppAgreementTest {
  private static final int STRINGS = 12_500;

  /// Every way in which the two may differ; what is not here is a bug.
  private enum Disagreement {
    /// We refuse what has no header of type 3 and version 1; the encoder takes an empty string, a
    /// bare TC string and other versions.
    NO_HEADER,
    /// We refuse a header that is cut or names another number of sections than follow; the encoder
    /// takes what it finds.
    SECTIONS_DO_NOT_MATCH,
    /// The encoder leaves out sections that it does not know; we keep the id, since an unknown
    /// section in force counts as an opt-out.
    UNKNOWN_SECTION,
    /// We refuse a section of another version; the encoder does not look.
    SECTION_VERSION,
    /// We refuse parts that are empty, too many, or not of the type for Global Privacy Control; the
    /// encoder takes the last, or leaves them out.
    ODD_PARTS,
    /// We hear Global Privacy Control also in sections that do not define it.
    GPC_NOT_DEFINED,
    /// The encoder wants the older national section filled up to 66 bits; its fields end at 60.
    NATIONAL_NOT_FILLED
  }

  private static final Logger NOISE = Logger.getLogger("com.iab.gpp");

  private final Map<Disagreement, Integer> disagreements = new EnumMap<>(Disagreement.class);
  private int agreed;

  @BeforeAll
  static void silence() {
    NOISE.setLevel(Level.OFF);
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
  void reads_as_the_encoder_does(long seed) {
    var random = new SplittableRandom(seed);
    var strings = strings(random);

    for (int i = 0; i < STRINGS; i++) {
      compare(random.nextInt(4) == 0 ? written(random) : Mutations.mutate(strings, random));
    }

    assertThat(agreed).isGreaterThan(STRINGS / 2);
  }

  /// The list has no dead entry: each is shown by a string.
  @Test
  void names_no_disagreement_that_does_not_occur() {
    assertThat(named("")).isEqualTo(Disagreement.NO_HEADER);
    assertThat(named("DBABBg~BUYAAACA~BUYAAACA")).isEqualTo(Disagreement.SECTIONS_DO_NOT_MATCH);
    assertThat(named("DBABG4~B")).isEqualTo(Disagreement.UNKNOWN_SECTION);
    assertThat(named("DBABBg~CUYAAACA")).isEqualTo(Disagreement.SECTION_VERSION);
    assertThat(named("DBABBg~BUYAAACA.8O")).isEqualTo(Disagreement.ODD_PARTS);
    assertThat(named("DBABRg~BAAAAAA.YA")).isEqualTo(Disagreement.GPC_NOT_DEFINED);
    assertThat(named("DBABLA~BVQqAAAAAg")).isEqualTo(Disagreement.NATIONAL_NOT_FILLED);
  }

  private Disagreement named(String text) {
    disagreements.clear();
    compare(text);
    assertThat(disagreements).as(text).hasSize(1);
    return disagreements.keySet().iterator().next();
  }

  private void compare(String text) {
    var ours = GppReader.read(text);
    var theirs = model(text);
    if (ours.isEmpty()) {
      theirs.ifPresentOrElse(model -> disagree(theyAlone(text)), () -> agreed++);
      return;
    }
    assertThat(theirs).as(text).isPresent();
    var known = new ArrayList<>(ours.get().ids());
    if (known.removeIf(id -> id == 1 || id == 3 || id == 4 || id > 22)) {
      disagree(Disagreement.UNKNOWN_SECTION);
    }
    assertThat(theirs.get().getSectionIds()).as(text).containsExactlyInAnyOrderElementsOf(known);
    for (var section : UsSection.ALL) {
      if (known.contains(section.id())) {
        compare(section, ours.get().sections().getOrDefault(section.id(), ""), theirs.get());
      }
    }
  }

  private void compare(UsSection section, String part, GppModel model) {
    var ours = UsChoice.read(section, part);
    var theirs = theirs(section, model);
    if (ours.equals(theirs)) {
      agreed++;
    } else if (ours.isEmpty()) {
      disagree(section(part));
    } else if (theirs.isEmpty()) {
      assertThat(section.id() == 7 && core(part).length() == 10).as(part).isTrue();
      disagree(Disagreement.NATIONAL_NOT_FILLED);
    } else {
      var we = ours.get();
      assertThat(Set.of(9, 11, 13)).as(section.name() + " " + part).contains(section.id());
      assertThat(new UsChoice(we.sale(), we.sharing(), we.targeted(), we.child(), false))
          .isEqualTo(theirs.get());
      disagree(Disagreement.GPC_NOT_DEFINED);
    }
  }

  private void disagree(Disagreement disagreement) {
    disagreements.merge(disagreement, 1, Integer::sum);
  }

  /// Why the encoder takes what we refuse.
  private static Disagreement theyAlone(String text) {
    return text.startsWith("DB") ? Disagreement.SECTIONS_DO_NOT_MATCH : Disagreement.NO_HEADER;
  }

  private static Disagreement section(String part) {
    var core = core(part);
    if (!core.startsWith("B")) {
      return Disagreement.SECTION_VERSION;
    }
    assertThat(part.substring(core.length())).as(part).doesNotMatch("(\\.[Q-Za-f][A-Za-z0-9_-]*)?");
    return Disagreement.ODD_PARTS;
  }

  private static String core(String part) {
    return part.split("\\.", 2)[0];
  }

  private static Optional<GppModel> model(String text) {
    try {
      var model = new GppModel(text);
      assertThat(model.getSectionIds()).isNotNull();
      return Optional.of(model);
    } catch (RuntimeException e) {
      return Optional.empty();
    }
  }

  private static Optional<UsChoice> theirs(UsSection section, GppModel model) {
    try {
      return Optional.of(choice(section, model));
    } catch (RuntimeException e) {
      return Optional.empty();
    }
  }

  private static UsChoice choice(UsSection section, GppModel model) {
    boolean child = section.children() > 0 && children(section, model);
    return new UsChoice(
        number(section, model, "SaleOptOut").orElseThrow(),
        number(section, model, "SharingOptOut"),
        number(section, model, "TargetedAdvertisingOptOut"),
        child,
        model.hasField(section.id(), "Gpc")
            && Boolean.TRUE.equals(model.getFieldValue(section.id(), "Gpc")));
  }

  private static boolean children(UsSection section, GppModel model) {
    var value = model.getFieldValue(section.id(), "KnownChildSensitiveDataConsents");
    return value instanceof List<?> list
        ? list.stream().anyMatch(v -> v.equals(1) || v.equals(3))
        : value.equals(1) || value.equals(3);
  }

  private static OptionalInt number(UsSection section, GppModel model, String field) {
    return model.hasField(section.id(), field)
        ? OptionalInt.of((Integer) model.getFieldValue(section.id(), field))
        : OptionalInt.empty();
  }

  private static List<String> strings(SplittableRandom random) {
    var strings = new ArrayList<String>();
    TestFiles.vectors("gpp").forEach(v -> strings.add(v.path("input").asText()));
    for (int i = 0; i < 40; i++) {
      strings.add(written(random));
    }
    return strings;
  }

  /// A well-formed string with one or two sections of the United States, filled at random.
  private static String written(SplittableRandom random) {
    int first = 7 + random.nextInt(16);
    int last = Math.min(22, first + random.nextInt(2));
    var text = new StringBuilder(GppWriter.header(first, last));
    for (int id = first; id <= last; id++) {
      var section = UsSection.byId(id).orElseThrow();
      int length = id == 7 ? 70 : section.bits();
      var bits = new StringBuilder("000001");
      while (bits.length() < length) {
        bits.append(random.nextInt(3) == 0 ? "10" : random.nextBoolean() ? "00" : "01");
      }
      text.append('~').append(GppWriter.sextets(bits.toString()));
      if (random.nextBoolean()) {
        text.append(random.nextBoolean() ? ".YA" : ".QA");
      }
    }
    return text.toString();
  }
}
