package dev.tagyard.proxy.eventlog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class KeyFileTest {
  private final SecureRandom random = new SecureRandom();
  @TempDir private Path folder;

  @Test
  void makes_a_key_once_that_its_owner_alone_can_read() throws IOException {
    var data = folder.resolve("data");

    var made = KeyFile.in(data, random);
    var found = KeyFile.in(data, random);

    assertThat(found.key().toBase64()).isEqualTo(made.key().toBase64());
    assertThat(Files.getPosixFilePermissions(data.resolve("privacy.key")))
        .isEqualTo(PosixFilePermissions.fromString("rw-------"));
    try (var files = Files.list(data)) {
      assertThat(files).hasSize(1);
    }
  }

  @Test
  void says_at_each_start_what_a_key_beside_the_data_means() {
    var made = KeyFile.in(folder, random).line();
    var found = KeyFile.in(folder, random).line();

    assertThat(made).contains("privacy.key is not set", "new key", folder.toString());
    assertThat(found).contains("privacy.key is not set", "loses it all").doesNotContain("new key");
  }

  @Test
  void refuses_a_key_that_others_can_read() throws IOException {
    KeyFile.in(folder, random);
    var open = PosixFilePermissions.fromString("rw-r--r--");
    Files.setPosixFilePermissions(folder.resolve("privacy.key"), open);

    assertThatThrownBy(() -> KeyFile.in(folder, random))
        .isInstanceOf(LogRefused.class)
        .hasMessageContaining("chmod 600");
  }

  @Test
  void refuses_a_file_that_holds_no_key_and_does_not_overwrite_it() throws IOException {
    var file = folder.resolve("privacy.key");
    Files.writeString(file, "not a key");
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));

    assertThatThrownBy(() -> KeyFile.in(folder, random))
        .isInstanceOf(LogRefused.class)
        .hasMessageContaining("32 bytes");
    assertThat(file).hasContent("not a key");
  }

  @Test
  void a_key_shows_itself_nowhere_and_yields_another_for_each_purpose() {
    var key = MasterKey.ofBase64(MasterKey.random(random).toBase64());

    assertThat(key).hasToString("***");
    assertThat(key.derive("wrap", "AES")).isEqualTo(key.derive("wrap", "AES"));
    assertThat(key.derive("wrap", "AES")).isNotEqualTo(key.derive("ids", "AES"));
    assertThatThrownBy(() -> MasterKey.ofBase64("c2hvcnQ="))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("32 bytes");
  }
}
