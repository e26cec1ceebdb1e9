package dev.tagyard.proxy.vendorlist;

import dev.tagyard.consent.tcf.VendorList;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Optional;

/// The list that was fetched last, in `data.dir`, so that a start needs no network.
public final class KeptList {
  private static final String LIST = "vendor-list.json";
  private static final String STATE = "vendor-list.state";

  private final Path folder;

  /// @param folder `data.dir`
  public KeptList(Path folder) {
    this.folder = folder;
  }

  /// Absent when none was ever fetched from this address, or what is there cannot be read: then it
  /// is fetched again.
  ///
  /// @param url where the configured list comes from
  public Optional<VendorList> list(String url) {
    return state(url).flatMap(_ -> list());
  }

  Optional<FetchState> state(String url) {
    return read(STATE).flatMap(FetchState::read).filter(state -> state.url().equals(url));
  }

  /// The list goes first: a kill between the two costs a fetch and no more.
  void keep(byte[] list, FetchState state) throws IOException {
    write(LIST, list);
    keep(state);
  }

  void keep(FetchState state) throws IOException {
    write(STATE, state.bytes());
  }

  private Optional<VendorList> list() {
    return read(LIST)
        .flatMap(bytes -> {
          try {
            return Optional.of(VendorListJson.read(bytes));
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
