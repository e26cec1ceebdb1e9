/// Stand-ins for vendors, for the demo and for tests: strict about what they get, and able to
/// misbehave by script.
@NullMarked
package dev.tagyard.proxy.standin;

import org.jspecify.annotations.NullMarked;
