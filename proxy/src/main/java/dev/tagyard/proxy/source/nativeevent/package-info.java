/// Tagyard's own event format: POST /e and GET /px.gif.
@NullMarked
package dev.tagyard.proxy.source.nativeevent;

import org.jspecify.annotations.NullMarked;
