# shellcheck shell=bash
# Starts one of the programs with the right JDK, building it first if it was never built.

LIB=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
ROOT=$(cd "$LIB/../.." && pwd)
# shellcheck source=scripts/lib/tools.sh
. "$LIB/tools.sh"
# shellcheck source=scripts/lib/build.sh
. "$LIB/build.sh"

launch() {
    local program=$1
    shift
    find_jdk
    build_unless is_built "$program"
    # A daemon that ran out of memory may have lost a thread that watches money: it must not go on.
    # JAVA_OPTS is a list of words and comes last, so that it wins.
    # shellcheck disable=SC2046,SC2086
    exec "$JAVA_HOME/bin/java" --enable-native-access=ALL-UNNAMED -Xshare:auto -XX:+ExitOnOutOfMemoryError $(collector) $(compiler_for "$@") \
        ${JAVA_OPTS-} -jar "$(program_jar "$program")" "$@"
}

# The JVM refuses two collectors, so a choice in JAVA_OPTS replaces this one.
collector() {
    [[ ${JAVA_OPTS-} =~ -XX:\+Use[A-Za-z0-9]+GC ]] || printf '%s' -XX:+UseSerialGC
}

# Everything but a daemon is over before the second compiler pays.
compiler_for() {
    local argument
    for argument in "$@"; do
        if [[ $argument == daemon ]]; then return; fi
    done
    printf '%s' -XX:TieredStopAtLevel=1
}
