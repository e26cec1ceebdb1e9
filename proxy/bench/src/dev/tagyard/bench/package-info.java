/// The load test of the whole: a bare server and the proxy side by side, under one load.
@NullMarked
package dev.tagyard.bench;

import org.jspecify.annotations.NullMarked;
