package io.deopenchat.cli;

/** How the log is written to stderr. Names no class of the logger: help and completion need not load it. */
enum LogFormat {
    /** As logback.xml says: for people. */
    TEXT,
    /** One object a line: for programs. */
    JSON;

    /** From now on, for the whole program: there is one log. */
    void apply() {
        if (this == JSON) {
            JsonLog.begin();
        }
    }
}
