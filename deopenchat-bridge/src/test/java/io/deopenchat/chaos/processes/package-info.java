/**
 * Both daemons as processes on bad roads, killed at random under load, and an auditor of the money that shares no code with
 * them. Started by {@code scripts/chaos processes}, and small by {@code ChaosIT}.
 */
@NullMarked
package io.deopenchat.chaos.processes;

import org.jspecify.annotations.NullMarked;
