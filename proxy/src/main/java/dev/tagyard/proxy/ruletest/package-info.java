/// Rule tests: what each destination gets of a written event, compared with what was expected.
@NullMarked
package dev.tagyard.proxy.ruletest;

import org.jspecify.annotations.NullMarked;
