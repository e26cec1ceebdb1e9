/// X Conversions API.
@NullMarked
package dev.tagyard.proxy.destination.x;

import org.jspecify.annotations.NullMarked;
