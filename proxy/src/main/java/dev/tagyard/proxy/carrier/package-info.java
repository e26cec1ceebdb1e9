/// Calls that do not go by HTTP: to a file.
@NullMarked
package dev.tagyard.proxy.carrier;

import org.jspecify.annotations.NullMarked;
