/// Files that come with the program.
@NullMarked
package dev.tagyard.proxy.packaged;

import org.jspecify.annotations.NullMarked;
