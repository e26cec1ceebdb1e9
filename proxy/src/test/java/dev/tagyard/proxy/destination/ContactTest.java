package dev.tagyard.proxy.destination;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ContactTest {
  @Test
  void hashed_contact_data_stand_under_names_that_say_so() {
    var event = Samples.purchase("e1").with("user.street", "Straße 5").with("user.user_id", "u1");

    var user = Contact.HASHED.show(event).path("user");

    assertThat(user.path("sha256_email").asText())
        .isEqualTo(Hashing.sha256("ada.lovelace@example.com"));
    assertThat(user.path("sha256_phone").asText()).isEqualTo(Hashing.sha256("+442079460958"));
    assertThat(user.path("sha256_street").asText()).isEqualTo(Hashing.sha256("straße 5"));
    assertThat(user.path("user_id").asText()).isEqualTo("u1");
    assertThat(user.fieldNames())
        .toIterable()
        .doesNotContain("email", "phone", "first_name", "last_name", "street");
  }

  @Test
  void the_event_itself_is_left_as_it_was() {
    var event = Samples.purchase("e1");

    Contact.NONE.show(event).put("more", 1);

    assertThat(event).isEqualTo(Samples.purchase("e1"));
    assertThat(Contact.NONE.show(event).path("user")).isEmpty();
    assertThat(Contact.CLEAR.show(event)).isEqualTo(event.tree());
  }
}
