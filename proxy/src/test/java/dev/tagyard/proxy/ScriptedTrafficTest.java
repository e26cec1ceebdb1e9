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
        start(
            """
            export const request = (e, { destination }) => ({
              url: `%s/postback?to=${destination}&s=${encodeURIComponent(e.params.s)}&key={secret:KEY}`,
            });
            export const response = () => nope;
            """,
            ", secrets: {KEY: the-key-itself}")) {
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

  @Test
  void a_change_of_what_the_module_imports_or_looks_up_is_followed() throws Exception {
    write("lib/rates.js", "export const rate = 1;");
    write("rates.csv", "k,v\na,1\n");
    try (var proxy =
        start(
            """
            import { rate } from './lib/rates.js';
            export const request = (e, { lookup }) => ({
              url: `%s/postback?rate=${rate}-${lookup('rates', 'a').v}-`,
            });
            """,
            "")) {
      write("lib/rates.js", "export const rate = 22;");
      Eventually.holds("the import is read", () -> proxy.server().plan().version() == 2);
      write("rates.csv", "k,v\na,33\n");
      Eventually.holds("the table is read", () -> proxy.server().plan().version() == 3);
      proxy.post(
          """
          {"event_name": "page_view", "event_id": "e1",
           "consent": {"categories": {"marketing": true}}}\
          """);
      proxy.settled();

      assertThat(proxy.vendors().partner().requests().toString()).contains("22-33-");
    }
  }

  /// With a destination that runs the script and sends to the partner.
  ///
  /// @param script in which `%s` stands for the partner's address
  /// @param more keys of the destination
  private RunningProxy start(String script, String more) throws Exception {
    return RunningProxy.startWith(
        folder,
        (yaml, vendors) -> {
          var partner = vendors.partner().endpoint();
          write("loyalty.js", script.formatted(partner));
          return Contract.replace(
              yaml,
              Map.of(
                  "rules: rules ",
                  "  loyalty: {type: script, module: loyalty.js, hosts: [\"127.0.0.1:"
                      + partner.getPort()
                      + "\"]"
                      + more
                      + "}\nrules: rules "));
        });
  }

  private void write(String file, String text) {
    try {
      Files.createDirectories(folder.resolve(file).getParent());
      Files.writeString(folder.resolve(file), text);
    } catch (IOException failed) {
      throw new AssertionError(failed);
    }
  }
}
