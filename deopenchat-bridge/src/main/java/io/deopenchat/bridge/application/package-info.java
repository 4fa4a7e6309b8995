/** The applications that may spend, and the keys by which they are known. */
@NullMarked
package io.deopenchat.bridge.application;

import org.jspecify.annotations.NullMarked;
