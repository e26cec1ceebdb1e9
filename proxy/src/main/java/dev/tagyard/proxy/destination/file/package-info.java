/// Events as lines of a file, for a warehouse to pick up.
@NullMarked
package dev.tagyard.proxy.destination.file;

import org.jspecify.annotations.NullMarked;
