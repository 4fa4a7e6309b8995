# shellcheck shell=bash
# Finds what the scripts need on this machine. Each check says in one line what is missing.

readonly MIN_JAVA=25
readonly MIN_NODE=20

die() {
    printf '%s\n' "$*" >&2
    exit 1
}

fail_usage() {
    printf '%s; see --help\n' "$1" >&2
    exit 2
}

# read_number OPTION VALUE .. NAME: sets the variable NAME
read_number() {
    [[ ${2-} =~ ^[0-9]{1,15}$ && $2 != 0 ]] || fail_usage "the option $1 needs a whole number from 1 up"
    printf -v "${!#}" '%s' "$2"
}

# read_json_file OPTION VALUE .. NAME: sets the variable NAME to the whole path
read_json_file() {
    [[ ${2-} == *.json ]] || fail_usage "the option $1 needs the name of a file that ends in .json"
    printf -v "${!#}" '%s' "$(realpath -m "$2")"
}

# Exports JAVA_HOME: the one that is set, else that of the java on PATH, else the oldest good one in the usual places.
find_jdk() {
    local home
    for home in "${JAVA_HOME-}" "$(home_of_java_on_path)"; do
        if is_good_jdk "$home"; then
            export JAVA_HOME=$home
            return
        fi
    done
    home=$(oldest_good_jdk)
    [[ -n $home ]] || die "JDK $MIN_JAVA or newer not found in JAVA_HOME, on PATH or in the usual places;" \
        "install one and set JAVA_HOME to it"
    export JAVA_HOME=$home
}

home_of_java_on_path() {
    local java
    java=$(command -v java) || return 0
    java=$(readlink -f "$java")
    printf '%s' "${java%/bin/java}"
}

oldest_good_jdk() {
    local home version best='' best_version=0
    for home in /usr/lib/jvm/* ~/.sdkman/candidates/java/* ~/.jdks/* /opt/* /opt/*/jvm/* \
        /Library/Java/JavaVirtualMachines/*/Contents/Home ~/Library/Java/JavaVirtualMachines/*/Contents/Home \
        /opt/homebrew/opt/openjdk*/libexec/openjdk.jdk/Contents/Home /usr/local/opt/openjdk*; do
        is_good_jdk "$home" || continue
        version=$(java_version "$home")
        if [[ -z $best || $version -lt $best_version ]]; then
            best=$home best_version=$version
        fi
    done
    printf '%s' "$best"
}

is_good_jdk() {
    [[ -n $1 && -x $1/bin/java && -x $1/bin/javac ]] && (($(java_version "$1") >= MIN_JAVA))
}

# The feature version out of the JDK's release file: starting a JVM for it would cost more than all the rest.
java_version() {
    local line version=0
    while read -r line; do
        if [[ $line =~ ^JAVA_VERSION=\"([0-9]+) ]]; then version=${BASH_REMATCH[1]}; fi
    done < <(cat "$1/release" 2>/dev/null)
    printf '%s' "$version"
}

need_maven() {
    command -v mvn >/dev/null || die "Maven not found on PATH (mvn 3.8.7 or newer); install it to build"
}

need_node() {
    command -v node >/dev/null || die "Node.js $MIN_NODE or newer not found on PATH (node); install it"
    command -v npm >/dev/null || die "npm not found on PATH; it comes with Node.js"
    local version
    version=$(node --version)
    version=${version#v}
    ((${version%%.*} >= MIN_NODE)) || die "Node.js $MIN_NODE or newer needed, found $version ($(command -v node))"
}

# npm ci, unless the folder's packages are those of its lock file already.
install_npm_packages() {
    local folder=$1 stamp=$1/node_modules/.installed-from wanted
    wanted="$(cat "$folder/package.json" "$folder/package-lock.json" | cksum) $(uname -sm)"
    [[ -f $stamp && $(<"$stamp") == "$wanted" ]] && return
    (cd "$folder" && npm ci --ignore-scripts --no-audit --no-fund --loglevel=error)
    printf '%s' "$wanted" >"$stamp"
}

anvil_binary() {
    local system machine binary
    system=$(uname -s | tr '[:upper:]' '[:lower:]')
    case $(uname -m) in
        x86_64 | amd64) machine=amd64 ;;
        aarch64 | arm64) machine=arm64 ;;
        *) machine=$(uname -m) ;;
    esac
    binary=$1/node_modules/@foundry-rs/anvil-$system-$machine/bin/anvil
    [[ -x $binary ]] || die "anvil is not available for $system-$machine ($binary is missing)"
    printf '%s' "$binary"
}
