# shellcheck shell=bash
# Builds the programs from the checkout. Needs ROOT and tools.sh.

# shellcheck disable=SC2034 # for the scripts that build them all
readonly PROGRAMS=(deopenchat-gateway deopenchat-bridge)

program_jar() {
    printf '%s' "$ROOT/$1/target/$1.jar"
}

is_built() {
    [[ -f $(program_jar "$1") ]]
}

is_up_to_date() {
    is_built "$1" && [[ -z $(cd "$ROOT" && find pom.xml .mvn contracts/abi deopenchat-*/pom.xml deopenchat-*/src/main \
        -type f -newer "$(program_jar "$1")" -print 2>/dev/null | head -n 1) ]]
}

# Calls a condition like is_built for each program and builds those for which it does not hold; one build at a time,
# because two launchers may be started together. Maven's output goes to stderr: stdout is the program's.
build_unless() {
    local condition=$1 missing
    shift
    missing=$(names_failing "$condition" "$@")
    [[ -n $missing ]] || return 0
    need_maven
    mkdir -p "$ROOT/target"
    exec 9>"$ROOT/target/.build-lock"
    if command -v flock >/dev/null; then flock 9; fi
    missing=$(names_failing "$condition" "$@")
    if [[ -n $missing ]]; then run_maven_for "$missing"; fi
    exec 9>&-
}

names_failing() {
    local condition=$1 program names=''
    shift
    for program in "$@"; do
        "$condition" "$program" || names+=${names:+,}$program
    done
    printf '%s' "$names"
}

run_maven_for() {
    printf 'building %s with Maven, a minute or more\n' "${1//,/ and }" >&2
    (cd "$ROOT" && mvn -q -B --no-transfer-progress -DskipTests -Dspotless.check.skip=true \
        --projects "$1" --also-make package) >&2 9>&-
    local program
    for program in ${1//,/ }; do
        is_built "$program" || die "the build ended well but $(program_jar "$program") is missing"
        touch "$(program_jar "$program")"
    done
}
