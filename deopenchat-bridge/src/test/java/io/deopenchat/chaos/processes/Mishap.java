package io.deopenchat.chaos.processes;

/**
 * Something the machine did to a daemon.
 *
 * @param expected what the daemon has to do about it
 * @param isAsExpected whether it did
 */
record Mishap(String what, String expected, boolean isAsExpected) {}
