package dev.tagyard.proxy.browser;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.util.Base64;
import java.util.Optional;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;

/// A certificate that is signed by itself.
public final class Certificate {
  private static final char[] PASSWORD = "changeit".toCharArray();
  private static final Base64.Encoder PEM =
      Base64.getMimeEncoder(64, "\n".getBytes(StandardCharsets.US_ASCII));

  /// Made once: the tool that makes it takes a second to start.
  private static Optional<Certificate> ofSite = Optional.empty();

  private final KeyStore keys;

  private Certificate(KeyStore keys) {
    this.keys = keys;
  }

  /// For the test site and its subdomains.
  static synchronized Certificate ofSite(Path folder) throws Exception {
    var made = ofSite.isPresent() ? ofSite.get() : make(folder, "*." + Site.DOMAIN, 0);
    ofSite = Optional.of(made);
    return made;
  }

  /// For three days.
  ///
  /// @param daysAgo when it began
  public static Certificate make(Path folder, String host, int daysAgo) throws Exception {
    var store = folder.resolve("site.p12");
    var status =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
                "-J-XX:TieredStopAtLevel=1",
                "-genkeypair",
                "-alias",
                "site",
                "-keyalg",
                "EC",
                "-dname",
                "CN=" + host,
                "-ext",
                "SAN=dns:" + host,
                "-startdate",
                "-" + daysAgo + "d",
                "-validity",
                "3",
                "-storepass",
                new String(PASSWORD),
                "-keystore",
                store.toString())
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .start()
            .waitFor();
    if (status != 0) {
      throw new IOException("keytool: " + status);
    }
    return new Certificate(KeyStore.getInstance(store.toFile(), PASSWORD));
  }

  public SSLContext context() throws Exception {
    var managers = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
    managers.init(keys, PASSWORD);
    var context = SSLContext.getInstance("TLS");
    context.init(managers.getKeyManagers(), null, null);
    return context;
  }

  /// Writes `cert.pem` and `key.pem`.
  public void write(Path folder) throws Exception {
    pem(folder.resolve("key.pem"), "PRIVATE KEY", keys.getKey("site", PASSWORD).getEncoded());
    pem(folder.resolve("cert.pem"), "CERTIFICATE", keys.getCertificate("site").getEncoded());
  }

  private static void pem(Path file, String what, byte[] bytes) throws IOException {
    Files.writeString(
        file,
        "-----BEGIN %1$s-----\n%2$s\n-----END %1$s-----\n"
            .formatted(what, PEM.encodeToString(bytes)));
  }
}
