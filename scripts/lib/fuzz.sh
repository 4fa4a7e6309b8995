# shellcheck shell=bash
# Runs the targets of fuzzing. Needs ROOT, JAVA_HOME and tools.sh.

readonly FUZZ_CLASS_PATH=target/fuzz.classpath
readonly FUZZ_MIN_TARGETS=25
readonly FUZZ_FULL_SECONDS=60
readonly FUZZ_FULL_REQUESTS=1000000

# Their names, each ending in Fuzz, one a line.
fuzz_targets() {
    (cd "$ROOT" && find deopenchat-*/src/test/java -name '*Fuzz.java' | sed 's|.*/||; s|\.java$||' | LC_ALL=C sort)
}

# Compiles everything and writes down what each module's tests are run with.
fuzz_build() {
    need_maven
    (cd "$ROOT" && mvn -q -B --no-transfer-progress -Dspotless.check.skip=true test-compile \
        dependency:build-classpath -Dmdep.includeScope=test "-Dmdep.outputFile=$FUZZ_CLASS_PATH") >&2
}

# fuzz_all SECONDS OUT TARGET..: one after the other. OUT may be empty.
fuzz_all() {
    local seconds=$1 out=$2 target results=() findings=0 executions=0
    shift 2
    printf '%-24s %12s %9s  %s\n' target executions coverage result
    for target in "$@"; do
        fuzz_one "$target" "$seconds"
        results+=("$FUZZ_RESULT")
        findings=$((findings + FUZZ_FINDINGS)) executions=$((executions + FUZZ_EXECUTIONS))
    done
    printf '%d targets, %d executions, %d findings\n' $# "$executions" "$findings"
    [[ -z $out ]] || fuzz_json "$seconds" $# "$executions" "$findings" "${results[@]}" >"$out"
    ((findings == 0))
}

# fuzz_one TARGET SECONDS: sets FUZZ_RESULT, FUZZ_FINDINGS and FUZZ_EXECUTIONS.
fuzz_one() {
    local target=$1 source module class work
    source=$(cd "$ROOT" && find deopenchat-*/src/test/java -name "$target.java")
    [[ -n $source ]] || die "there is no target $target; --list names them"
    module=${source%%/*}
    class=${source#*/src/test/java/} class=${class%.java} class=${class//\//.}
    work=$ROOT/$module/target/fuzz/$target
    mkdir -p "$work/corpus" "$work/findings"
    fuzz_jazzer "$module" "$class" "$2" "$work" || true
    fuzz_judge "$target" "$work" "$module"
}

# What it learns stays in the folder of builds; what it starts from is checked in.
fuzz_jazzer() {
    local module=$1 class=$2 seconds=$3 work=$4
    [[ -f $ROOT/$module/$FUZZ_CLASS_PATH ]] || die "$module is not built; run scripts/fuzz without --no-build"
    rm -f "$work"/findings/*
    (cd "$ROOT/$module" && nice -n 5 "$JAVA_HOME/bin/java" -Xmx900m -XX:+UseSerialGC -XX:+EnableDynamicAgentLoading \
        --enable-native-access=ALL-UNNAMED --sun-misc-unsafe-memory-access=allow \
        -cp "target/test-classes:target/classes:$(<"$FUZZ_CLASS_PATH")" \
        com.code_intelligence.jazzer.Jazzer "--target_class=$class" \
        '--instrumentation_includes=io.deopenchat.**:com.fasterxml.jackson.core.**' \
        '--instrumentation_excludes=io.deopenchat.fuzz.**' '--custom_hook_includes=io.deopenchat.**' "--reproducer_path=$work" \
        "-max_total_time=$seconds" -timeout=60 -rss_limit_mb=3000 "-artifact_prefix=$work/findings/" \
        "$work/corpus" "src/test/resources/corpus/${class##*.}") >"$work/log" 2>&1
}

fuzz_judge() {
    local target=$1 work=$2 module=$3 coverage result=ok finding
    FUZZ_EXECUTIONS=$(grep -oE '^#[0-9]+|^Done [0-9]+' "$work/log" | tail -n 1 | grep -oE '[0-9]+' || echo 0)
    coverage=$(grep -oE 'cov: [0-9]+' "$work/log" | tail -n 1 | grep -oE '[0-9]+' || echo 0)
    finding=$(find "$work/findings" -type f | head -n 1)
    FUZZ_FINDINGS=0
    if [[ -n $finding ]]; then
        FUZZ_FINDINGS=1 result="broken by ${finding#"$ROOT/"}; see ${work#"$ROOT/"}/log, mend it, and move the file to"
        result+=" $module/src/test/resources/corpus/$target"
    elif ! grep -q '^Done ' "$work/log"; then
        die "Jazzer did not run $target; see $work/log"
    fi
    printf '%-24s %12d %9d  %s\n' "$target" "$FUZZ_EXECUTIONS" "$coverage" "$result"
    FUZZ_RESULT=$(printf '{"target": "%s", "executions": %d, "coverage": %d, "findings": %d}' \
        "$target" "$FUZZ_EXECUTIONS" "$coverage" "$FUZZ_FINDINGS")
}

# fuzz_http REQUESTS SEED OUT: malformed requests, half of them to each server. OUT may be empty.
fuzz_http() {
    local requests=$1 seed=$2 out=$3
    need_maven
    (cd "$ROOT" && mvn -B -q --no-transfer-progress -pl deopenchat-gateway,deopenchat-bridge -am \
        -Dsurefire.failIfNoSpecifiedTests=false -Dtest=MalformedHttpTest \
        "-Ddeopenchat.test.malformed=$(((requests + 1) / 2))" "-Ddeopenchat.test.seed=$seed" test)
    printf '%d malformed requests: nothing broke\n' "$requests"
    [[ -z $out ]] || {
        printf '{\n  "cells": [\n'
        fuzz_cell 'malformed HTTP: requests that broke nothing' "$requests" requests "$FUZZ_FULL_REQUESTS" \
            "$((requests >= FUZZ_FULL_REQUESTS))" ''
        printf '  ]\n}\n'
    } >"$out"
}

# fuzz_json SECONDS TARGETS EXECUTIONS FINDINGS RESULT..
fuzz_json() {
    local seconds=$1 targets=$2 executions=$3 findings=$4
    shift 4
    printf '{\n  "cells": [\n'
    fuzz_cell 'fuzzing: targets' "$targets" targets "$FUZZ_MIN_TARGETS" "$((targets >= FUZZ_MIN_TARGETS))" ,
    fuzz_cell 'fuzzing: time for each target' "$seconds" s "$FUZZ_FULL_SECONDS" "$((seconds >= FUZZ_FULL_SECONDS))" ,
    fuzz_cell 'fuzzing: executions' "$executions" executions null 1 ,
    fuzz_cell 'fuzzing: findings' "$findings" findings 0 "$((findings == 0))" ''
    printf '  ],\n  "targets": [\n'
    local IFS=$'\n'
    printf '%s\n' "$*" | sed 's/^/    /; $!s/$/,/'
    printf '  ]\n}\n'
}

# fuzz_cell NAME VALUE UNIT TARGET MET COMMA
fuzz_cell() {
    local met=false
    if (($5)); then met=true; fi
    printf '    {"name": "%s", "value": %d, "unit": "%s", "peer": null, "ratio": null, "target": %s, "met": %s}%s\n' \
        "$1" "$2" "$3" "$4" "$met" "$6"
}
