/// One class per command of the command line.
@NullMarked
package dev.tagyard.proxy.command;

import org.jspecify.annotations.NullMarked;
