/// Destinations that are written in JavaScript: a module renders the request and reads the answer.
@NullMarked
package dev.tagyard.proxy.scripted;

import org.jspecify.annotations.NullMarked;
