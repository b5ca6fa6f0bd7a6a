#!/bin/sh
# The backup container: a backup at its start unless the last one is young enough, then one every
# FLAGMETER_BACKUP_EVERY_HOURS (default 6, which is also how much usage a lost disk costs at most). What failed, the making
# or the copying, is tried again after FLAGMETER_BACKUP_RETRY_SECONDS (300).
set -eu

here=$(dirname "$0")
# shellcheck source=infra/backup/tools.sh
. "$here/tools.sh"
every=${FLAGMETER_BACKUP_EVERY_HOURS:-6}
case $every in
  '' | *[!0-9]* | 0) die "FLAGMETER_BACKUP_EVERY_HOURS must be a number of hours from 1 on, it is '$every'." ;;
esac
trap 'exit 0' INT TERM

while true; do
  step=upload.sh
  made_within "$every" || step=backup.sh
  # In the background, because a shell acts on a signal only between commands.
  "$here/$step" &
  wait $! && ended=0 || ended=$?
  # Who was killed could not say so.
  [ "$ended" -le 128 ] || echo "$step was killed." > "$dir/.failed"
  [ "$ended" = 0 ] ||
    echo "flagmeter: the backup is not where it shall be; next try in ${FLAGMETER_BACKUP_RETRY_SECONDS:-300} seconds" >&2
  sleep "${FLAGMETER_BACKUP_RETRY_SECONDS:-300}" &
  wait $!
done
