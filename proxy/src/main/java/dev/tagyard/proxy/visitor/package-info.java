/// What the server itself sees of a visitor: address, agent, language, cookies, region.
@NullMarked
package dev.tagyard.proxy.visitor;

import org.jspecify.annotations.NullMarked;
