#!/bin/sh
# restore.sh FILE: restores a backup into the database of DATABASE_URL, which must be empty.
# restore.sh --verify FILE: restores it into a scratch database beside that, proves that its figures agree, drops it.
set -eu

verify=false
if [ "${1-}" = --verify ]; then
  verify=true
  shift
fi
file=${1-}
here=$(dirname "$0")
# shellcheck source=infra/backup/tools.sh
. "$here/tools.sh"
[ -n "$file" ] || die "restore wants the FILE of a backup."
[ -r "$file" ] || die "there is no backup $file."

find_tools
if is_sealed "$file"; then
  [ -n "${FLAGMETER_BACKUP_KEY-}" ] || die "$file is encrypted; FLAGMETER_BACKUP_KEY must be what it was made with."
  check_key
  [ "$(unsealed "$file" | head -c 5 | tr -d '\0')" = PGDMP ] ||
    die "$file was encrypted with another FLAGMETER_BACKUP_KEY than this one."
fi
# Read to its end, before anything is written: the table of contents alone says nothing of what follows.
unsealed "$file" | pg_restore --file /dev/null 2>/dev/null || die "$file is no complete backup of pg_dump's custom format."

if [ "$verify" = false ]; then
  tables=$(query "$DATABASE_URL" --command "SELECT count(*) FROM pg_class WHERE relnamespace = 'public'::regnamespace")
  [ "$tables" = 0 ] || die "the database of DATABASE_URL is not empty; restore into a new one."
  target=$DATABASE_URL
else
  # Of a restore that was killed: nobody is in it, and it is no one's that is just being made.
  query "$DATABASE_URL" --command "SELECT datname FROM pg_database
    WHERE datname ~ '^flagmeter_verify_[0-9]+_[0-9]+\$' AND split_part(datname, '_', 4)::bigint < extract(epoch FROM now()) - 60
      AND oid NOT IN (SELECT datid FROM pg_stat_activity WHERE datid IS NOT NULL)" | while read -r left; do
    query "$DATABASE_URL" --command "DROP DATABASE IF EXISTS $left" || :
  done
  scratch=flagmeter_verify_$$_$(date +%s)
  base=${DATABASE_URL%%\?*}
  target=${base%/*}/$scratch${DATABASE_URL#"$base"}
  query "$DATABASE_URL" --command "CREATE DATABASE $scratch" ||
    die "no scratch database could be made; the user of DATABASE_URL needs CREATEDB."
  trap 'query "$DATABASE_URL" --command "DROP DATABASE IF EXISTS $scratch WITH (FORCE)"' EXIT
  trap 'exit 130' INT TERM
fi

restored() { pg_restore --exit-on-error --no-owner --no-privileges --dbname "$target" "$@"; }
# By two connections where the file can be read at two places.
if is_sealed "$file"; then
  unsealed "$file" | restored
else
  restored --jobs 2 "$file"
fi ||
  die "$file could not be restored, see above."
# PostgreSQL compares, and the shell only reads how many rows differ.
checks=$(query "$target" --file "$here/verify.sql") || die "$file was restored, but its figures cannot be compared."

echo "$checks" | awk -F '|' '{ printf "%-22s %12s rows  %20s tokens  %s\n", $1, $2, $3, $4 == 0 ? "equal" : $4 " differ" }'
echo "$checks" | awk -F '|' '$4 != 0 { exit 1 }' || die "$file can be restored, but its figures do not agree."
