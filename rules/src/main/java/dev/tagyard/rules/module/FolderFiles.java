package dev.tagyard.rules.module;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/// The files of a folder and of those within it. Links are followed as far as they stay inside:
/// where a container mounts configuration, every file is a link. Folders whose name begins with a
/// dot are passed over (there the links lead to), and so is what cannot be looked into.
public final class FolderFiles {
  /// @param name from the folder, with slashes
  /// @param path by which to read it
  /// @param outside whether it is a link that leads out of the folder; of a folder nothing below it
  ///   is told then
  public record Found(String name, Path path, boolean outside) {}

  private final Path root;
  private final int deepest;
  private final List<Found> found = new ArrayList<>();

  private FolderFiles(Path root, int deepest) {
    this.root = root;
    this.deepest = deepest;
  }

  /// In the order of their names, folder by folder.
  ///
  /// @throws IOException when the folder itself cannot be listed
  public static List<Found> in(Path folder) throws IOException {
    return in(folder, Integer.MAX_VALUE);
  }

  /// As [#in].
  ///
  /// @param deepest levels that are looked at; 1 is the folder itself alone
  public static List<Found> in(Path folder, int deepest) throws IOException {
    var root = folder.toRealPath();
    var files = new FolderFiles(root, deepest);
    files.add(root, "", Set.of(root));
    return files.found;
  }

  /// @param above real paths of the folders on the way: a link to one of them leads in a circle
  private void add(Path folder, String prefix, Set<Path> above) throws IOException {
    for (var entry : entries(folder)) {
      try {
        add(entry, folder.relativize(entry).toString(), prefix, above);
      } catch (IOException goneOrUnreadable) {
        // As if it were not there.
      }
    }
  }

  private void add(Path entry, String name, String prefix, Set<Path> above) throws IOException {
    var real = Files.isSymbolicLink(entry) ? entry.toRealPath() : entry;
    if (!real.startsWith(root)) {
      found.add(new Found(prefix + name, entry, true));
      return;
    }
    var attributes =
        Files.readAttributes(real, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
    if (attributes.isRegularFile()) {
      found.add(new Found(prefix + name, real, false));
    } else if (attributes.isDirectory()
        && !name.startsWith(".")
        && above.size() < deepest
        && !above.contains(real)) {
      var way = new HashSet<>(above);
      way.add(real);
      add(real, prefix + name + "/", way);
    }
  }

  private static List<Path> entries(Path folder) throws IOException {
    try (var entries = Files.list(folder)) {
      return entries.sorted().toList();
    } catch (UncheckedIOException unreadable) {
      throw unreadable.getCause();
    }
  }
}
