/// Keeps the documentation true: what is generated is current, what is an example works.
@NullMarked
package dev.tagyard.proxy.docs;

import org.jspecify.annotations.NullMarked;
