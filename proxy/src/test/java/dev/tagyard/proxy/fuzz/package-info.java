/// Everything that the internet throws at a public address, seeded, beside events that must not
/// suffer from it.
@NullMarked
package dev.tagyard.proxy.fuzz;

import org.jspecify.annotations.NullMarked;
