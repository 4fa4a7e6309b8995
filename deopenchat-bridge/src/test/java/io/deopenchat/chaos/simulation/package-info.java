/** Both daemons' decisions about money in one thread, in an order that a seed chooses, and an auditor that trusts neither. */
@NullMarked
package io.deopenchat.chaos.simulation;

import org.jspecify.annotations.NullMarked;
