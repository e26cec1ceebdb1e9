package dev.tagyard.proxy.visitor;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.json.JsonReadFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tagyard.consent.Region;
import dev.tagyard.proxy.source.Cookies;
import dev.tagyard.proxy.source.Headers;
import dev.tagyard.proxy.source.Inbound;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// What `ids` holds of cookies, of the page's address and of what the event says itself.
class ClickIdentifiersTest {
  private static final JsonMapper JSON =
      JsonMapper.builder().enable(JsonReadFeature.ALLOW_SINGLE_QUOTES).build();

  /// In milliseconds 1795341600000.
  private static final Instant NOW = Instant.parse("2026-11-22T10:00:00Z");

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "_fbp=fb.1.1790000000123.77 | {'fbp':'fb.1.1790000000123.77'}",
        "_fbp=fb%2E1%2E1790000000123%2E77 | {'fbp':'fb.1.1790000000123.77'}",
        "_fbc=fb.1.1790000000123.Ab | {'fbc':'fb.1.1790000000123.Ab','fbclid':'Ab','seen_at':{'fbclid':1790000000123}}",
        "_fbc=fb.1.1790000000123.Ab.AQ"
            + " | {'fbc':'fb.1.1790000000123.Ab.AQ','fbclid':'Ab','seen_at':{'fbclid':1790000000123}}",
        "_fbc=fb%2E1%2E1790000000123%2EAb"
            + " | {'fbc':'fb.1.1790000000123.Ab','fbclid':'Ab','seen_at':{'fbclid':1790000000123}}",
        "_fbc=Ab | {}",
        "_ga=GA1.1.111222333.1763000000 | {'ga':'111222333.1763000000'}",
        "_ga=GA1.1-2.111222333.1763000000 | {'ga':'111222333.1763000000'}",
        "_gcl_aw=GCL.1790000000.A-b | {'gclid':'A-b','seen_at':{'gclid':1790000000000}}",
        "_gcl_aw=GCL.1790000000.A-b.label | {'gclid':'A-b','seen_at':{'gclid':1790000000000}}",
        "_gcl_gb=GCL.1790000000.A-b | {'wbraid':'A-b','seen_at':{'wbraid':1790000000000}}",
        "_gcl_dc=GCL.1790000000.A-b | {'dclid':'A-b','seen_at':{'dclid':1790000000000}}",
        "_gcl_ag=2.1.kA-b$i1790000000 | {'gbraid':'A-b','seen_at':{'gbraid':1790000000000}}",
        "_gcl_ag=2.1.i1790000000$kA-b$blabel | {'gbraid':'A-b','seen_at':{'gbraid':1790000000000}}",
        "_gcl_ag=2.1.kA-b%24i1790000000 | {'gbraid':'A-b','seen_at':{'gbraid':1790000000000}}",
        "_gcl_ag=1.1.kA-b$i1790000000 | {}",
        "_gcl_aw=GCL.1790000000. | {}",
        "_gcl_aw=GCL.A-b | {}",
        "_gcl_au=1.1.12345.1790000000 | {'gcl_au':'1.1.12345.1790000000'}",
        "ttclid=E.C.P.A%2Bb | {'ttclid':'E.C.P.A%2Bb'}",
        "_ttp=01ABC.tt.1 | {'ttp':'01ABC.tt.1'}",
        "ty_click=c-7 | {'click_id':'c-7'}",
        "_uetmsclkid=_uet0123ab | {'msclkid':'0123ab'}",
        "_uetmsclkid=0123ab | {}",
        "_uetvid=89ab%2Dx | {'uetvid':'89ab-x'}",
        "li_fat_id=5f-6a%2B | {'li_fat_id':'5f-6a+'}",
        "_epik=dj0y%3D | {'epik':'dj0y='}",
        "_scclid=s%2D1 | {'sccid':'s-1'}",
        "_scid=s%2D2 | {'scid':'s-2'}",
        "_rdt_cid=r%2D1 | {'rdt_cid':'r-1'}",
        "rdt_cid=r%2D0 | {'rdt_cid':'r-0'}",
        "rdt_cid=r-0; _rdt_cid=r-1 | {'rdt_cid':'r-1'}",
        "_rdt_uuid=1790%2Eu | {'rdt_uuid':'1790.u'}",
        "twclid=2%2Dab | {'twclid':'2-ab'}",
        "_twclid=%7B%22pixelVersion%22%3A%221%22%2C%22twclid%22%3A%222-ab%22%7D | {'twclid':'2-ab'}",
        "_twclid=%7B%22pixelVersion%22%3A%221%22%7D | {}",
        "cje=j%2D1 | {'cjevent':'j-1'}",
        "awin_awc=a%5F1 | {'awc':'a_1'}",
        "ef_transaction_id=e%2D1 | {'ef_transaction_id':'e-1'}",
        "session=1 | {}",
      })
  void each_cookie_has_its_id_and_when_it_was_first_seen(String cookie, String expected) {
    assertThat(ids("{}", cookie)).isEqualTo(json(expected));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "gclid=A-b | _gcl_aw=GCL.1790000000.A-b | {'gclid':'A-b','seen_at':{'gclid':1790000000000}}",
        "gclid=New | _gcl_aw=GCL.1790000000.A-b | {'gclid':'New','seen_at':{'gclid':1795341600000}}",
        "gbraid=A-b | _gcl_ag=2.1.kA-b$i1790000000 | {'gbraid':'A-b','seen_at':{'gbraid':1790000000000}}",
        "gbraid=New | _gcl_ag=2.1.kA-b$i1790000000 | {'gbraid':'New','seen_at':{'gbraid':1795341600000}}",
        "fbclid=Ab | _fbc=fb.1.1790000000123.Ab"
            + " | {'fbclid':'Ab','seen_at':{'fbclid':1790000000123},'fbc':'fb.1.1790000000123.Ab'}",
        "fbclid=New | _fbc=fb.1.1790000000123.Ab | {'fbclid':'New','seen_at':{'fbclid':1795341600000}}",
        "msclkid=new | _uetmsclkid=_uetold | {'msclkid':'new','seen_at':{'msclkid':1795341600000}}",
        "twclid=new | twclid=old | {'twclid':'new','seen_at':{'twclid':1795341600000}}",
        // Of a clock that is no clock: the page's own time stands.
        "gclid=A-b | _gcl_aw=GCL.17.A-b | {'gclid':'A-b','seen_at':{'gclid':1795341600000}}",
        "gclid=A-b | _gcl_aw=GCL.1895341600.A-b | {'gclid':'A-b','seen_at':{'gclid':1795341600000}}",
      })
  void the_page_s_click_goes_before_a_cookie_s(String query, String cookie, String expected) {
    assertThat(ids("{'page':{'url':'https://www.example.com/?" + query + "'}}", cookie))
        .isEqualTo(json(expected));
  }

  @Test
  void a_click_stands_in_the_query_or_the_fragment() {
    assertThat(ids("{'page':{'url':'https://www.example.com/?ScCid=s#CJEVENT=c'}}", "a=b"))
        .isEqualTo(
            json(
                "{'sccid':'s','seen_at':{'sccid':1795341600000,'cjevent':1795341600000},"
                    + "'cjevent':'c'}"));
  }

  @Test
  void what_is_too_long_to_be_an_id_is_none_and_was_never_seen() {
    var url = "https://www.example.com/?gclid=" + "x".repeat(513);

    assertThat(ids("{'page':{'url':'" + url + "'}}", "_gcl_aw=GCL.1790000000." + "y".repeat(513)))
        .isEqualTo(json("{}"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{'fbp':'own'} | _fbp=fb.1.1790000000123.77 | {'fbp':'own'}",
        "{'gclid':'own'} | _gcl_aw=GCL.1790000000.A-b | {'gclid':'own'}",
        "{'gclid':'A-b'} | _gcl_aw=GCL.1790000000.A-b | {'gclid':'A-b','seen_at':{'gclid':1790000000000}}",
        "{'click_id':'own'} | ty_click=c-7 | {'click_id':'own'}",
        "{'fbclid':'own'} | _fbc=fb.1.1790000000123.Ab | {'fbclid':'own'}",
      })
  void what_the_event_says_goes_before_a_cookie(String said, String cookie, String expected) {
    assertThat(ids("{'ids':" + said + "}", cookie)).isEqualTo(json(expected));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{'fbc':'fb.1.1790000000123.Old','fbclid':'New'} | {'fbclid':'New'}",
        "{'fbc':'fb.1.1790000000123.Ab','fbclid':'Ab'} | {'fbc':'fb.1.1790000000123.Ab','fbclid':'Ab'}",
        "{'fbc':'fb.1.1790000000123.Ab'} | {'fbc':'fb.1.1790000000123.Ab'}",
        "{'uetmsclkid':'_uet0123ab'} | {'msclkid':'0123ab'}",
        "{'uetmsclkid':'_uetold','msclkid':'new'} | {'msclkid':'new'}",
        "{'twclid':'{\"twclid\":\"2-ab\"}'} | {'twclid':'2-ab'}",
        "{'twclid':'2-ab'} | {'twclid':'2-ab'}",
        "{'scclid':'s-1'} | {'sccid':'s-1'}",
      })
  void what_a_script_read_from_cookies_is_read_as_a_cookie_is(String said, String expected) {
    assertThat(ids("{'ids':" + said + "}", "a=b")).isEqualTo(json(expected));
  }

  @Test
  void a_cookie_of_an_older_click_than_the_page_s_address_is_none() {
    var event =
        "{'page':{'url':'https://shop.example.com/?fbclid=New'},"
            + "'ids':{'fbc':'fb.1.1790000000123.Old'}}";

    assertThat(ids(event, "a=b"))
        .isEqualTo(json("{'fbclid':'New','seen_at':{'fbclid':1795341600000}}"));
  }

  @Test
  void a_backend_s_word_stands() {
    var event = json("{'ids':{'fbc':'fb.1.1790000000123.Old','fbclid':'New'}}");

    visitor().describe(event, Optional.empty(), Optional.empty(), NOW);

    assertThat(event.path("ids"))
        .isEqualTo(json("{'fbc':'fb.1.1790000000123.Old','fbclid':'New'}"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "?cid=p-1 | {} | a=b | {'click_id':'p-1','seen_at':{'click_id':1795341600000}}",
        "#cid=p-1 | {} | a=b | {'click_id':'p-1','seen_at':{'click_id':1795341600000}}",
        "?cid=p-1 | {} | ty_click=c-7 | {'click_id':'c-7'}",
        "?cid=p-1 | {'click_id':'own'} | ty_click=c-7 | {'click_id':'own'}",
        "?clickid=p-1 | {} | a=b | {}",
        "?cid= | {} | a=b | {}",
      })
  void a_partner_s_click_is_in_the_parameter_that_the_operator_names(
      String query, String said, String cookie, String expected) {
    var event = "{'page':{'url':'https://www.example.com/" + query + "'},'ids':" + said + "}";

    assertThat(ids(event, cookie)).isEqualTo(json(expected));
  }

  /// Empty where the event has none.
  private static ObjectNode ids(String event, String cookie) {
    var tree = json(event);
    visitor().describe(tree, Optional.of(inbound(cookie)), Optional.of("cid"), NOW);
    return tree.path("ids") instanceof ObjectNode ids ? ids : json("{}");
  }

  private static Visitor visitor() {
    return new Visitor("", Optional.empty(), Optional.empty(), Region.UNKNOWN);
  }

  private static Inbound inbound(String cookie) {
    return new Inbound(
        "POST",
        "/e",
        "",
        Headers.of(Map.of()),
        Cookies.parse(cookie),
        new byte[0],
        "203.0.113.9",
        false,
        false,
        NOW);
  }

  /// Single quotes will do.
  private static ObjectNode json(String text) {
    try {
      return (ObjectNode) JSON.readTree(text);
    } catch (JsonProcessingException wrong) {
      throw new IllegalArgumentException(text, wrong);
    }
  }
}
