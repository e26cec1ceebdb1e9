package dev.tagyard.proxy.plan;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tagyard.proxy.visitor.Cidr;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EgressTest {
  @ParameterizedTest
  @ValueSource(
      strings = {
        "127.0.0.1",
        "127.8.9.10",
        "10.1.2.3",
        "172.16.0.1",
        "172.31.255.255",
        "192.168.1.1",
        "169.254.169.254",
        "100.64.0.1",
        "0.0.0.0",
        "198.18.0.1",
        "224.0.0.1",
        "255.255.255.255",
        "::1",
        "::",
        "::ffff:10.0.0.1",
        "fd00:ec2::254",
        "fe80::1",
        "ff02::1",
        "64:ff9b::a00:1",
        "64:ff9b:1::5db8:d70e",
        "2002:7f00:1::1"
      })
  void inner_addresses_are_refused(String address) throws UnknownHostException {
    assertThat(Egress.PUBLIC.refuses(InetAddress.getByName(address))).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "93.184.215.14",
        "172.32.0.1",
        "100.128.0.1",
        "169.253.1.1",
        "2606:2800:21f:cb07:6820:80da:af6b:8b2c",
        "64:ff9b::5db8:d70e",
        "2002:5db8:d70e::1"
      })
  void public_addresses_are_not(String address) throws UnknownHostException {
    assertThat(Egress.PUBLIC.refuses(InetAddress.getByName(address))).isFalse();
  }

  @Test
  void a_listed_network_is_allowed_and_no_other() throws UnknownHostException {
    var egress = new Egress(List.of(Cidr.parse("10.20.0.0/16"), Cidr.parse("fd00::/8")));

    assertThat(egress.refuses(InetAddress.getByName("10.20.3.4"))).isFalse();
    assertThat(egress.refuses(InetAddress.getByName("fd12::1"))).isFalse();
    assertThat(egress.refuses(InetAddress.getByName("10.21.3.4"))).isTrue();
    assertThat(egress.refuses(InetAddress.getByName("169.254.169.254"))).isTrue();
  }
}
