package dev.tagyard.proxy.vendorlist;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Optional;

/// The list that was fetched last, in `data.dir`, so that a start needs no network.
public final class KeptList<T> {
  private final PublishedList<T> which;
  private final String listFile;
  private final String stateFile;
  private final Path folder;

  /// @param folder `data.dir`
  public KeptList(PublishedList<T> which, Path folder) {
    this.which = which;
    listFile = which.name() + ".json";
    stateFile = which.name() + ".state";
    this.folder = folder;
  }

  /// Absent when none was ever fetched from this address, or what is there cannot be read: then it
  /// is fetched again.
  ///
  /// @param url where the configured list comes from
  public Optional<T> list(String url) {
    return state(url).flatMap(_ -> list());
  }

  Optional<FetchState> state(String url) {
    return read(stateFile).flatMap(FetchState::read).filter(state -> state.url().equals(url));
  }

  /// The list goes first: a kill between the two costs a fetch and no more.
  void keep(byte[] list, FetchState state) throws IOException {
    write(listFile, list);
    keep(state);
  }

  void keep(FetchState state) throws IOException {
    write(stateFile, state.bytes());
  }

  private Optional<T> list() {
    return read(listFile)
        .flatMap(bytes -> {
          try {
            return Optional.of(which.read().apply(bytes));
          } catch (IllegalArgumentException broken) {
            return Optional.empty();
          }
        });
  }

  private Optional<byte[]> read(String name) {
    try {
      return Optional.of(Files.readAllBytes(folder.resolve(name)));
    } catch (IOException missing) {
      return Optional.empty();
    }
  }

  private void write(String name, byte[] bytes) throws IOException {
    Files.createDirectories(folder);
    var part = folder.resolve(name + ".part");
    Files.write(part, bytes);
    Files.move(part, folder.resolve(name), StandardCopyOption.ATOMIC_MOVE);
  }
}
