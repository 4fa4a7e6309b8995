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
    # The C library keeps a heap for each thread unless told not to, of which little is ever used.
    MALLOC_ARENA_MAX=${MALLOC_ARENA_MAX:-2} exec "$JAVA_HOME/bin/java" --enable-native-access=ALL-UNNAMED \
        -XX:+ExitOnOutOfMemoryError -XX:+UseCompactObjectHeaders $(collector) $(compiler_for "$@") \
        $(cache_for "$program" "$@") ${JAVA_OPTS-} -jar "$(program_jar "$program")" "$@"
}

# The JVM refuses two collectors, so a choice in JAVA_OPTS replaces this one.
collector() {
    [[ ${JAVA_OPTS-} =~ -XX:\+Use[A-Za-z0-9]+GC ]] ||
        printf '%s' '-XX:+UseSerialGC -Xms16m -XX:MinHeapFreeRatio=10 -XX:MaxHeapFreeRatio=30'
}

# Everything but a daemon is over before the second compiler pays.
compiler_for() {
    is_daemon "$@" || printf '%s' -XX:TieredStopAtLevel=1
}

is_daemon() {
    local argument
    for argument in "$@"; do
        if [[ $argument == daemon ]]; then return 0; fi
    done
    return 1
}

# What scripts/measure-start --train left beside the jar: classes that are loaded and linked already. A cache that does not
# fit is ignored by the JVM, which then starts as without one.
cache_for() {
    local program=$1 cache
    shift
    is_daemon "$@" || return 0
    cache=$(cache_file "$program")
    [[ ! -r $cache || $cache == *[[:space:]]* ]] || printf '%s' "-XX:AOTCache=$cache -Xlog:aot=off -Xlog:cds=off"
}

# The name holds what it depends on.
cache_file() {
    local key
    key=$({ cat "$JAVA_HOME/release" && ls -lL "$(program_jar "$1")"; } 2>/dev/null | cksum | cut -d ' ' -f 1)
    printf '%s' "$(dirname "$(program_jar "$1")")/$1-$key.aot"
}
