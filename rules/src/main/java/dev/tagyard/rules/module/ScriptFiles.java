package dev.tagyard.rules.module;

import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;

/// The scripts of a rules folder as they were when it was read: what a script may import. So all
/// contexts of a rule set run the same text, whatever happens to the files.
public final class ScriptFiles {
  private static final long LONGEST = 1 << 20;
  private static final String UNREADABLE = "cannot be read";
  private static final String OUTSIDE = "is a link that leads out of the folder";

  /// What stands for another text in the literals of the scripts.
  record Stand(String text, String by) {}

  private final Map<String, String> texts;
  private final Map<String, String> unreadable;
  private final Optional<Stand> stand;

  private ScriptFiles(
      Map<String, String> texts, Map<String, String> unreadable, Optional<Stand> stand) {
    this.texts = texts;
    this.unreadable = unreadable;
    this.stand = stand;
  }

  /// Reads `*.js` and `*.mjs` of the folder and of those within; follows no links that lead out of
  /// it.
  public static ScriptFiles read(Path folder) throws IOException {
    var texts = new TreeMap<String, String>();
    var unreadable = new TreeMap<String, String>();
    for (var file : FolderFiles.in(folder)) {
      if (file.outside()) {
        unreadable.put(file.name(), OUTSIDE);
      } else if (isScript(file.name())) {
        read(file.path(), file.name(), texts, unreadable);
      }
    }
    return new ScriptFiles(texts, unreadable, Optional.empty());
  }

  /// Whether a file of that name is one.
  public static boolean isScript(String name) {
    return name.endsWith(".js") || name.endsWith(".mjs");
  }

  private static void read(
      Path file, String name, Map<String, String> texts, Map<String, String> unreadable) {
    try {
      if (Files.size(file) > LONGEST) {
        unreadable.put(name, "is longer than " + (LONGEST >> 20) + " MiB");
      } else {
        texts.put(name, Files.readString(file));
      }
    } catch (CharacterCodingException wrong) {
      unreadable.put(name, "is not UTF-8");
    } catch (NoSuchFileException gone) {
      // An editor's or a deployment's, between listing and reading.
    } catch (IOException withheld) {
      unreadable.put(name, UNREADABLE);
    }
  }

  /// Why the text of a file is absent.
  String why(String file) {
    return unreadable.getOrDefault(file, UNREADABLE);
  }

  /// The same scripts, in whose texts and templates something else stands for a text: so that it
  /// can be told later whether the script wrote it, or took it from an event.
  public ScriptFiles with(String text, String by) {
    return new ScriptFiles(texts, unreadable, Optional.of(new Stand(text, by)));
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
    return meant(importer, specifier).filter(this::has);
  }

  /// Why an import means no file.
  String whyNot(String importer, String specifier) {
    var meant = meant(importer, specifier).filter(file -> !file.startsWith(".."));
    if (meant.isEmpty()) {
      return "cannot import '"
          + specifier
          + "': only scripts of the rules folder, such as './lib/tools.js'";
    }
    var link =
        unreadable.keySet().stream().filter(name -> meant.get().startsWith(name + "/")).findFirst();
    if (link.isPresent()) {
      return "cannot import '" + specifier + "': " + link.get() + " " + why(link.get());
    }
    var hint =
        Stream.of(".js", ".mjs", "/index.js")
            .filter(ending -> has(meant.get() + ending))
            .findFirst()
            .map(ending -> "; did you mean '" + specifier + ending + "'?");
    return "there is no " + meant.get() + hint.orElse("");
  }

  private static Optional<String> meant(String importer, String specifier) {
    return specifier.startsWith("./") || specifier.startsWith("../")
        ? Optional.of(
            Path.of(importer).resolveSibling(specifier).normalize().toString().replace('\\', '/'))
        : Optional.empty();
  }

  private boolean has(String file) {
    return texts.containsKey(file) || unreadable.containsKey(file);
  }
}
