package dev.tagyard.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A script destination of a running server.
class ScriptedTrafficTest {
  @TempDir private Path folder = Path.of("");

  @Test
  void a_visitor_gets_no_secret_sent_and_a_response_that_fails_is_told() throws Exception {
    try (var proxy =
        RunningProxy.startWith(
            folder,
            (yaml, vendors) -> {
              var partner = vendors.partner().endpoint();
              write(
                  """
                  export const request = (e, { destination }) => ({
                    url: `%s/postback?to=${destination}&s=${encodeURIComponent(e.params.s)}&key={secret:KEY}`,
                  });
                  export const response = () => nope;
                  """
                      .formatted(partner));
              return Contract.replace(
                  yaml,
                  Map.of(
                      "rules: rules ",
                      "  loyalty: {type: script, module: loyalty.js, hosts: [\"127.0.0.1:"
                          + partner.getPort()
                          + "\"], secrets: {KEY: the-key-itself}}\nrules: rules "));
            })) {
      proxy.post(
          """
          {"event_name": "page_view", "event_id": "e1", "params": {"s": "<{secret:KEY}>"},
           "consent": {"categories": {"marketing": true}}}\
          """);
      proxy.settled();

      var sent = proxy.vendors().partner().requests().toString();
      assertThat(sent).contains("loyalty", "the-key-itself").doesNotContain("<the-key-itself>");
      assertThat(proxy.send(proxy.toAdmin("/api/events/e1")).body())
          .contains("response failed, so the status decided: loyalty.js:4:")
          .doesNotContain("the-key-itself");
    }
  }

  private void write(String script) {
    try {
      Files.writeString(folder.resolve("loyalty.js"), script);
    } catch (IOException failed) {
      throw new AssertionError(failed);
    }
  }
}
