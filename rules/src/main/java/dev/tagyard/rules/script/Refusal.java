package dev.tagyard.rules.script;

import com.oracle.truffle.api.exception.AbstractTruffleException;
import com.oracle.truffle.api.nodes.Node;

/// An exception of ours as a script gets it, with the place where it asked for what it may not
/// have.
final class Refusal extends AbstractTruffleException {
  private static final long serialVersionUID = 1;

  /// @param place in the script
  Refusal(IllegalArgumentException refused, Node place) {
    super(String.valueOf(refused.getMessage()), place);
  }
}
