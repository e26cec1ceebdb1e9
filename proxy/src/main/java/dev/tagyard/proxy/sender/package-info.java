/// Deliveries by due time: prepare, send, interpret, settle; one sender per destination.
@NullMarked
package dev.tagyard.proxy.sender;

import org.jspecify.annotations.NullMarked;
