package dev.tagyard.proxy.sender;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tagyard.proxy.destination.Hashing;
import dev.tagyard.proxy.eventlog.MasterKey;
import dev.tagyard.proxy.eventlog.WholeFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Optional;
import javax.crypto.Cipher;
import javax.crypto.SecretKey;
import javax.crypto.spec.GCMParameterSpec;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Refresh tokens that vendors gave in place of those configured, sealed in one file of `data.dir`,
/// so that a restart goes on with the newest. One that came of another configured token is not
/// used: who sets a new token means it.
///
/// The file is a nonce of 12 bytes and AES-256-GCM of JSON: destination to `of`, a digest of the
/// configured token, and `token`.
public final class Renewals {
  public static final String FILE = "refresh-tokens";

  private static final Logger LOG = LoggerFactory.getLogger(Renewals.class);
  private static final String CIPHER = "AES/GCM/NoPadding";
  private static final int NONCE = 12;
  private static final int TAG_BITS = 128;

  private final Path file;
  private final SecretKey key;
  private final SecureRandom random;
  private Optional<ObjectNode> known = Optional.empty();

  public Renewals(Path dataDir, MasterKey key, SecureRandom random) {
    this.file = dataDir.resolve(FILE);
    this.key = key.derive("refresh-tokens", "AES");
    this.random = random;
  }

  /// The newest that came of this configured token.
  synchronized Optional<String> find(String destination, String configured) {
    return Optional.of(all().path(destination))
        .filter(kept -> kept.path("of").asText().equals(Hashing.sha256(configured)))
        .map(kept -> kept.path("token").asText());
  }

  /// On disk when it returns. What cannot be written is used all the same, until the process ends.
  synchronized void keep(String destination, String configured, String token) {
    all().putObject(destination).put("of", Hashing.sha256(configured)).put("token", token);
    try {
      WholeFile.write(file, sealed(all().toString().getBytes(UTF_8)));
    } catch (IOException unwritable) {
      LOG.warn(
          "the new refresh token of {} is not kept in {}: after a restart the one configured is"
              + " used ({})",
          destination,
          file,
          unwritable.getMessage());
    }
  }

  private ObjectNode all() {
    var all = known.orElseGet(this::read);
    known = Optional.of(all);
    return all;
  }

  private ObjectNode read() {
    try {
      return Files.exists(file)
          ? (ObjectNode) new ObjectMapper().readTree(opened(Files.readAllBytes(file)))
          : JsonNodeFactory.instance.objectNode();
    } catch (IOException | GeneralSecurityException | RuntimeException unreadable) {
      LOG.warn(
          "{} cannot be read with this data key: the refresh tokens of the configuration are used",
          file);
      return JsonNodeFactory.instance.objectNode();
    }
  }

  private byte[] sealed(byte[] plain) {
    var nonce = new byte[NONCE];
    random.nextBytes(nonce);
    try {
      var cipher = Cipher.getInstance(CIPHER);
      cipher.init(Cipher.ENCRYPT_MODE, key, new GCMParameterSpec(TAG_BITS, nonce));
      var text = cipher.doFinal(plain);
      return ByteBuffer.allocate(NONCE + text.length).put(nonce).put(text).array();
    } catch (GeneralSecurityException impossible) {
      throw new IllegalStateException(impossible);
    }
  }

  private byte[] opened(byte[] content) throws GeneralSecurityException {
    var cipher = Cipher.getInstance(CIPHER);
    cipher.init(
        Cipher.DECRYPT_MODE, key, new GCMParameterSpec(TAG_BITS, Arrays.copyOf(content, NONCE)));
    return cipher.doFinal(content, NONCE, content.length - NONCE);
  }
}
