/// The event: the shape that a rule author writes against.
@NullMarked
package dev.tagyard.rules.event;

import org.jspecify.annotations.NullMarked;
