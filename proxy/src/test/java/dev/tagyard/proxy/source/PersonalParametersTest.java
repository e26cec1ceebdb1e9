package dev.tagyard.proxy.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PersonalParametersTest {
  @ParameterizedTest
  @CsvSource({
    "/?mc_eid=P, /",
    "/?_kx=P, /",
    "/?mkt_tok=P, /",
    "/?_hsenc=P, /",
    "/?vgo_ee=P, /",
    "/?oly_enc_id=P, /",
    "/?mc_eid=P&b=2, /?b=2",
    "/?a=1&mc_eid=P, /?a=1",
    "/?a=1&mc_eid=P&_kx=P&b=2#c, /?a=1&b=2#c",
    "/?mc_eid=P#c, /#c",
    "/?mc_eid=P?Q&b=2, /?b=2",
    "/#mc_eid=P, /",
    "/#mc_eid=P&b=2, /#b=2",
    "/#/boots?mc_eid=P, /#/boots",
    "/?mc_eid=P#_kx=P, /",
    "/?mc_cid=1&my_mc_eid=2&b=mc_eid, /?mc_cid=1&my_mc_eid=2&b=mc_eid",
    "/?, /?",
    "mc_eid=P, mc_eid=P",
  })
  void whose_link_it_was_is_told_by_no_address(String address, String without) {
    assertThat(PersonalParameters.without(address)).isEqualTo(without);
  }

  @Test
  void every_address_of_an_event_s_pages_is_without_them() throws IOException {
    var event = event("?_kx=P&b=2");

    PersonalParameters.remove(event);

    assertThat(event).isEqualTo(event("?b=2"));
  }

  @Test
  void an_event_without_addresses_stays_as_it_is() throws IOException {
    var event = (ObjectNode) new ObjectMapper().readTree("{\"page\":{\"url\":null},\"params\":7}");

    PersonalParameters.remove(event);

    assertThat(event).hasToString("{\"page\":{\"url\":null},\"params\":7}");
  }

  private static ObjectNode event(String query) throws IOException {
    var text =
        """
        {"page": {"url": "/URL", "referrer": "/URL", "title": "?_kx=P"},
         "params": {"page_location": "/URL", "page_referrer": "/URL", "value": 7},
         "ga4": {"dp": "/URL", "tid": "G-1"}}\
        """;
    return (ObjectNode) new ObjectMapper().readTree(text.replace("URL", query));
  }

  @ParameterizedTest
  @ValueSource(strings = {"?mc_eid=", "?_kx", "&", "?_kx=&", "#_kx=#"})
  void an_address_full_of_them_costs_no_more_than_to_read_it(String piece) {
    var address = "?_kx=&" + piece.repeat(65_536 / piece.length()) + "x";

    assertTimeoutPreemptively(
        Duration.ofSeconds(5),
        () -> {
          for (var i = 0; i < 20; i++) {
            PersonalParameters.without(address);
          }
        });
  }
}
