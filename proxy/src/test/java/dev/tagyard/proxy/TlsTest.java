package dev.tagyard.proxy;

import static org.assertj.core.api.Assertions.assertThat;

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
import java.util.Base64;
import java.util.Map;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509ExtendedTrustManager;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/// TLS on the public listener, from PEM files.
@Execution(ExecutionMode.CONCURRENT)
class TlsTest {
  private static final Base64.Encoder PEM =
      Base64.getMimeEncoder(64, "\n".getBytes(StandardCharsets.US_ASCII));

  @TempDir private Path folder = Path.of("");

  @Test
  void events_come_in_by_tls_and_a_new_certificate_is_served_once_its_files_change()
      throws Exception {
    certify("first");
    try (var proxy =
        RunningProxy.start(
            folder,
            yaml ->
                Contract.replace(
                    yaml,
                    Map.of(
                        "public:\n",
                        "public:\n  tls: { certificate: cert.pem, key: key.pem }\n")))) {
      assertThat(served(proxy)).isEqualTo("CN=first");

      Files.writeString(folder.resolve("cert.pem"), "no certificate");
      assertThat(served(proxy)).isEqualTo("CN=first");
      certify("second");

      Eventually.holds("the new certificate is served", () -> served(proxy).equals("CN=second"));
    }
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
    var store = folder.resolve(name + ".p12");
    var made =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
                "-genkeypair",
                "-alias",
                "one",
                "-keyalg",
                "EC",
                "-dname",
                "CN=" + name,
                "-validity",
                "3",
                "-storepass",
                "changeit",
                "-keystore",
                store.toString())
            .inheritIO()
            .start()
            .waitFor();
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
}
