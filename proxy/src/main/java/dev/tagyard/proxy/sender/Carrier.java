package dev.tagyard.proxy.sender;

import dev.tagyard.proxy.destination.HttpCall;
import dev.tagyard.proxy.destination.HttpReply;
import dev.tagyard.proxy.plan.Egress;
import java.time.Duration;

/// Takes a call where it belongs and brings the answer, on a virtual thread that may block.
public interface Carrier extends AutoCloseable {
  /// @param egress which addresses the host's name may stand for
  HttpReply send(HttpCall call, Duration timeout, Egress egress) throws HttpSender.NoAnswer;

  /// Lets go of what no call has used since this was asked for last, such as what a destination
  /// needed that was removed. A call that comes later opens it again.
  default void closeUnused() {}

  @Override
  default void close() {}
}
