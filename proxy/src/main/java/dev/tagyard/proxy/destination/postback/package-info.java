/// Conversions reported to a partner by a URL with macros.
@NullMarked
package dev.tagyard.proxy.destination.postback;

import org.jspecify.annotations.NullMarked;
