package io.deopenchat.cli;

/** A command that runs until somebody stops it, or talks with its user: no progress is shown of it. */
public interface LongRunning {}
