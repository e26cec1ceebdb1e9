/// Meta Conversions API: website and server events for ads.
@NullMarked
package dev.tagyard.proxy.destination.meta;

import org.jspecify.annotations.NullMarked;
