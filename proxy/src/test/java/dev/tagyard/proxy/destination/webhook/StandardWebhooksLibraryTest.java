package dev.tagyard.proxy.destination.webhook;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A receiver that uses the standard's own library takes what is signed here.
class StandardWebhooksLibraryTest {
  private static final String LIBRARY = "standardwebhooks@1.1.1";
  private static final String KEY = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
  private static final String OLD_KEY = "whsec_C2FVsBQIhrscChlQIMV+b5sSYspob7oD";

  /// For the receiver has one of the two keys.
  private static final String RECEIVER =
      """
      const { Webhook } = require('standardwebhooks');
      const { headers, body, keys } = require('./sent.json');
      for (const key of keys) {
        for (const text of [body, body + ' ']) {
          try {
            new Webhook(key).verify(text, headers);
            console.log('taken');
          } catch (refused) {
            console.log('refused');
          }
        }
      }
      """;

  @TempDir private Path folder = Path.of(".");

  @Test
  void the_standard_s_own_library_takes_what_is_signed_and_nothing_else() throws Exception {
    if (!runs("npm", "--version")) {
      if (System.getenv("CI") != null) {
        fail("npm is missing");
      }
      assumeTrue(false, "npm is not there: the signature is not tried by the standard's library");
    }
    var body = "[{\"event_name\":\"purchase\",\"user\":{\"first_name\":\"Zoë\"}}]";
    // The library looks at its own clock.
    var headers = Signature.STANDARD.headers("msg_1", body, List.of(KEY, OLD_KEY), Instant.now());
    var sent = Map.of("headers", headers, "body", body, "keys", List.of(KEY, OLD_KEY));
    Files.writeString(folder.resolve("sent.json"), new ObjectMapper().writeValueAsString(sent));
    Files.writeString(folder.resolve("receiver.cjs"), RECEIVER);

    var installed = run("npm", "install", "--no-audit", "--no-fund", "--silent", LIBRARY);
    var said = run("node", "receiver.cjs");

    assertThat(said.lines()).as(installed).containsExactly("taken", "refused", "taken", "refused");
  }

  private String run(String... command) throws IOException, InterruptedException {
    var process =
        new ProcessBuilder(command).directory(folder.toFile()).redirectErrorStream(true).start();
    var said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    process.waitFor();
    return said;
  }

  private static boolean runs(String... command) throws InterruptedException {
    try {
      return new ProcessBuilder(command)
          .redirectErrorStream(true)
          .redirectOutput(ProcessBuilder.Redirect.DISCARD)
          .start()
          .waitFor(60, TimeUnit.SECONDS);
    } catch (IOException missing) {
      return false;
    }
  }
}
