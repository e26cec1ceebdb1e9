package dev.tagyard.rules.module;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/// The scripts of a rules folder as they were when it was read: what a script may import. So all
/// contexts of a rule set run the same text, whatever happens to the files.
public final class ScriptFiles {
  private static final long LONGEST = 1 << 20;

  /// What stands for another text in the literals of the scripts.
  record Stand(String text, String by) {}

  private final Map<String, String> texts;
  private final Optional<Stand> stand;

  private ScriptFiles(Map<String, String> texts, Optional<Stand> stand) {
    this.texts = texts;
    this.stand = stand;
  }

  /// Reads `*.js` and `*.mjs` of the folder and of those within; follows no links.
  public static ScriptFiles read(Path folder) throws IOException {
    var texts = new TreeMap<String, String>();
    try (var files = Files.walk(folder)) {
      for (var file : (Iterable<Path>) files::iterator) {
        var name = file.getFileName().toString();
        if ((name.endsWith(".js") || name.endsWith(".mjs"))
            && Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)
            && Files.size(file) <= LONGEST) {
          texts.put(folder.relativize(file).toString().replace('\\', '/'), Files.readString(file));
        }
      }
    }
    return new ScriptFiles(texts, Optional.empty());
  }

  /// The same scripts, in whose texts and templates something else stands for a text: so that it
  /// can be told later whether the script wrote it, or took it from an event.
  public ScriptFiles with(String text, String by) {
    return new ScriptFiles(texts, Optional.of(new Stand(text, by)));
  }

  Optional<Stand> stand() {
    return stand;
  }

  Optional<String> text(String file) {
    return Optional.ofNullable(texts.get(file));
  }

  Collection<String> names() {
    return texts.keySet();
  }

  /// The file that an import means: one of the folder, named from the file that imports it.
  Optional<String> resolve(String importer, String specifier) {
    if (!specifier.startsWith("./") && !specifier.startsWith("../")) {
      return Optional.empty();
    }
    var found =
        Path.of(importer).resolveSibling(specifier).normalize().toString().replace('\\', '/');
    return texts.containsKey(found) ? Optional.of(found) : Optional.empty();
  }
}
