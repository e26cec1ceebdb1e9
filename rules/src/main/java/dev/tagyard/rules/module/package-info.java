/// The text of JavaScript modules: what they import and export, and the function that each is made
/// into.
@NullMarked
package dev.tagyard.rules.module;

import org.jspecify.annotations.NullMarked;
