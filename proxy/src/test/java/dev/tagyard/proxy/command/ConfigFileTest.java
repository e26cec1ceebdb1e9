package dev.tagyard.proxy.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class ConfigFileTest {
  @Test
  void its_path_is_known_before_the_command_line_is_read_as_a_whole() {
    assertThat(ConfigFile.in("serve")).contains(Path.of("tagyard.yaml"));
    assertThat(ConfigFile.in("serve", "--config", "a/b.yaml")).contains(Path.of("a/b.yaml"));
    assertThat(ConfigFile.in("serve", "--config=c.yaml")).contains(Path.of("c.yaml"));
  }

  @Test
  void what_will_be_refused_ends_nothing_here() {
    assertThat(ConfigFile.in("serve", "--config")).contains(Path.of("tagyard.yaml"));
    assertThat(ConfigFile.in("serve", "--config", "no\0path")).isEmpty();
  }
}
