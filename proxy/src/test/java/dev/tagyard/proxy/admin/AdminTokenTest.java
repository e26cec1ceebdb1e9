package dev.tagyard.proxy.admin;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AdminTokenTest {
  @TempDir private Path folder = Path.of("");

  @Test
  void an_empty_file_holds_no_token() throws Exception {
    Files.writeString(folder.resolve(AdminToken.FILE), "\n");

    var made = AdminToken.of(Optional.empty(), folder, new SecureRandom());
    made.keep(folder);

    assertThat(made.made()).isTrue();
    assertThat(made.value()).hasSizeGreaterThan(20);
    assertThat(AdminToken.of(Optional.empty(), folder, new SecureRandom()))
        .isEqualTo(new AdminToken(made.value(), false));
  }
}
