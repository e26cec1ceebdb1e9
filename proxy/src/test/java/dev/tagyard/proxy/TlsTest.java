package dev.tagyard.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import dev.tagyard.proxy.plan.PlanReader;
import dev.tagyard.rules.RuleObserver;
import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509ExtendedTrustManager;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.slf4j.LoggerFactory;

/// TLS on the public listener, from PEM files.
@Execution(ExecutionMode.CONCURRENT)
class TlsTest {
  private static final Base64.Encoder PEM =
      Base64.getMimeEncoder(64, "\n".getBytes(StandardCharsets.US_ASCII));

  private static final String WITH_TLS =
      "public:\n  tls: { certificate: cert.pem, key: key.pem }\n";

  @TempDir private Path folder = Path.of("");

  @Test
  void events_come_in_by_tls_and_a_new_certificate_is_served_once_its_files_change()
      throws Exception {
    certify("first");
    try (var proxy = started()) {
      assertThat(served(proxy)).isEqualTo("CN=first");

      Files.writeString(folder.resolve("cert.pem"), "no certificate");
      assertThat(served(proxy)).isEqualTo("CN=first");
      certify("second");

      Eventually.holds("the new certificate is served", () -> served(proxy).equals("CN=second"));
    }
  }

  @Test
  void a_renewed_certificate_without_its_key_is_told_in_one_line_and_not_served() throws Exception {
    certify("first");
    var lines = new ListAppender<ILoggingEvent>();
    lines.start();
    var logger = (Logger) LoggerFactory.getLogger("dev.tagyard");
    try (var proxy = started()) {
      var oldKey = Files.readString(folder.resolve("key.pem"));
      certify("second");
      var newKey = Files.readString(folder.resolve("key.pem"));
      Files.writeString(folder.resolve("key.pem"), oldKey);
      logger.addAppender(lines);

      var problems = proxy.server().reload();

      assertThat(problems)
          .singleElement()
          .asString()
          .startsWith("tagyard.yaml:4: public.tls.key: ")
          .contains("key.pem is not the key of the certificate in", "cert.pem");
      assertThat(served(proxy)).isEqualTo("CN=first");
      assertThat(List.copyOf(lines.list))
          .filteredOn(line -> line.getFormattedMessage().contains("key.pem"))
          .isNotEmpty()
          .allSatisfy(line -> {
            assertThat(line.getLevel()).isEqualTo(Level.ERROR);
            assertThat(line.getFormattedMessage()).contains("what ran before goes on");
            assertThat(line.getThrowableProxy()).isNull();
          });
      assertThat(List.copyOf(lines.list))
          .noneMatch(line -> line.getFormattedMessage().startsWith("reloaded"));

      Files.writeString(folder.resolve("key.pem"), newKey);
      Eventually.holds("the new certificate is served", () -> served(proxy).equals("CN=second"));
    } finally {
      logger.detachAppender(lines);
    }
  }

  @Test
  void files_that_cannot_be_served_are_refused_before_the_start() throws Exception {
    assertThat(refused()).containsExactly("public.tls.certificate: cert.pem does not exist");

    certify("first");
    Files.writeString(folder.resolve("key.pem"), "no key");
    assertThat(refused())
        .containsExactly("public.tls.key: key.pem holds no PEM private key without a password");

    Files.writeString(folder.resolve("cert.pem"), "no certificate");
    assertThat(refused())
        .containsExactly("public.tls.certificate: cert.pem holds no PEM certificate");
  }

  @ParameterizedTest
  @CsvSource({"EC, secp384r1", "RSA, 2048", "Ed25519, ''"})
  void keys_of_all_kinds_are_matched(String algorithm, String size) throws Exception {
    certify("first", algorithm, size);
    assertThat(refused()).isEmpty();

    var key = Files.readString(folder.resolve("key.pem"));
    certify("second", algorithm, size);
    Files.writeString(folder.resolve("key.pem"), key);

    assertThat(refused()).singleElement().asString().contains("is not the key of the certificate");
  }

  @ParameterizedTest
  @CsvSource({"EC, secp256r1, EC PRIVATE KEY", "RSA, 2048, RSA PRIVATE KEY"})
  void keys_in_the_older_forms_are_matched(String algorithm, String size, String form)
      throws Exception {
    certify("first", algorithm, size);
    older(form);
    assertThat(refused()).isEmpty();

    certify("second", algorithm, size);
    var second = Files.readString(folder.resolve("cert.pem"));
    certify("third", algorithm, size);
    older(form);
    Files.writeString(folder.resolve("cert.pem"), second);

    assertThat(refused()).singleElement().asString().contains("is not the key of the certificate");
  }

