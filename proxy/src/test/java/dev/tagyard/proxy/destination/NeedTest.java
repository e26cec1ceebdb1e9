package dev.tagyard.proxy.destination;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NeedTest {
  private static final Need ANY = Need.anyOf("none", "user.em", "user.ip+user.agent");
  private static final Need MONEY = Need.inEvent("money", "name", "buy", "value", "currency");

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{'user':{'em':['x']}}|true",
        "{'user':{'em':[]}}|false",
        "{'user':{'ip':'1','agent':'a'}}|true",
        "{'user':{'ip':'1'}}|false",
        "{'user':{'em':null}}|false",
        "{}|false",
      })
  void any_one_is_enough_and_a_pair_goes_together(String event, boolean held) throws Exception {
    assertThat(holds(ANY, event)).isEqualTo(held);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{'name':'buy','value':1,'currency':'EUR'}|true",
        "{'name':'buy','value':1}|false",
        "{'name':'look'}|true",
      })
  void all_are_needed_in_that_event_alone(String event, boolean held) throws Exception {
    assertThat(holds(MONEY, event)).isEqualTo(held);
  }

  private static boolean holds(Need need, String event) throws JsonProcessingException {
    return need.held().test(new ObjectMapper().readTree(event.replace('\'', '"')));
  }
}
