package dev.tagyard.proxy.doctor;

import java.security.cert.CertificateExpiredException;
import java.security.cert.CertificateNotYetValidException;
import java.util.Optional;
import javax.net.ssl.SSLException;

/// Why the certificate of a host is not believed: visitors' browsers do not believe it either.
final class Distrust {
  private Distrust() {}

  /// One clause; absent where it was not for TLS that a call failed.
  static Optional<String> in(Throwable failure) {
    var why = Optional.<String>empty();
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      // What lies deepest says most.
      var words = words(cause);
      why = words.isPresent() ? words : why;
    }
    return why;
  }

  private static Optional<String> words(Throwable cause) {
    var message = String.valueOf(cause.getMessage());
    if (cause instanceof CertificateExpiredException) {
      return Optional.of("its certificate has ended");
    }
    if (cause instanceof CertificateNotYetValidException) {
      return Optional.of("its certificate is not valid yet");
    }
    if (!(cause instanceof SSLException)) {
      return Optional.empty();
    }
    if (message.contains("path building failed")) {
      return Optional.of(
          "its certificate is signed by nobody who is trusted, or comes without its issuer's");
    }
    return Optional.of(
        message.contains("subject alternative")
            ? "its certificate is for another name"
            : "TLS fails: " + message);
  }
}
