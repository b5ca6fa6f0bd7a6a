# shellcheck shell=sh
# What the scripts of this folder share; sourced by them. Runs in Alpine's shell as well.

die() {
  reason=$1
  printf 'flagmeter: %s\n' "$1" >&2
  exit 1
}

[ -n "${DATABASE_URL-}" ] || die "DATABASE_URL is not set; it names the database, like postgresql://user:pass@host:5432/db."
dir=${FLAGMETER_BACKUP_DIR:-backups}

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

# backups FIND-TEST...: the names of the complete backups made here, the newest first. What was fetched is not among them.
backups() {
  find "$dir" -maxdepth 1 \( -name 'flagmeter-*.dump' -o -name 'flagmeter-*.dump.enc' \) "$@" -exec basename {} \; 2>/dev/null |
    sort -r
}

# Whether a backup was made in the last so many hours.
made_within() { [ -n "$(backups -mmin "-$(($1 * 60))")" ]; }

# One at a time in a folder. The lock ends with the last process that holds it, killed or not.
work_alone() {
  mkdir -p "$dir" 2>/dev/null && [ -w "$dir" ] || die "FLAGMETER_BACKUP_DIR is $dir, which cannot be written."
  exec 9>"$dir/.lock"
  ! command -v flock >/dev/null || flock -n 9 || die "another backup is being made or copied in $dir."
}

# Run when a script ends: what the health check looks at is true from the first failure until the next success.
ended() {
  if [ $? = 0 ]; then
    rm -f "$dir/.failed"
  else
    printf '%s\n' "${reason:-the backup was interrupted.}" > "$dir/.failed"
    rm -f "$dir"/flagmeter-*.partial
  fi
}

# The key is read from the environment, where other accounts do not see it.
cipher() { openssl enc -aes-256-cbc -pbkdf2 -iter 600000 -pass env:FLAGMETER_BACKUP_KEY "$@"; }

check_key() {
  [ -n "${FLAGMETER_BACKUP_KEY-}" ] || return 0
  [ "${#FLAGMETER_BACKUP_KEY}" -ge 16 ] || die "FLAGMETER_BACKUP_KEY must be at least 16 characters."
  command -v openssl >/dev/null || die "FLAGMETER_BACKUP_KEY needs openssl, which is not installed."
}

seal() {
  if [ -n "${FLAGMETER_BACKUP_KEY-}" ]; then
    cipher -salt
  else
    cat
  fi
}

# What openssl writes begins with this word.
is_sealed() { [ "$(head -c 8 "$1" | tr -d '\0')" = Salted__ ]; }

# Whoever reads says what is missing; openssl complains of every reader that has enough.
unsealed() {
  if is_sealed "$1"; then
    cipher -d -in "$1" 2>/dev/null
  else
    cat "$1"
  fi
}

# s3 CURL-ARGUMENT...
s3() {
  # The keys on the input, for the same reason as the password of the database. A transfer of any length, but none that stalls.
  printf 'user = "%s:%s"\n' "$AWS_ACCESS_KEY_ID" "$AWS_SECRET_ACCESS_KEY" |
    curl --config - --silent --show-error --fail --connect-timeout 10 --speed-limit 1 \
      --speed-time "${FLAGMETER_BACKUP_STALL_SECONDS:-60}" --aws-sigv4 "aws:amz:${AWS_REGION:-us-east-1}:s3" "$@"
}

check_bucket() {
  [ -n "${AWS_ACCESS_KEY_ID-}" ] && [ -n "${AWS_SECRET_ACCESS_KEY-}" ] ||
    die "FLAGMETER_BACKUP_S3_URL needs AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY as well."
  command -v curl >/dev/null || die "FLAGMETER_BACKUP_S3_URL needs curl, which is not installed."
  bucket=${FLAGMETER_BACKUP_S3_URL%/}
}

# Copies what is kept and not in this bucket yet, the newest first: it is the one that a lost disk would be missed for.
upload() {
  [ -n "${FLAGMETER_BACKUP_S3_URL-}" ] || return 0
  check_bucket
  for name in $(backups); do
    [ "$(cat "$dir/$name.uploaded" 2>/dev/null)" != "$bucket" ] || continue
    s3 --header "x-amz-content-sha256: $(sha256sum "$dir/$name" | cut -d ' ' -f 1)" \
      --upload-file "$dir/$name" "$bucket/$name" >/dev/null ||
      die "$dir/$name was made, but could not be copied to $FLAGMETER_BACKUP_S3_URL."
    echo "$bucket" > "$dir/$name.uploaded"
  done
}
