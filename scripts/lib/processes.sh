# shellcheck shell=bash
# Children in the background that never outlive the script: each is a process group of its own (so Ctrl-C in the
# terminal reaches the script alone, which then stops them in order) and, where setpriv is, dies with a killed script.

CHILD_PIDS=()
CHILD_NAMES=()
DIE_WITH_PARENT=()
if setpriv --pdeathsig KILL true 2>/dev/null; then DIE_WITH_PARENT=(setpriv --pdeathsig KILL); fi

readonly STOP_SECONDS=20

# Whatever ends the script, FUNCTION runs last, with the exit status, when the children are gone.
stop_children_then() {
    # shellcheck disable=SC2064
    trap "stop_children; $1 \$LAST_STATUS" EXIT
    trap 'exit 130' INT
    trap 'exit 143' TERM
    trap 'exit 129' HUP
}

# start_child NAME LOG COMMAND...: leaves its pid in CHILD_PID.
start_child() {
    local name=$1 log=$2
    shift 2
    start_group "$name" "$log" ${DIE_WITH_PARENT[@]+"${DIE_WITH_PARENT[@]}"} "$@"
}

# run_child LOG COMMAND...: waits for it, and a signal to the script still ends both at once. Takes functions too;
# leaves the exit status in CHILD_STATUS.
run_child() {
    local log=$1
    shift
    start_group "$1" "$log" "$@"
    CHILD_STATUS=0
    # shellcheck disable=SC2034 # for the caller
    wait "$CHILD_PID" || CHILD_STATUS=$?
    unset "CHILD_PIDS[${#CHILD_PIDS[@]}-1]" "CHILD_NAMES[${#CHILD_NAMES[@]}-1]"
}

start_group() {
    local name=$1 log=$2
    shift 2
    set -m
    "$@" </dev/null >>"$log" 2>&1 &
    CHILD_PID=$!
    set +m
    CHILD_PIDS+=("$CHILD_PID")
    CHILD_NAMES+=("$name")
}

is_running() {
    kill -0 "$1" 2>/dev/null
}

# Waits for a line of the log that begins with the words and prints what follows them.
wait_for_line() {
    local pid=$1 log=$2 words=$3 seconds=$4 line
    local end=$((SECONDS + seconds))
    while ((SECONDS <= end)); do
        line=$(grep -m 1 -F "$words" "$log" 2>/dev/null) && { printf '%s' "${line#*"$words"}"; return; }
        is_running "$pid" || return 1
        sleep 0.1
    done
    return 1
}

# The last started is stopped first: it may still need the earlier ones to end well.
stop_children() {
    LAST_STATUS=$?
    trap '' INT TERM HUP
    trap - EXIT
    local index
    for ((index = ${#CHILD_PIDS[@]} - 1; index >= 0; index--)); do
        stop_group "${CHILD_PIDS[index]}" "${CHILD_NAMES[index]}"
    done
    CHILD_PIDS=() CHILD_NAMES=()
}

stop_group() {
    local pid=$1 name=$2
    local end=$((SECONDS + STOP_SECONDS))
    kill -TERM -- "-$pid" 2>/dev/null || return 0
    while kill -0 -- "-$pid" 2>/dev/null; do
        if ((SECONDS > end)); then
            printf '%s did not stop within %s s and was killed\n' "$name" "$STOP_SECONDS" >&2
            kill -KILL -- "-$pid" 2>/dev/null || true
            break
        fi
        sleep 0.1
    done
    wait "$pid" 2>/dev/null || true
}
