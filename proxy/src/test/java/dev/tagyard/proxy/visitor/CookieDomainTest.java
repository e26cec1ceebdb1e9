package dev.tagyard.proxy.visitor;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Empty: the cookie is the host's own.
class CookieDomainTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "t.example.com | example.com",
        "example.com | example.com",
        "T.Example.COM:8443 | example.com",
        "a.b.shop.co.uk | shop.co.uk",
        "co.uk | ''",
        "shop.github.io | shop.github.io",
        "localhost:8080 | ''",
        "203.0.113.9 | ''",
        "203.0.113.9:8080 | ''",
        "[2001:db8::1]:8080 | ''",
        "[2001:db8::1] | ''",
        "not a host | ''",
        "'' | ''",
      })
  void left_out_it_is_the_registrable_domain_of_the_request_s_host(String host, String expected) {
    assertThat(new CookieDomain(Optional.empty()).of(host)).isEqualTo(expected);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "t.shop.example.com | shop.example.com",
        "shop.example.com:8080 | shop.example.com",
        "T.SHOP.example.com | shop.example.com",
        "t.example.com | ''",
        "myshop.example.com | ''",
        "203.0.113.9 | ''",
      })
  void configured_it_holds_for_the_hosts_within_it(String host, String expected) {
    assertThat(new CookieDomain(Optional.of("shop.example.com")).of(host)).isEqualTo(expected);
  }
}
