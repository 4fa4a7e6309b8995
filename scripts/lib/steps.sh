# shellcheck shell=bash
# The story that a script tells: one line per step, and on failure the step, the reason and the end of its log.
# Needs LOGS (a directory) and processes.sh.

readonly TAIL_LINES=30

STEP='' LOG=/dev/null DONE='' REASON=''

say() {
    printf '%s\n' "$*"
}

# step NAME FUNCTION: the function sets DONE to what is worth knowing.
step() {
    enter "$1"
    printf '  %-10s ' "$1"
    "$2"
    printf '%s\n' "$DONE"
    STEP=''
}

# quiet_step NAME COMMAND...: prints nothing but what the command prints.
quiet_step() {
    enter "$1"
    shift
    "$@"
    STEP=''
}

enter() {
    STEP=$1 LOG=$LOGS/$1.log DONE='' REASON=''
}

# What takes long says so before it is done.
doing() {
    printf '%s ... ' "$*"
}

# run COMMAND...: output to the step's log, the end of the step if it fails.
run() {
    run_child "$LOG" "$@"
    ((CHILD_STATUS == 0)) || failed "it ended with $CHILD_STATUS"
}

failed() {
    REASON=${1-}
    exit 1
}

tell_failure() {
    printf '\n\nstep %s failed%s\n' "$STEP" "${REASON:+: $REASON}" >&2
    [[ -s $LOG ]] || return 0
    printf -- '--- end of %s\n' "$LOG" >&2
    tail -n "$TAIL_LINES" "$LOG" >&2
    printf -- '---\n' >&2
}

# json_field FILE NAME: of the last JSON object in a file of JSON lines, or of a file that is one object.
json_field() {
    node -e '
        const text = require("fs").readFileSync(process.argv[1], "utf8").trim();
        const parse = () => { try { return JSON.parse(text); } catch { return JSON.parse(text.split("\n").pop()); } };
        console.log(text === "" ? "" : parse()[process.argv[2]] ?? "");
    ' "$1" "$2"
}
