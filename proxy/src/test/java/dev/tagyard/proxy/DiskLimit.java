package dev.tagyard.proxy;

import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;

/// A limit on the size of a child's files, which stands for a disk that is full to the brim: no
/// file may grow any more. Needs `prlimit`, and no rights.
final class DiskLimit {
  private DiskLimit() {}

  /// @return whether it can be set here
  static boolean fill(Child child) {
    return set(child, "1024");
  }

  static boolean free(Child child) {
    return set(child, "unlimited");
  }

  private static boolean set(Child child, String bytes) {
    try {
      return new ProcessBuilder(
                  "prlimit", "--pid", Long.toString(child.pid()), "--fsize=" + bytes + ":unlimited")
              .redirectErrorStream(true)
              .redirectOutput(Redirect.DISCARD)
              .start()
              .waitFor()
          == 0;
    } catch (IOException missing) {
      return false;
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
      return false;
    }
  }
}
