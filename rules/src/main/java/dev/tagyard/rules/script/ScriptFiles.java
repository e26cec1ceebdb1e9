package dev.tagyard.rules.script;

import java.io.IOException;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.channels.NonWritableChannelException;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.AccessDeniedException;
import java.nio.file.AccessMode;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.graalvm.polyglot.io.FileSystem;

/// The scripts of a rules folder as they were when it was read, and nothing else: what a script may
/// import. So all contexts of a rule set run the same text, whatever happens to the files.
final class ScriptFiles implements FileSystem {
  private static final Path ROOT = Path.of("/rules");
  private static final long LONGEST = 1 << 20;

  private final Map<Path, byte[]> contents;

  private ScriptFiles(Map<Path, byte[]> contents) {
    this.contents = contents;
  }

  /// Reads `*.js` and `*.mjs` of the folder and of those within; follows no links.
  static ScriptFiles read(Path folder) throws IOException {
    Map<Path, byte[]> contents = new HashMap<>();
    try (var files = Files.walk(folder)) {
      for (var file : (Iterable<Path>) files::iterator) {
        var name = file.getFileName().toString();
        if ((name.endsWith(".js") || name.endsWith(".mjs"))
            && Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)
            && Files.size(file) <= LONGEST) {
          contents.put(ROOT.resolve(folder.relativize(file).toString()), Files.readAllBytes(file));
        }
      }
    }
    return new ScriptFiles(contents);
  }

  /// How a module imports a file of the folder.
  static String specifier(String file) {
    return ROOT.resolve(file).toString();
  }

  /// The other way round: the file as its author knows it.
  static String shown(String path) {
    var prefix = ROOT + "/";
    return path.startsWith(prefix) ? path.substring(prefix.length()) : path;
  }

  @Override
  public Path parsePath(URI uri) {
    if (!"file".equals(uri.getScheme())) {
      throw new UnsupportedOperationException("only files of the rules folder can be imported");
    }
    return Path.of(uri);
  }

  @Override
  public Path parsePath(String path) {
    return Path.of(path);
  }

  @Override
  public void checkAccess(Path path, Set<? extends AccessMode> modes, LinkOption... options)
      throws IOException {
    if (modes.contains(AccessMode.WRITE) || modes.contains(AccessMode.EXECUTE)) {
      throw new AccessDeniedException(path.toString());
    }
    content(path);
  }

  @Override
  public void createDirectory(Path path, FileAttribute<?>... attributes) throws IOException {
    throw new AccessDeniedException(path.toString());
  }

  @Override
  public void delete(Path path) throws IOException {
    throw new AccessDeniedException(path.toString());
  }

  @Override
  public SeekableByteChannel newByteChannel(
      Path path, Set<? extends OpenOption> options, FileAttribute<?>... attributes)
      throws IOException {
    for (var option : options) {
      if (option != StandardOpenOption.READ) {
        throw new AccessDeniedException(path.toString());
      }
    }
    return new Bytes(ByteBuffer.wrap(content(path)).asReadOnlyBuffer());
  }

  @Override
  public DirectoryStream<Path> newDirectoryStream(
      Path path, DirectoryStream.Filter<? super Path> filter) throws IOException {
    throw new AccessDeniedException(path.toString());
  }

  @Override
  public Path toAbsolutePath(Path path) {
    return ROOT.resolve(path).normalize();
  }

  @Override
  public Path toRealPath(Path path, LinkOption... options) throws IOException {
    var real = toAbsolutePath(path);
    content(real);
    return real;
  }

  @Override
  public Map<String, Object> readAttributes(Path path, String attributes, LinkOption... options)
      throws IOException {
    return Map.of(
        "isRegularFile", true,
        "isDirectory", false,
        "isSymbolicLink", false,
        "size", (long) content(path).length);
  }

  private byte[] content(Path path) throws NoSuchFileException {
    var content = contents.get(toAbsolutePath(path));
    if (content == null) {
      throw new NoSuchFileException(shown(path.toString()));
    }
    return content;
  }

  /// A file's bytes to read.
  private static final class Bytes implements SeekableByteChannel {
    private final ByteBuffer bytes;

    Bytes(ByteBuffer bytes) {
      this.bytes = bytes;
    }

    @Override
    public int read(ByteBuffer target) {
      if (!bytes.hasRemaining()) {
        return -1;
      }
      var count = Math.min(bytes.remaining(), target.remaining());
      target.put(bytes.slice(bytes.position(), count));
      bytes.position(bytes.position() + count);
      return count;
    }

    @Override
    public int write(ByteBuffer source) {
      throw new NonWritableChannelException();
    }

    @Override
    public long position() {
      return bytes.position();
    }

    @Override
    public SeekableByteChannel position(long position) {
      bytes.position((int) Math.min(position, bytes.limit()));
      return this;
    }

    @Override
    public long size() {
      return bytes.limit();
    }

    @Override
    public SeekableByteChannel truncate(long size) {
      throw new NonWritableChannelException();
    }

    @Override
    public boolean isOpen() {
      return true;
    }

    @Override
    public void close() {}
  }
}