  /// What lies within the last element of PKCS #8 is the older form.
  private void older(String form) throws IOException {
    var pem = Files.readString(folder.resolve("key.pem"));
    var der = Base64.getMimeDecoder().decode(pem.replaceAll("-----[A-Z ]+-----", ""));
    var start = form.startsWith("EC") ? 28 : 26;
    pem("key.pem", form, Arrays.copyOfRange(der, start, der.length));
  }

  /// What the reader says of the files, without file and line.
  private List<String> refused() throws IOException {
    var file = folder.resolve("tagyard.yaml");
    Files.writeString(file, WITH_TLS);
    var loaded =
        new PlanReader(file, Contract.environment(), RuleObserver.NONE, InstantSource.system())
            .read(1);
    return loaded.problems().stream()
        .map(Object::toString)
        .map(told -> told.replace("tagyard.yaml:2: ", "").replace(folder + "/", ""))
        .toList();
  }

  /// Posts an event over a connection of its own; tells whose certificate it saw.
  private static String served(RunningProxy proxy) {
    var request =
        HttpRequest.newBuilder(
                URI.create("https://127.0.0.1:" + proxy.server().publicPort() + "/e"))
            .POST(
                BodyPublishers.ofString(
                    """
                    {"event_name": "page_view",
                     "consent": {"categories": {"statistics": true}}}\
                    """))
            .build();
    try (var client =
        HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .sslContext(trusting())
            .build()) {
      var answer = client.send(request, BodyHandlers.ofString());
      assertThat(answer.statusCode()).isEqualTo(202);
      var certificate = answer.sslSession().orElseThrow().getPeerCertificates()[0];
      return ((X509Certificate) certificate).getSubjectX500Principal().getName();
    } catch (IOException | InterruptedException | GeneralSecurityException failure) {
      throw new AssertionError("no event by TLS", failure);
    }
  }

  private void certify(String name) throws Exception {
    certify(name, "EC", "secp256r1");
  }

  private void certify(String name, String algorithm, String size) throws Exception {
    var store = folder.resolve(name + ".p12");
    Files.deleteIfExists(store);
    var command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
                "-genkeypair",
                "-alias",
                "one",
                "-keyalg",
                algorithm,
                "-dname",
                "CN=" + name,
                "-validity",
                "3",
                "-storepass",
                "changeit",
                "-keystore",
                store.toString()));
    if (!size.isEmpty()) {
      command.addAll(List.of(algorithm.equals("EC") ? "-groupname" : "-keysize", size));
    }
    var made = new ProcessBuilder(command).inheritIO().start().waitFor();
    assertThat(made).isZero();
    var keys = KeyStore.getInstance(store.toFile(), "changeit".toCharArray());
    pem("key.pem", "PRIVATE KEY", keys.getKey("one", "changeit".toCharArray()).getEncoded());
    pem("cert.pem", "CERTIFICATE", keys.getCertificate("one").getEncoded());
  }

  private void pem(String file, String what, byte[] bytes) throws IOException {
    Files.writeString(
        folder.resolve(file),
        "-----BEGIN "
            + what
            + "-----\n"
            + PEM.encodeToString(bytes)
            + "\n-----END "
            + what
            + "-----\n");
  }

  private static SSLContext trusting() throws GeneralSecurityException {
    var context = SSLContext.getInstance("TLS");
    context.init(null, new TrustManager[] {new Everyone()}, new SecureRandom());
    return context;
  }

  /// Trusts each certificate: these are signed by themselves, for a name that is not the address.
  private static final class Everyone extends X509ExtendedTrustManager {
    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type) {}

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type) {}

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type, Socket socket) {}

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type, Socket socket) {}

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type, SSLEngine engine) {}

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type, SSLEngine engine) {}

    @Override
    public X509Certificate[] getAcceptedIssuers() {
      return new X509Certificate[0];
    }
  }

  private RunningProxy started() throws Exception {
    return RunningProxy.start(
        folder, yaml -> Contract.replace(yaml, Map.of("public:\n", WITH_TLS)));
  }
}
