/** What the bridge counts, for Prometheus. */
@NullMarked
package io.deopenchat.bridge.operations;

import org.jspecify.annotations.NullMarked;
