package dev.tagyard.proxy;

import io.vertx.core.net.PfxOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/// A certificate that nobody vouches for but its own store.
public final class SelfSigned {
  private static final String PASSWORD = "changeit";

  private SelfSigned() {}

  /// @param name of the host that it is for
  /// @return the store, to serve with or to trust
  public static PfxOptions make(Path folder, String name) throws IOException, InterruptedException {
    var store = Files.createDirectories(folder).resolve(name + ".p12");
    var status =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
                "-J-XX:TieredStopAtLevel=1",
                "-genkeypair",
                "-alias",
                "host",
                "-keyalg",
                "EC",
                "-dname",
                "CN=" + name,
                "-ext",
                "SAN=dns:" + name,
                "-validity",
                "3",
                "-storepass",
                PASSWORD,
                "-keystore",
                store.toString())
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .start()
            .waitFor();
    if (status != 0) {
      throw new IOException("keytool: " + status);
    }
    return new PfxOptions().setPath(store.toString()).setPassword(PASSWORD);
  }
}
