/// Claims the event id, runs the rules, cuts, fills the outboxes: one atomic write.
@NullMarked
package dev.tagyard.proxy.dispatch;

import org.jspecify.annotations.NullMarked;
