package dev.tagyard.proxy.http;

import java.util.concurrent.atomic.AtomicLong;

/// The memory that the bodies of requests under way may take, in all: one for all event loops.
/// Without it each of many connections could hold a body just short of its end.
final class BodyMemory {
  /// Several of the largest bodies fit, however small the heap.
  private static final long LEAST = 4L * RequestBody.MOST_INFLATED;

  /// A body that comes in pieces takes up to twice what is counted, while they are put together.
  private static final int PART_OF_HEAP = 8;

  /// Larger bodies leave the last quarter to smaller ones, which nearly all events are: these get
  /// through while somebody sends large ones slowly.
  private static final int SMALL = 16 << 10;

  private final long most;
  private final long mostForLarge;
  private final AtomicLong taken = new AtomicLong();

  BodyMemory(long most) {
    this.most = most;
    this.mostForLarge = most - most / 4;
  }

  static BodyMemory ofHeap() {
    return new BodyMemory(Math.max(LEAST, Runtime.getRuntime().maxMemory() / PART_OF_HEAP));
  }

  /// Nothing yet; of one request, and touched by one thread at a time.
  Share share() {
    return new Share();
  }

  long taken() {
    return taken.get();
  }

  /// What one request has of it.
  final class Share implements AutoCloseable {
    private long held;

    /// @return false when there is no room for so much more
    boolean take(int bytes) {
      var room = held + bytes <= SMALL ? most : mostForLarge;
      if (taken.addAndGet(bytes) > room) {
        taken.addAndGet(-bytes);
        return false;
      }
      held += bytes;
      return true;
    }

    /// Gives all back; again, it does nothing.
    @Override
    public void close() {
      taken.addAndGet(-held);
      held = 0;
    }
  }
}
