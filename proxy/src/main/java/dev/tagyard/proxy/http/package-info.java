/// Listeners and routes, on the event loop.
@NullMarked
package dev.tagyard.proxy.http;

import org.jspecify.annotations.NullMarked;
