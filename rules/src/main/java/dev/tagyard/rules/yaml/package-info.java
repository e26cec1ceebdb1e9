/// YAML to records: every mistake with file, line and path. Rule files and `tagyard.yaml` use it.
@NullMarked
package dev.tagyard.rules.yaml;

import org.jspecify.annotations.NullMarked;
