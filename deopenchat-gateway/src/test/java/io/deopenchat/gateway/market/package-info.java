@NullMarked
package io.deopenchat.gateway.market;

import org.jspecify.annotations.NullMarked;
