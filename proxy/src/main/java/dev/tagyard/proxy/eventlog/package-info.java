/// What is kept, in one place and one atomic write: journal, claims, outboxes, dead letters, facts.
@NullMarked
package dev.tagyard.proxy.eventlog;

import org.jspecify.annotations.NullMarked;
