# shellcheck shell=sh
# What backup.sh and restore.sh share; sourced by them. Runs in Alpine's shell as well.

die() {
  printf 'flagmeter: %s\n' "$1" >&2
  exit 1
}

[ -n "${DATABASE_URL-}" ] || die "DATABASE_URL is not set; it names the database, like postgresql://user:pass@host:5432/db."

# Percent-encoding, of a single line.
decode() {
  LC_ALL=C awk -F % -v digits=0123456789abcdef '{
    printf "%s", $1
    for (i = 2; i <= NF; i++) {
      code = tolower(substr($i, 1, 2))
      high = index(digits, substr(code, 1, 1)) - 1
      printf "%c%s", 16 * high + index(digits, substr(code, 2, 1)) - 1, substr($i, 3)
    }
  }'
}

# Out of the list of processes, where every account of the machine could read it.
case ${DATABASE_URL%%\?*} in
  *://*:*@*)
    credentials=${DATABASE_URL#*://}
    credentials=${credentials%%@*}
    PGPASSWORD=$(printf '%s' "${credentials#*:}" | decode)
    export PGPASSWORD
    DATABASE_URL=${DATABASE_URL%%://*}://${credentials%%:*}@${DATABASE_URL#*@}
    ;;
esac
export PGCONNECT_TIMEOUT=10 PGAPPNAME=flagmeter-backup

# query URL PSQL-ARGUMENT...: bare values, separated by |
query() { psql --no-psqlrc --quiet --tuples-only --no-align --set ON_ERROR_STOP=1 --dbname "$@"; }

# Puts tools first on the PATH that are not older than the server: an older pg_dump refuses to work.
find_tools() {
  have=none
  for folder in "${FLAGMETER_PG_BIN-}" "$(dirname "$(command -v pg_dump || echo /none)")" \
    $(printf '%s\n' /usr/lib/postgresql/*/bin /usr/pgsql-*/bin /opt/homebrew/opt/postgresql@*/bin | sort -rV); do
    [ -n "$folder" ] && [ -x "$folder/pg_dump" ] && [ -x "$folder/pg_restore" ] && [ -x "$folder/psql" ] || continue
    have=$("$folder/pg_dump" --version | sed 's/[^0-9]*\([0-9]*\).*/\1/')
    server=$("$folder/psql" --no-psqlrc --tuples-only --no-align --dbname "$DATABASE_URL" \
      --command "SELECT current_setting('server_version_num')::int / 10000") || die "PostgreSQL does not answer, see above."
    if [ "$have" -ge "$server" ]; then
      PATH=$folder:$PATH
      return
    fi
  done
  die "pg_dump, pg_restore and psql of PostgreSQL ${server:-18} or newer are needed (found: $have); \
install postgresql-client-${server:-18}, or set FLAGMETER_PG_BIN to their folder."
}
