# shellcheck shell=bash
# Checks one after another, each with its log, its time and what is worth knowing. Needs LOGS and processes.sh.

readonly TAIL_LINES=150

CHECK=''
STARTED=$SECONDS

begin_table() {
    printf '%-22s %7s  %s\n' check time note
}

# check NAME NOTE COMMAND...: ends the script when the command fails.
check() {
    CHECK=$1
    local log=$LOGS/$1.log note=$2 start=$SECONDS
    shift 2
    printf '%-22s ' "$CHECK"
    run_child "$log" "$@"
    printf '%5s s' "$((SECONDS - start))"
    ((CHILD_STATUS == 0)) || exit 1
    printf '%s\n' "${note:+  $note}"
    CHECK=''
}

# show PATTERN NAME: the lines of that check's log that others count.
show() {
    grep -E "$1" "$LOGS/$2.log" | sed 's/^/    /' || true
}

end_table() {
    local status=$1
    case $status in
        0) printf '\nAll green after %s min %s s.\n' $(((SECONDS - STARTED) / 60)) $(((SECONDS - STARTED) % 60)) ;;
        129 | 130 | 143) printf 'stopped\n' ;;
        *) [[ -z $CHECK ]] || tell_failed_check ;;
    esac
    exit "$status"
}

tell_failed_check() {
    local log=$LOGS/$CHECK.log
    printf '  FAILED\n\n--- end of %s\n' "$log"
    tail -n "$TAIL_LINES" "$log" 2>/dev/null || true
    printf -- '---\n%s failed; the whole log: %s\n' "$CHECK" "$log"
}
