package dev.tagyard.proxy.sender;

import dev.tagyard.proxy.destination.HttpCall;
import dev.tagyard.proxy.destination.HttpReply;
import java.time.Duration;

/// Takes a call where it belongs and brings the answer, on a virtual thread that may block.
public interface Carrier extends AutoCloseable {
  HttpReply send(HttpCall call, Duration timeout) throws HttpSender.NoAnswer;

  @Override
  default void close() {}
}
