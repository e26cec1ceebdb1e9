package dev.tagyard.rules;

import dev.tagyard.rules.module.FolderFiles;
import dev.tagyard.rules.module.ScriptFiles;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;

/// The files that rules are made of: YAML and tables of the folder itself, scripts also of those
/// within. Others, such as tests, may change as they like.
public final class RuleFiles {
  private static final String TABLE = ".csv";
  private static final Set<String> BESIDE = Set.of(".yaml", ".yml", TABLE);

  /// Folders within folders that are watched, which is done all the time: there may be packages of
  /// an editor's below.
  private static final int DEEPEST = 4;

  private RuleFiles() {}

  /// Those that are there now, four levels deep; none of a folder that cannot be read.
  public static List<Path> of(Path folder) {
    return found(folder, DEEPEST).stream().map(FolderFiles.Found::path).toList();
  }

  /// Scripts and tables of the folder itself.
  public static List<Path> beside(Path folder) {
    try (var entries = Files.list(folder)) {
      return entries
          .filter(file -> ScriptFiles.isScript(file.toString()) || file.toString().endsWith(TABLE))
          .sorted()
          .toList();
    } catch (IOException | UncheckedIOException unreadable) {
      return List.of();
    }
  }

  private static List<FolderFiles.Found> found(Path folder, int deepest) {
    try {
      return FolderFiles.in(folder, deepest).stream().filter(file -> isRead(file.name())).toList();
    } catch (IOException unreadable) {
      return List.of();
    }
  }

  private static boolean isRead(String name) {
    return ScriptFiles.isScript(name)
        || (name.indexOf('/') < 0 && BESIDE.stream().anyMatch(name::endsWith));
  }

  /// Tells whether rules would be the same if they were read again: what their files hold, and what
  /// they take from the environment.
  static final class Digest {
    private final MessageDigest digest = sha256();
    private final Map<String, Optional<String>> variables = new TreeMap<>();

    /// To be made before the files are read: what changes meanwhile must not pass for what was
    /// read.
    Digest(Path folder) {
      add(String.valueOf(folder.getFileName()));
      for (var file : found(folder, Integer.MAX_VALUE)) {
        add(file.name() + (file.outside() ? " outside" : ""));
        add(file.path());
      }
    }

    /// The same environment, with an eye on what is asked for.
    Function<String, Optional<String>> watching(Function<String, Optional<String>> environment) {
      return name -> variables.computeIfAbsent(name, environment);
    }

    /// To be asked once, when the rules are read.
    String text() {
      variables.forEach((name, value) -> add(name + "=" + value));
      return HexFormat.of().formatHex(digest.digest());
    }

    private void add(Path file) {
      try {
        var bytes = Files.readAllBytes(file);
        add(String.valueOf(bytes.length));
        digest.update(bytes);
      } catch (IOException unreadable) {
        add("unreadable");
      }
    }

    private void add(String text) {
      digest.update((text + "\n").getBytes(StandardCharsets.UTF_8));
    }

    private static MessageDigest sha256() {
      try {
        return MessageDigest.getInstance("SHA-256");
      } catch (NoSuchAlgorithmException everyJdkHasIt) {
        throw new IllegalStateException(everyJdkHasIt);
      }
    }
  }
}
