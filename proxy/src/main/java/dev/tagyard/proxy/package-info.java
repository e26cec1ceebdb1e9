/// Main and Server: build every object by constructor, start and stop them in order.
@NullMarked
package dev.tagyard.proxy;

import org.jspecify.annotations.NullMarked;
