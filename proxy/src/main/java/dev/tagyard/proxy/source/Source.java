package dev.tagyard.proxy.source;

/// One wire protocol. Pure decoding: request in, events out; never throws for what was sent.
public interface Source {
  /// By which the journal, metrics and facts know it.
  String name();

  Decoded decode(Inbound inbound);
}
