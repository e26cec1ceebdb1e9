package dev.tagyard.proxy.plan;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.regex.Pattern;

/// A certificate and the key that belongs to it, as the files of `public.tls` hold them now.
///
/// @param certificate as PEM
/// @param key as PEM
/// @param chain the certificate, and its issuers' if the file holds them
public record TlsPair(String certificate, String key, List<X509Certificate> chain) {
  private static final Pattern CERTIFICATE =
      Pattern.compile("-----BEGIN (X509 )?CERTIFICATE-----([^-]+)-----END");
  private static final Pattern KEY =
      Pattern.compile("-----BEGIN (RSA |EC )?PRIVATE KEY-----([^-]+)-----END");

  private static final int SEQUENCE = 0x30;
  private static final int OCTETS = 0x04;
  private static final byte[] VERSION = {0x02, 0x01, 0x00};

  public TlsPair {
    chain = List.copyOf(chain);
  }

  /// The files cannot be served with. The message follows the path of the key that is to blame.
  public static final class Unfit extends Exception {
    @java.io.Serial private static final long serialVersionUID = 1L;

    private final String at;

    private Unfit(String at, String message) {
      super(message);
      this.at = at;
    }

    /// The key below `public.tls`.
    public String at() {
      return at;
    }
  }

  public static TlsPair read(Configuration.Tls files) throws Unfit {
    var certificate = text("certificate", files.certificate());
    var chain = chain(certificate);
    if (chain.isEmpty()) {
      throw new Unfit("certificate", files.certificate() + " holds no PEM certificate");
    }
    var key = text("key", files.key());
    var found = KEY.matcher(key);
    if (!found.find()) {
      throw new Unfit("key", files.key() + " holds no PEM private key without a password");
    }
    if (!belongs(found.group(1) == null, found.group(2), chain.getFirst().getPublicKey())) {
      throw new Unfit(
          "key",
          files.key()
              + " is not the key of the certificate in "
              + files.certificate()
              + ": take both from the same renewal");
    }
    return new TlsPair(certificate, key, chain);
  }

  private static String text(String at, Path file) throws Unfit {
    try {
      return Files.readString(file, StandardCharsets.ISO_8859_1);
    } catch (IOException unreadable) {
      throw new Unfit(at, file + (Files.exists(file) ? " cannot be read" : " does not exist"));
    }
  }

  private static List<X509Certificate> chain(String pem) {
    var chain = new ArrayList<X509Certificate>();
    var blocks = CERTIFICATE.matcher(pem);
    try {
      var factory = CertificateFactory.getInstance("X.509");
      while (blocks.find()) {
        var bytes = Base64.getMimeDecoder().decode(blocks.group(2));
        if (factory.generateCertificate(new ByteArrayInputStream(bytes))
            instanceof X509Certificate one) {
          chain.add(one);
        }
      }
      return chain;
    } catch (CertificateException | IllegalArgumentException unreadable) {
      return List.of();
    }
  }

  /// @param wrapped whether it says by itself what kind of key it is, as PKCS #8 does
  private static boolean belongs(boolean wrapped, String base64, PublicKey certified) {
    try {
      var der = Base64.getMimeDecoder().decode(base64);
      var key =
          KeyFactory.getInstance(certified.getAlgorithm())
              .generatePrivate(new PKCS8EncodedKeySpec(wrapped ? der : wrapped(der, certified)));
      return belong(key, certified);
    } catch (GeneralSecurityException | IllegalArgumentException ofAnotherKind) {
      return false;
    }
  }

  private static boolean belong(PrivateKey key, PublicKey certified)
      throws GeneralSecurityException {
    var algorithm =
        switch (certified.getAlgorithm()) {
          case "RSA" -> "SHA256withRSA";
          case "EC" -> "SHA256withECDSA";
          default -> certified.getAlgorithm();
        };
    var text = "tagyard".getBytes(StandardCharsets.US_ASCII);
    var signing = Signature.getInstance(algorithm);
    signing.initSign(key);
    signing.update(text);
    var verifying = Signature.getInstance(algorithm);
    verifying.initVerify(certified);
    verifying.update(text);
    return verifying.verify(signing.sign());
  }

  /// PKCS #8 about a key of the older forms, which Java does not read. It is of the kind that the
  /// public key names, or else does not belong to it. Source:
  /// <https://www.rfc-editor.org/rfc/rfc5208#section-5>.
  private static byte[] wrapped(byte[] key, PublicKey certified) {
    var content = new ByteArrayOutputStream();
    content.writeBytes(VERSION);
    content.writeBytes(kind(certified.getEncoded()));
    content.writeBytes(element(OCTETS, key));
    return element(SEQUENCE, content.toByteArray());
  }

  /// What follows the header of the outer sequence: the sequence that names the algorithm.
  private static byte[] kind(byte[] publicKey) {
    var from = header(publicKey, 0);
    var inner = header(publicKey, from);
    return Arrays.copyOfRange(publicKey, from, inner + length(publicKey, from));
  }

  /// Where the content of the element begins.
  private static int header(byte[] der, int at) {
    return at + 2 + (der[at + 1] < 0 ? der[at + 1] & 0x7f : 0);
  }

  private static int length(byte[] der, int at) {
    var length = der[at + 1] & 0xff;
    if (length < 0x80) {
      return length;
    }
    var value = 0;
    for (var i = at + 2; i < header(der, at); i++) {
      value = (value << 8) | (der[i] & 0xff);
    }
    return value;
  }

  private static byte[] element(int tag, byte[] content) {
    return ByteBuffer.allocate(content.length + 6)
        .put((byte) tag)
        .put((byte) 0x84)
        .putInt(content.length)
        .put(content)
        .array();
  }
}
