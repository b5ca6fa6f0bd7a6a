# shellcheck shell=bash
# Finds a JDK and a Maven and builds what is stale; sourced by ./flagmeter, which sets what is used here.
: "${root:?}" "${state:?}" "${launcher:?}" "${columns:?}" "${services[*]:?}"

is_jdk_25() {
  local major
  [[ -x $1/bin/javac && -r $1/release ]] || return 1
  major=$(sed -n 's/^JAVA_VERSION="\([0-9]*\).*/\1/p' "$1/release")
  ((${major:-0} >= 25))
}

find_jdk() {
  # shellcheck disable=SC2034 # doctor compares it
  asked_java_home=${JAVA_HOME-}
  local java home candidates=("${JAVA_HOME-}")
  java=$(command -v java || true)
  [[ -z $java ]] || candidates+=("$(dirname "$(dirname "$(readlink -f "$java")")")")
  candidates+=(/usr/lib/jvm/* /opt/* "${SDKMAN_DIR:-${HOME-}/.sdkman}"/candidates/java/* "${HOME-}"/.jdks/*)
  [[ ! -x /usr/libexec/java_home ]] || candidates+=("$(/usr/libexec/java_home -v 25+ 2>/dev/null || true)")
  for home in "${candidates[@]}"; do
    if [[ -n $home ]] && is_jdk_25 "$home"; then
      export JAVA_HOME=$home
      return
    fi
  done
  die "No JDK 25 or newer found; install one (for example Temurin 25 from adoptium.net) or set JAVA_HOME."
}

maven_version() { "$1" -v 2>/dev/null | sed -n 's/.*Apache Maven \([0-9][0-9.]*\).*/\1/p'; }

# Sets $maven to the first Maven of at least the given version; an older one fetches 3.9.11.
find_maven() {
  local candidate version older='' tools=$root/.flagmeter/tools
  # Java asks the account for its home and not $HOME; accounts of services often have none.
  local home
  home=$(getent passwd "$(id -u)" 2>/dev/null | cut -d : -f 6) || true
  if [[ -n $home && ! -d $home && -d ${HOME-} && $HOME != *' '* ]]; then
    export MAVEN_OPTS="-Duser.home=$HOME ${MAVEN_OPTS-}"
  fi
  for candidate in "${MAVEN_HOME-}/bin/mvn" "$(command -v mvn || true)" "$tools"/apache-maven-*/bin/mvn \
    "${SDKMAN_DIR:-${HOME-}/.sdkman}/candidates/maven/current/bin/mvn" /opt/*maven*/bin/mvn /usr/share/maven/bin/mvn; do
    [[ -x $candidate ]] || continue
    version=$(maven_version "$candidate")
    [[ -n $version ]] || continue
    maven=$candidate older=$candidate
    [[ $(printf '%s\n' "$1" "$version" | sort -V | head -n 1) != "$1" ]] || return 0
  done
  [[ -n $older ]] || die "No Maven found; install one from 3.8 on, for example: apt install maven."
  mkdir -p "$tools"
  (cd "$tools" && run "Fetching Apache Maven 3.9.11" "$state/logs/maven.log" "$older" -B \
    org.apache.maven.plugins:maven-dependency-plugin:3.8.1:copy \
    -Dartifact=org.apache.maven:apache-maven:3.9.11:tar.gz:bin -DoutputDirectory=.) ||
    die "Maven $1 or newer is needed and could not be fetched; install it or set MAVEN_HOME."
  tar -xzf "$tools/apache-maven-3.9.11-bin.tar.gz" -C "$tools"
  maven=$tools/apache-maven-3.9.11/bin/mvn
}

# run WHAT LOG COMMAND...: shows that it goes on, and on failure the errors of its log.
run() {
  local what=$1 log=$2 pid began=$SECONDS frames=(⠋ ⠙ ⠹ ⠸ ⠼ ⠴ ⠦ ⠧ ⠇ ⠏) i=0 at status=0
  { mkdir -p "$(dirname "$log")" && : >"$log"; } 2>/dev/null || die_unwritable "$log"
  "${@:3}" </dev/null >"$log" 2>&1 9>&- &
  pid=$!
  trap 'kill "$pid" 2>/dev/null; printf "\n"; exit 130' INT TERM HUP
  ((columns > 0)) || printf '%s …\n' "$what"
  while kill -0 "$pid" 2>/dev/null; do
    if ((columns > 0)); then
      # With the module under way: "Building ingest-api 0.1.0 [5/8]" in Maven's words.
      at=$(sed -n 's/^.*Building \([^ ]*\) .*\(\[[0-9]*\/[0-9]*\]\).*/ · \1 \2/p' "$log" | tail -n 1)
      printf '\r  %s %s%s · %d s\e[K' "${frames[i++ % 10]}" "$what" "$at" $((SECONDS - began))
    fi
    sleep 0.1
  done
  wait "$pid" || status=$?
  trap - INT TERM HUP
  ((columns == 0)) || printf '\r\e[K'
  if ((status == 0)); then
    printf '%s: done in %d s\n' "$what" $((SECONDS - began))
    return
  fi
  # Maven says it twice and adds how to use Maven; a -Werror warning is what has to be read.
  { grep -aE '^\[(ERROR|WARNING)\] /|^\[ERROR\] [^/]|^\[ERROR\]   ' "$log" || cat "$log"; } |
    sed 's/ -> \[Help 1\]//' |
    grep -aviE '\] \[Help 1|re-run Maven|mvn <args>|, you can resume|following articles' |
    awk '!seen[$0]++' | tail -n 20 >&2
  printf 'flagmeter: %s failed; its log is %s\n' "$what" "$log" >&2
  return 1
}

programs=()
for service in "${services[@]}"; do programs+=("$root/$service/target/quarkus-app/quarkus-run.jar"); done

# With all that its class path names, of which some lies in Maven's repository.
launcher_is_built() {
  local file classpath=()
  [[ -e $launcher/target/launcher.jar && -r $launcher/target/classpath ]] || return 1
  IFS=: read -r -a classpath <"$launcher/target/classpath" || true
  for file in "${classpath[@]}"; do [[ -e $file ]] || return 1; done
}

programs_are_built() {
  local file
  for file in "${programs[@]}"; do [[ -e $file ]] || return 1; done
}

# Folders count as well as files, so that a deleted file is noticed.
any_newer() {
  local oldest=$launcher/target/launcher.jar file
  for file in "${programs[@]}"; do [[ ! $file -ot $oldest ]] || oldest=$file; done
  [[ -n $(cd "$root" && find pom.xml ./*/pom.xml ./*/src/main infra -name target -prune -o -newer "$oldest" \
    \( -name pom.xml -o -path '*/src/main/*' \) -print -quit) ]]
}

any_running() {
  local file
  for file in "$state"/run/*.pid; do
    [[ ! -e $file ]] || ! kill -0 "$(<"$file")" 2>/dev/null || return 0
  done
  return 1
}

# build [MAVEN ARGUMENT...]
build() {
  find_maven 3.8
  # What a source left there that was moved or deleted since would be packaged again.
  (cd "$root" && find ./*/target infra -path '*/target/classes' -prune -exec rm -rf {} + 2>/dev/null || true)
  (cd "$root" && run "Building${1:+ the launcher}" "$state/logs/build.log" \
    "$maven" -B -ntp -T 1C package -DskipTests -Dspotless.check.skip "$@") || exit $?
}

# Both touch what they made, for Maven leaves what it found unchanged and that would be stale for ever. They touch
# nothing else: programs of older sources have to look like it.
build_launcher() {
  build -pl infra/dev/launcher -am
  touch "$launcher/target/launcher.jar"
}

build_all() {
  build
  touch "$launcher/target/launcher.jar" "${programs[@]}"
}

# Under a lock: a second 'up' of this clone may come to the same conclusion at the same time.
build_if_stale() {
  { mkdir -p "$root/.flagmeter" && : >>"$root/.flagmeter/build.lock"; } 2>/dev/null || die_unwritable "$root/.flagmeter"
  exec 9>>"$root/.flagmeter/build.lock"
  ! command -v flock >/dev/null || flock 9
  if programs_are_built && any_running; then
    # A running JVM reads its jar files as it goes: replacing them under it makes it stumble.
    launcher_is_built || build_launcher
    ! any_newer ||
      printf 'Sources are newer than the programs that run; ./flagmeter down and up takes them.\n'
  elif ! programs_are_built || ! launcher_is_built || any_newer; then
    build_all
  fi
  exec 9>&-
}
