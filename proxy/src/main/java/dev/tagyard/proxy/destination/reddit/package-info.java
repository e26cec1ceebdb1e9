/// Reddit Conversions API, version 3.
@NullMarked
package dev.tagyard.proxy.destination.reddit;

import org.jspecify.annotations.NullMarked;
