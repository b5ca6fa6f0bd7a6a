# The tools of infra/load-test and infra/backup, pointed at what this clone runs. Sourced by ./flagmeter.
# shellcheck shell=bash disable=SC2154 # root and state are the script's

api_runs() { kill -0 "$(cat "$state/run/ingest-api.pid" 2>/dev/null)" 2>/dev/null; }

api_url() {
  local port
  port=$(sed -n 's/^port=//p' "$state/run/stack.properties" 2>/dev/null || true)
  echo "http://localhost:${port:-8080}"
}

replay() {
  local url=()
  if [[ " $* " != *" --url"[\ =]* && " $* " != *" --help "* ]]; then
    api_runs || die "No API runs here; start it with ./flagmeter up --detach."
    use_admin_key
    url=(--url "$(api_url)")
  fi
  exec "$JAVA_HOME/bin/java" -jar "$root/infra/load-test/target/load-test.jar" replay "$@" ${url[@]+"${url[@]}"}
}

demo() {
  local url=()
  if [[ " $* " != *" --url"[\ =]* && " $* " != *" --help "* ]]; then
    use_admin_key
    api_runs || (launch up --detach) || exit
    url=(--url "$(api_url)")
  fi
  exec "$JAVA_HOME/bin/java" -jar "$root/infra/load-test/target/load-test.jar" demo "$@" ${url[@]+"${url[@]}"}
}

writeoff() {
  local url=()
  if [[ " $* " != *" --url"[\ =]* && " $* " != *" --help "* ]]; then
    api_runs || die "No API runs here; start it with ./flagmeter up --detach."
    use_admin_key
    url=(--url "$(api_url)")
  fi
  exec "$JAVA_HOME/bin/java" -jar "$root/infra/load-test/target/load-test.jar" writeoff "$@" ${url[@]+"${url[@]}"}
}

# It starts a stack of its own; this clone's may go on running beside it.
chaos() {
  exec "$JAVA_HOME/bin/java" -Dflagmeter.clone="$root" -jar "$root/infra/load-test/target/load-test.jar" chaos "$@"
}

# Where this clone's PostgreSQL listens, unless the environment names another one.
database_url() {
  local address
  address=$(sed -n 's/^postgres=//p' "$state/run/stack.properties" 2>/dev/null || true)
  if [[ -n ${DATABASE_URL-} ]]; then
    echo "$DATABASE_URL"
  elif [[ -n $address && $address != external* ]]; then
    echo "postgresql://flagmeter:flagmeter@$address"
  else
    die "No database of this clone runs; start it with ./flagmeter up --detach, or set DATABASE_URL."
  fi
}

# Its stack is one of its own; only the figures go to this clone's state.
bench() {
  exec "$JAVA_HOME/bin/java" -XX:+UseSerialGC -Xmx256m -jar "$root/infra/load-test/target/load-test.jar" bench \
    --clone "$root" --home "$state" "$@"
}
