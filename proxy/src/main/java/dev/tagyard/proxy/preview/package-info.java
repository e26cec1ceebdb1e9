/// Shows operators live what rules make of some events: those that they ask for.
@NullMarked
package dev.tagyard.proxy.preview;

import org.jspecify.annotations.NullMarked;
