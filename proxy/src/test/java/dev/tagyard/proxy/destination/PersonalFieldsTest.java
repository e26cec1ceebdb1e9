package dev.tagyard.proxy.destination;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tagyard.proxy.plan.PlanReader;
import dev.tagyard.proxy.plan.PlannedDestination;
import dev.tagyard.proxy.standin.OtherVendors;
import dev.tagyard.rules.RuleObserver;
import dev.tagyard.rules.event.Event;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/// What each vendor gets of a person, field by field, by its own spelling: a row for what it wants
/// hashed, in the clear, or not at all.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class PersonalFieldsTest {
  private static final String CONTRACT_S =
      """
        meta: {type: meta, pixel_id: "1234567890", access_token: token-of-nobody}
        ga4: {type: ga4, measurement_id: G-TEST123, api_secret: secret-of-nobody}
      """;

  private Map<String, PlannedDestination> ours = Map.of();

  @BeforeAll
  void read(@TempDir Path folder) throws IOException {
    var file = folder.resolve("tagyard.yaml");
    Files.writeString(
        file,
        "data: {dir: data}\ndestinations:\n"
            + CONTRACT_S
            + OtherVendors.yaml(type -> URI.create("http://127.0.0.1:1"))
                .replace("type: linkedin\n", "type: linkedin\n    names: true\n"));
    var loaded =
        new PlanReader(file, name -> Optional.empty(), RuleObserver.NONE, InstantSource.system())
            .read(1);
    assertThat(loaded.problems()).isEmpty();
    loaded
        .plan()
        .ifPresent(plan -> {
          ours = plan.destinations();
          plan.rules().close();
        });
  }

  @ParameterizedTest
  @CsvSource({
    // Dots and tags of Gmail, and of any other domain.
    "meta, hash, zoë.lee+news@googlemail.com, hash, ann-lee!.x+news@shop.example",
    "ga4, hash, zoëlee+news@googlemail.com, hash, ann-lee!.x+news@shop.example",
    "data_manager, hash, zoëlee@googlemail.com, hash, ann-lee!.x+news@shop.example",
    "tiktok, hash, zoë.lee+news@googlemail.com, hash, ann-lee!.x+news@shop.example",
    "microsoft, hash, zoëlee@googlemail.com, hash, ann-lee!x@shop.example",
    "microsoft_offline, hash, zoëlee@googlemail.com, hash, ann-lee!x@shop.example",
    "linkedin, hash, zoë.lee+news@googlemail.com, hash, ann-lee!.x+news@shop.example",
    "pinterest, hash, zoë.lee+news@googlemail.com, hash, ann-lee!.x+news@shop.example",
    "snapchat, hash, zoë.lee+news@googlemail.com, hash, ann-lee!.x+news@shop.example",
    "reddit, hash, zoëlee@googlemail.com, hash, annleex@shop.example",
    "x, hash, zoë.lee+news@googlemail.com, hash, ann-lee!.x+news@shop.example",
    "openai, none, zoë.lee+news@googlemail.com, none, ann-lee!.x+news@shop.example",
  })
  void an_address(String vendor, String gmail, String one, String other, String two) {
    sent(vendor, "user.email", " Zoë.Lee+News@GoogleMail.com ", gmail, one);
    sent(vendor, "user.email", "Ann-Lee!.x+News@Shop.Example", other, two);
  }

  static Stream<Arguments> phones() {
    var numbers =
        List.of(
            List.of("+49 30 123456-7", "49301234567"),
            List.of("0043 1 5550123", "4315550123"),
            List.of("+41 44 555 01 23", "41445550123"),
            List.of("+44 20 7946 0958", "442079460958"),
            List.of("+33 1 99 00 12 34", "33199001234"),
            List.of("+39 06 1234 5678", "390612345678"),
            List.of("+34 910 123 456", "34910123456"),
            List.of("+90 (212) 555 01 23", "902125550123"),
            List.of("+1 (555) 010-9999", "15550109999"),
            List.of("+55 11 95550-0123", "5511955500123"),
            List.of("+81 3 5550 0123", "81355500123"),
            List.of("+91 98765 43210", "919876543210"));
    return Stream.of(
            "meta",
            "ga4+",
            "data_manager+",
            "tiktok+",
            "microsoft+",
            "microsoft_offline+",
            "pinterest",
            "snapchat",
            "reddit+",
            "x+")
        .flatMap(vendor -> numbers.stream().map(number -> Arguments.of(vendor, number)));
  }

  /// One number each of twelve countries, with the plus where the vendor wants it.
  @ParameterizedTest
  @MethodSource("phones")
  void a_phone_number(String vendor, List<String> number) {
    var plus = vendor.endsWith("+") ? "+" : "";
    var name = vendor.replace("+", "");

    sent(name, "user.phone", number.getFirst(), "hash", plus + number.getLast());
  }

  @ParameterizedTest
  @CsvSource({
    "meta, user.first_name, hash, josémaría, i̇pek, ada",
    "ga4, user.first_name, hash, josémaría, i̇pek, dr ada",
    "data_manager, user.first_name, hash, josé-maría, i̇pek, ada",
    "tiktok, user.first_name, hash, josé-maría, i̇pek, dr. ada",
    "linkedin, user.first_name, plain, José-María, İpek, Dr. Ada",
    "pinterest, user.first_name, hash, josé-maría, i̇pek, dr. ada",
    "snapchat, user.first_name, hash, josé-maría, i̇pek, dr. ada",
    "microsoft, user.first_name, none, josé-maría, i̇pek, dr. ada",
    "reddit, user.first_name, none, josé-maría, i̇pek, dr. ada",
    "x, user.first_name, none, josé-maría, i̇pek, dr. ada",
    "openai, user.first_name, none, josé-maría, i̇pek, dr. ada",
  })
  void a_name(String vendor, String field, String how, String accents, String turkish, String dr) {
    sent(vendor, field, " José-María ", how, accents);
    // Composed and decomposed accents are one hash; a name in the clear goes as it was typed.
    if (!how.equals("plain")) {
      sent(vendor, field, " Jose\u0301-Mari\u0301a ", how, accents);
    }
    sent(vendor, field, "İpek", how, turkish);
    sent(vendor, field, "Dr. Ada", how, vendor.equals("meta") ? "drada" : dr);
  }

  @ParameterizedTest
  @CsvSource({
    "meta, user.last_name, Müller-Weiß, hash, müllerweiß",
    "ga4, user.last_name, Müller-Weiß, hash, müllerweiß",
    "data_manager, user.last_name, Müller-Weiß, hash, müller-weiß",
    "tiktok, user.last_name, Müller-Weiß, hash, müller-weiß",
    "linkedin, user.last_name, Müller-Weiß, plain, Müller-Weiß",
    "pinterest, user.last_name, Müller-Weiß, hash, müller-weiß",
    "snapchat, user.last_name, Müller-Weiß, hash, müller-weiß",
    "meta, user.city, Bad Köstritz 2, hash, badköstritz",
    "ga4, user.city, Bad Köstritz 2, plain, bad köstritz",
    "tiktok, user.city, Bad Köstritz 2, plain, badköstritz2",
    "pinterest, user.city, Bad Köstritz, hash, badköstritz",
    "snapchat, user.city, Bad Köstritz, hash, badköstritz",
    "linkedin, user.city, Bad Köstritz, none, badköstritz",
    "reddit, user.city, Bad Köstritz, none, badköstritz",
    "x, user.city, Bad Köstritz, none, badköstritz",
    "meta, user.city, İstanbul, hash, i̇stanbul",
    "tiktok, user.city, İstanbul, plain, i̇stanbul",
    "meta, user.postal_code, SW1A 1AA, hash, sw1a1aa",
    "ga4, user.postal_code, SW1A 1AA, plain, SW1A 1AA",
    "data_manager, user.postal_code, SW1A 1AA, plain, SW1A 1AA",
    "tiktok, user.postal_code, SW1A 1AA, hash, sw1a1aa",
    "pinterest, user.postal_code, 07586, hash, 07586",
    "snapchat, user.postal_code, SW1A 1AA, hash, sw1a1aa",
    "meta, user.country, de, hash, de",
    "ga4, user.country, de, plain, DE",
    "data_manager, user.country, de, plain, DE",
    "tiktok, user.country, DE, plain, de",
    "linkedin, user.country, de, plain, DE",
    "pinterest, user.country, DE, hash, de",
    "snapchat, user.country, DE, hash, de",
    "meta, user.region, DE-TH, hash, th",
    "ga4, user.region, Thüringen, plain, thüringen",
    "tiktok, user.region, Thüringen, plain, thüringen",
    "pinterest, user.region, DE-TH, hash, th",
    "snapchat, user.region, DE-TH, hash, th",
    "meta, user.gender, Female, hash, f",
    "pinterest, user.gender, Female, hash, f",
    "snapchat, user.gender, Female, hash, f",
    "meta, user.birth_date, 1990-02-28, hash, 19900228",
    "pinterest, user.birth_date, 1990-02-28, hash, 19900228",
    "snapchat, user.birth_date, 1990-02-28, hash, 19900228",
    "ga4, user.user_id, U-77, plain, U-77",
    "tiktok, user.user_id, U-77, hash, U-77",
    "microsoft, user.user_id, U-77, plain, U-77",
    "linkedin, user.user_id, U-77, plain, U-77",
    "pinterest, user.user_id, U-77, hash, U-77",
    "snapchat, user.user_id, U-77, hash, u-77",
    "x, user.user_id, U-77, none, U-77",
  })
  void any_other_field(String vendor, String field, String raw, String how, String wanted) {
    sent(vendor, field, raw, how, wanted);
  }

  @ParameterizedTest
  @CsvSource({
    "meta",
    "ga4",
    "data_manager",
    "tiktok",
    "microsoft",
    "microsoft_offline",
    "linkedin",
    "pinterest",
    "snapchat",
    "reddit",
    "x",
    "openai"
  })
  void what_is_empty_is_left_out_and_what_is_hashed_already_passes(String vendor) {
    var hash = Hashing.sha256("ada@example.org");

    assertThat(body(vendor, "user.email", " ")).doesNotContain(Hashing.sha256(""));
    if (!vendor.equals("openai")) {
      assertThat(body(vendor, "user.email", hash)).contains(hash);
    }
  }

  private void sent(String vendor, String field, String raw, String how, String wanted) {
    var body = body(vendor, field, raw);

    var hash = Hashing.sha256(wanted);
    switch (how) {
      case "hash" -> assertThat(body).as(raw).contains(hash).doesNotContain("\"" + wanted + "\"");
      case "plain" -> assertThat(body).as(raw).contains("\"" + wanted + "\"").doesNotContain(hash);
      default -> assertThat(body).as(raw).doesNotContain(hash, "\"" + wanted + "\"", raw.strip());
    }
  }

  private String body(String vendor, String field, String raw) {
    var planned = Objects.requireNonNull(ours.get(vendor));
    var destination = planned.destination();
    var credentials = planned.credentials().with(TokenGrant.TOKEN, "a-token");
    var delivery = Samples.allowed(person().with(field, raw));
    assertThat(destination.screen(delivery, Samples.NOW)).isEmpty();
    return destination.prepare(List.of(delivery), credentials).getFirst().http().body();
  }

  private static Event person() {
    return Samples.purchase("e1")
        .with("ids.oppref", "op-1")
        .with("ids.gclid", "Cj0")
        .with("ids.msclkid", "0f1e2d3c4b5a6978")
        .with("ids.li_fat_id", "5c0f3b1e")
        .with("ids.twclid", "2abc0")
        .with("user.first_name", "Ada")
        .with("user.last_name", "Lovelace")
        .with("user.postal_code", "10115")
        .with("user.country", "DE");
  }
}
