/// The visitor's choice over time: the last decision, kept for server events, and withdrawals,
/// which stop what still waits.
@NullMarked
package dev.tagyard.proxy.choice;

import org.jspecify.annotations.NullMarked;
