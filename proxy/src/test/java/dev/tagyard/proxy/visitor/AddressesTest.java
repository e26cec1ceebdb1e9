package dev.tagyard.proxy.visitor;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AddressesTest {
  private static final List<Cidr> OURS = List.of(Cidr.parse("10.0.0.0/8"));

  @ParameterizedTest
  @CsvSource({
    "1.2.3.4, 1.2.3.4",
    "1.2.3.4:5678, 1.2.3.4",
    "2001:db8::1, 2001:db8:0:0:0:0:0:1",
    "[2001:db8::1]:443, 2001:db8:0:0:0:0:0:1",
    "::ffff:1.2.3.4, 1.2.3.4"
  })
  void addresses_are_read_as_proxies_write_them(String text, String address) {
    assertThat(Addresses.parse(text)).map(InetAddress::getHostAddress).contains(address);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "unknown", "_hidden", "999.1.1.1", "1.2.3.4, 5.6.7.8", "t.example.com"})
  void what_is_no_address_is_none(String text) {
    assertThat(Addresses.parse(text)).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "203.0.113.9 | 198.51.100.1                     | 203.0.113.9",
        "10.0.0.1    | 198.51.100.1                     | 198.51.100.1",
        "10.0.0.1    | 1.1.1.1, 198.51.100.1            | 198.51.100.1",
        "10.0.0.1    | 198.51.100.1, 10.0.0.2           | 198.51.100.1",
        "10.0.0.1    | 198.51.100.1, unknown, 10.0.0.2  | 10.0.0.2",
        "10.0.0.1    | 10.0.0.3, 10.0.0.2               | 10.0.0.3",
        "10.0.0.1    | ,                                | 10.0.0.1"
      })
  void the_visitor_is_the_first_that_is_not_ours_from_the_right(
      String peer, String header, String visitor) {
    assertThat(client(peer, List.of(header))).isEqualTo(visitor);
  }

  @Test
  void a_header_of_the_visitors_own_does_not_hide_the_one_that_a_proxy_adds() {
    assertThat(client("10.0.0.1", List.of("8.8.8.8", "198.51.100.1"))).isEqualTo("198.51.100.1");
    assertThat(client("10.0.0.1", List.of("198.51.100.1", "10.0.0.2"))).isEqualTo("198.51.100.1");
  }

  @Test
  void all_addresses_of_one_customer_are_one_network() {
    assertThat(network("2001:db8:1:2::1")).isEqualTo(network("2001:db8:1:2:ffff::9"));
    assertThat(network("2001:db8:1:2::1")).isNotEqualTo(network("2001:db8:1:3::1"));
    assertThat(network("203.0.113.1")).isNotEqualTo(network("203.0.113.2"));
    assertThat(network("255.255.255.255")).isNotEqualTo(network("ffff:ffff::"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "127.0.0.1",
        "::1",
        "10.1.2.3",
        "172.16.0.1",
        "192.168.1.1",
        "100.64.0.1",
        "fd00::1"
      })
  void private_addresses_are_known(String address) {
    assertThat(Addresses.isPrivate(Addresses.parse(address).orElseThrow())).isTrue();
  }

  @ParameterizedTest
  @ValueSource(strings = {"203.0.113.1", "100.128.0.1", "172.32.0.1", "2001:db8::1", "228.0.0.1"})
  void public_addresses_are_not_taken_for_private(String address) {
    assertThat(Addresses.isPrivate(Addresses.parse(address).orElseThrow())).isFalse();
  }

  private static String client(String peer, List<String> headers) {
    return Addresses.client(Addresses.parse(peer).orElseThrow(), headers, OURS).getHostAddress();
  }

  private static long network(String address) {
    return Addresses.network(Addresses.parse(address).orElseThrow());
  }
}
