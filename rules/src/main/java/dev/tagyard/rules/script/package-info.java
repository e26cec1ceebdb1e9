/// JavaScript in GraalJS: contexts, limits, what a script may touch.
@NullMarked
package dev.tagyard.rules.script;

import org.jspecify.annotations.NullMarked;
