#!/bin/sh
# Makes one backup of the database, throws away the oldest, and copies what is not in the bucket yet.
#
#   FLAGMETER_BACKUP_DIR     where backups are kept; default: backups, in the working folder
#   FLAGMETER_BACKUP_KEEP    how many stay there; default 14. What is in S3 is up to the bucket's own rules.
#   FLAGMETER_BACKUP_KEY     encrypts them; restoring wants the same
#   FLAGMETER_BACKUP_S3_URL  see upload.sh
set -eu

# shellcheck source=infra/backup/tools.sh
. "$(dirname "$0")/tools.sh"

work_alone
trap 'ended' EXIT
keep=${FLAGMETER_BACKUP_KEEP:-14}
case $keep in
  '' | *[!0-9]* | 0) die "FLAGMETER_BACKUP_KEEP must be a number of backups from 1 on, it is '$keep'." ;;
esac
check_key
find_tools

# Of a backup that was killed. A name without .partial is given to complete files only.
rm -f "$dir"/flagmeter-*.partial
name=flagmeter-$(date -u +%Y%m%dT%H%M%SZ).dump
while [ -e "$dir/$name" ] || [ -e "$dir/$name.enc" ]; do
  sleep 1
  name=flagmeter-$(date -u +%Y%m%dT%H%M%SZ).dump
done
[ -z "${FLAGMETER_BACKUP_KEY-}" ] || name=$name.enc
partial=$dir/$name.partial
umask 077
# A pipe ends as its last command does, so pg_dump's own end comes out on another way.
made=$({ {
  pg_dump --format=custom --no-owner --no-privileges --dbname "$DATABASE_URL" && echo whole >&3
} | seal > "$partial"; } 3>&1) && [ "$made" = whole ] || die "the database could not be written to $dir, see above."
unsealed "$partial" | pg_restore --list | grep -q 'TABLE DATA public period_totals' ||
  die "the database has no FlagMeter tables yet, so there is nothing to back up."
sync "$partial"
mv "$partial" "$dir/$name"
sync "$dir"

# Whatever becomes of the copies: a bucket that refuses must not fill the disk. Names sort as the times in them.
backups | tail -n +"$((keep + 1))" | while read -r old; do
  rm -f "$dir/$old" "$dir/$old.uploaded"
done
echo "$dir/$name"
upload
