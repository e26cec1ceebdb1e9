/// Rules: what each destination is to get of an event. Rule files, their order, their failures.
@NullMarked
package dev.tagyard.rules;

import org.jspecify.annotations.NullMarked;
