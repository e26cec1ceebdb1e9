package dev.tagyard.proxy.carrier;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/// A file of whole lines. What a kill or a full disk left of a line is cut off before the next is
/// written; when the file is large or old enough it is put aside under a name with the time.
final class LineFile {
  private static final DateTimeFormatter STAMP =
      DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss'Z'", Locale.ROOT).withZone(ZoneOffset.UTC);
  private static final Pattern STAMPED = Pattern.compile("(\\d{8}T\\d{6}Z)(?:-(\\d{1,9}))?");
  private static final FileAttribute<?> OWNER_AND_GROUP =
      PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-r-----"));
  private static final int BLOCK = 8_192;

  private final Path path;
  private final InstantSource clock;
  private Optional<Open> open = Optional.empty();

  /// Closed since nobody used it; its age goes on.
  private Optional<Open> left = Optional.empty();

  private boolean used;

  /// When to begin a new file.
  ///
  /// @param keep how many stay that were put aside; 0 for all
  record Rotation(long size, Duration after, int keep) {}

  /// A file that was put aside.
  ///
  /// @param number of its second, from 1
  private record Aside(Path path, String stamp, int number) {}

  /// @param identity of the file that the channel writes to
  private record Open(FileChannel channel, Object identity, Instant since) {}

  /// @param end from the last dot on; empty text where there is none
  private record Name(String stem, String end) {
    static Name of(Path path) {
      var name = String.valueOf(path.getFileName());
      var dot = name.lastIndexOf('.');
      return dot > 0 ? new Name(name.substring(0, dot), name.substring(dot)) : new Name(name, "");
    }
  }

  LineFile(Path path, InstantSource clock) {
    this.path = path;
    this.clock = clock;
  }

  /// Writes lines and waits until the disk has them.
  ///
  /// @param rotation as whoever writes them has it; another may have it otherwise
  /// @throws IOException with nothing of it in the file
  synchronized void append(String lines, Rotation rotation) throws IOException {
    used = true;
    var bytes = lines.getBytes(StandardCharsets.UTF_8);
    rotate(bytes.length, rotation);
    var channel = opened().channel();
    var before = channel.size();
    try {
      var buffer = ByteBuffer.wrap(bytes);
      while (buffer.hasRemaining()) {
        channel.write(buffer, before + buffer.position());
      }
      channel.force(false);
    } catch (IOException failure) {
      takeBack(before);
      throw failure;
    }
  }

  private Open opened() throws IOException {
    if (open.isEmpty()) {
      var since =
          Files.exists(path) ? Files.getLastModifiedTime(path).toInstant() : clock.instant();
      channel(StandardOpenOption.WRITE).close();
      // Before it is opened: whoever puts another in its place meanwhile is noticed at the next.
      var identity = identity().orElse(path);
      var channel = channel(StandardOpenOption.READ, StandardOpenOption.WRITE);
      channel.truncate(wholeLines(channel));
      var age = left.filter(file -> file.identity().equals(identity)).map(Open::since);
      open = Optional.of(new Open(channel, identity, age.orElse(since)));
    }
    return open.get();
  }

  /// Of a file that is made where there is none. Events are not for everybody on the machine.
  private FileChannel channel(OpenOption... how) throws IOException {
    var options = new HashSet<OpenOption>(List.of(how));
    options.add(StandardOpenOption.CREATE);
    boolean posix = path.getFileSystem().supportedFileAttributeViews().contains("posix");
    return posix
        ? FileChannel.open(path, options, OWNER_AND_GROUP)
        : FileChannel.open(path, options);
  }

  /// Tells the file that the path leads to from others; the path itself where the system has no
  /// such keys, empty where there is no file.
  private Optional<Object> identity() throws IOException {
    try {
      var key = Files.readAttributes(path, BasicFileAttributes.class).fileKey();
      return Optional.of(Objects.requireNonNullElse(key, path));
    } catch (NoSuchFileException gone) {
      return Optional.empty();
    }
  }

  private void rotate(int coming, Rotation rotation) throws IOException {
    var there = identity();
    if (open.isPresent() && !there.equals(Optional.of(open.get().identity()))) {
      // Somebody took it away, or as logrotate does put another in its place.
      close();
    }
    if (there.isEmpty()) {
      return;
    }
    var current = opened();
    var size = current.channel().size();
    var old = !clock.instant().isBefore(current.since().plus(rotation.after()));
    if (size > 0 && (size + coming > rotation.size() || old)) {
      close();
      Files.move(path, aside(), StandardCopyOption.ATOMIC_MOVE);
      forget(rotation.keep());
    }
  }

  /// A name after all that are taken: `events-20261122T100000Z.jsonl`, then with `-2`, `-3`, …
  private Path aside() throws IOException {
    var name = Name.of(path);
    var stamp = STAMP.format(clock.instant());
    var before =
        putAside().stream()
            .filter(file -> file.stamp().equals(stamp))
            .mapToInt(Aside::number)
            .max()
            .orElse(0);
    var number = before == 0 ? "" : "-" + (before + 1);
    return path.resolveSibling(name.stem() + "-" + stamp + number + name.end());
  }

  private void forget(int keep) throws IOException {
    if (keep == 0) {
      return;
    }
    var aside = putAside();
    for (var file : aside.subList(0, Math.max(0, aside.size() - keep))) {
      Files.deleteIfExists(file.path());
    }
  }

  /// Oldest first.
  private List<Aside> putAside() throws IOException {
    try (var files = Files.list(path.resolveSibling(""))) {
      return files
          .flatMap(this::aside)
          .sorted(Comparator.comparing(Aside::stamp).thenComparingInt(Aside::number))
          .toList();
    } catch (UncheckedIOException failure) {
      throw failure.getCause();
    }
  }

  private Stream<Aside> aside(Path file) {
    var name = Name.of(path);
    var other = String.valueOf(file.getFileName());
    var stem = name.stem() + "-";
    if (other.length() < stem.length() + name.end().length()
        || !other.startsWith(stem)
        || !other.endsWith(name.end())) {
      return Stream.empty();
    }
    var stamped =
        STAMPED.matcher(other.substring(stem.length(), other.length() - name.end().length()));
    return stamped.matches()
        ? Stream.of(
            new Aside(
                file,
                stamped.group(1),
                Optional.ofNullable(stamped.group(2)).map(Integer::parseInt).orElse(1)))
        : Stream.empty();
  }

  private void takeBack(long length) {
    try {
      opened().channel().truncate(length);
    } catch (IOException failure) {
      // The next one to open it cuts the half line off.
      close();
    }
  }

  /// How much of the file ends with a line's end.
  private static long wholeLines(FileChannel channel) throws IOException {
    var end = channel.size();
    var block = ByteBuffer.allocate(BLOCK);
    while (end > 0) {
      var from = Math.max(0, end - BLOCK);
      block.clear().limit((int) (end - from));
      while (block.hasRemaining() && channel.read(block, from + block.position()) >= 0) {
        // Reads on until the block is full.
      }
      for (var i = block.position() - 1; i >= 0; i--) {
        if (block.get(i) == '\n') {
          return from + i + 1;
        }
      }
      end = from;
    }
    return 0;
  }

  /// Closes it unless a line came since this was asked for last.
  synchronized void closeUnused() {
    if (!used && open.isPresent()) {
      var unused = open;
      close();
      left = unused;
    }
    used = false;
  }

  synchronized void close() {
    left = Optional.empty();
    open.ifPresent(file -> {
      try {
        file.channel().close();
      } catch (IOException failure) {
        // What was answered for is on disk already.
      }
    });
    open = Optional.empty();
  }
}
