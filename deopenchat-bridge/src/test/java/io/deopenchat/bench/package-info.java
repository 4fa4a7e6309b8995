/** {@code scripts/bench}: what the programs cost on this machine, beside those of others. docs/performance.md says how. */
@NullMarked
package io.deopenchat.bench;

import org.jspecify.annotations.NullMarked;
