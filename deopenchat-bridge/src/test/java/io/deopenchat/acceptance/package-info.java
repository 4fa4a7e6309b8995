/** The whole system on a real chain: real contracts, real daemons, real sockets. */
@NullMarked
package io.deopenchat.acceptance;

import org.jspecify.annotations.NullMarked;
