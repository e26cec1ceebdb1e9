package dev.tagyard.proxy.command;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ServeCommandTest {
  @Test
  void a_server_is_mostly_started_by_a_command_line_that_needs_no_reading() {
    assertThat(ServeCommand.plain("serve")).isPresent();
    assertThat(ServeCommand.plain("serve", "--config", "site/tagyard.yaml")).isPresent();
  }

  @Test
  void all_else_is_read_as_any_other() {
    assertThat(ServeCommand.plain()).isEmpty();
    assertThat(ServeCommand.plain("check")).isEmpty();
    assertThat(ServeCommand.plain("check", "--config", "a.yaml")).isEmpty();
    assertThat(ServeCommand.plain("serve", "--help")).isEmpty();
    assertThat(ServeCommand.plain("serve", "--config")).isEmpty();
    assertThat(ServeCommand.plain("serve", "--config", "--help")).isEmpty();
    assertThat(ServeCommand.plain("serve", "--config", "no\0path")).isEmpty();
    assertThat(ServeCommand.plain("serve", "--config", "a.yaml", "--verbose")).isEmpty();
  }
}
