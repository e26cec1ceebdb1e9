package dev.tagyard.proxy.sender;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PlainContactTest {
  private static final OwnNumbers OWN = OwnNumbers.of(List.of("+49 30 901820"));

  @ParameterizedTest
  @ValueSource(
      strings = {
        "ada@example.org",
        "{\"note\":\"write to ada.b-c+news@mail.example.co.uk now\"}",
        "https://www.example.com/?email=ada%40example.org&x=1",
        "dl=https%3A%2F%2Fwww.example.com%2F%3Femail%3Dada%2540example.org",
        "thanks Ada@Example.Org.",
        "josé@exämple.org",
        "mailto:ada@example.org"
      })
  void an_e_mail_address_is_found(String text) {
    assertThat(PlainContact.find(text, 0, OwnNumbers.NONE))
        .hasValueSatisfying(hit -> assertThat(hit.kind()).isEqualTo("e-mail"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "+4930901820",
        "tel: +49 (30) 901-820",
        "ph=%2B4930901820",
        "{\"phone\":\"+1 555 123 4567\"}",
        "x%3D%2B441632960123"
      })
  void an_international_phone_number_is_found(String text) {
    assertThat(PlainContact.find(text, 0, OwnNumbers.NONE))
        .hasValueSatisfying(hit -> assertThat(hit.kind()).isEqualTo("phone"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "@",
        "@example.org",
        "a@b",
        "logo@2x.png",
        "pkg@1.2.3",
        "https://social.example/@ada.lovelace",
        "x=1&at=%40example.org",
        "2026-11-22T10:00:00+00:00",
        "1763773200123",
        "client 1234567890.1763000000",
        "order 4930901820",
        "q=iphone+12345678901",
        "1e+1234567890",
        "+0123456789",
        "+1234567",
        "+1234567890123456",
        "f6ee94ecb014f74f887b9dcc52daecf73ab3e3333320cadd98bcb59d895c52f5",
        "192.168.100.200",
        "Mozilla/5.0 (X11; Linux x86_64) Chrome/142.0.0.0 Safari/537.36"
      })
  void what_only_looks_like_one_is_not(String text) {
    assertThat(PlainContact.find(text, 0, OwnNumbers.NONE)).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "4930901820",
        "030 901820",
        "(030) 901-820",
        "x=030901820;",
        "1 22 333 4930901820",
        "2026-11-22 10:00:00, 12 34 030/901820",
        "1234567890123456 030901820",
        "12345678901234567890030   030901820"
      })
  void the_events_own_number_is_found_however_it_is_written(String text) {
    assertThat(PlainContact.find(text, 0, OWN)).isPresent();
  }

  @Test
  void other_numbers_are_not_the_events_own() {
    assertThat(PlainContact.find("1763773200123 4930901821 30901820999", 0, OWN)).isEmpty();
  }

  @Test
  void all_of_them_are_masked() {
    assertThat(PlainContact.mask("no ada@example.org, bob@example.org at +4930901820!"))
        .isEqualTo("no ***, *** at ***!");
    assertThat(PlainContact.mask("ada@example.org+4930901820+4930901821 ok"))
        .isEqualTo("********* ok");
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5})
  void any_text_is_read_without_failing(long seed) {
    var random = new java.util.Random(seed);
    var signs = "@%+40 25Bb.a9-(é\u0000\uD83D";
    for (var i = 0; i < 2_000; i++) {
      var text = new StringBuilder();
      for (var n = random.nextInt(30); n > 0; n--) {
        text.append(signs.charAt(random.nextInt(signs.length())));
      }
      assertThat(PlainContact.find(text.toString(), 0, OWN)).isNotNull();
      assertThat(PlainContact.mask(text.toString())).isNotNull();
    }
  }
}
