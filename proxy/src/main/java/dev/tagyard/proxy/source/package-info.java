/// The seam to wire protocols: a request in, events out; below it one package per protocol. Pure.
@NullMarked
package dev.tagyard.proxy.source;

import org.jspecify.annotations.NullMarked;
