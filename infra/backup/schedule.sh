#!/bin/sh
# The backup container: a backup at its start unless the last one is young enough, then one every
# FLAGMETER_BACKUP_EVERY_HOURS (default 6, which is also how much usage a lost disk costs at most). What failed, the making
# or the copying, is tried again after FLAGMETER_BACKUP_RETRY_SECONDS (300).
set -eu

here=$(dirname "$0")
every=${FLAGMETER_BACKUP_EVERY_HOURS:-6}
case $every in
  '' | *[!0-9]* | 0)
    echo "flagmeter: FLAGMETER_BACKUP_EVERY_HOURS must be a number of hours from 1 on, it is '$every'." >&2
    exit 1
    ;;
esac
trap 'exit 0' INT TERM

while true; do
  step=upload.sh
  [ -n "$(find "${FLAGMETER_BACKUP_DIR:-backups}" -name 'flagmeter-*.dump*' ! -name '*.partial' ! -name '*.uploaded' \
    -mmin "-$((every * 60))" 2>/dev/null)" ] || step=backup.sh
  # In the background, because a shell acts on a signal only between commands.
  "$here/$step" &
  wait $! || echo "flagmeter: the backup is not where it shall be; next try in ${FLAGMETER_BACKUP_RETRY_SECONDS:-300} seconds" >&2
  sleep "${FLAGMETER_BACKUP_RETRY_SECONDS:-300}" &
  wait $!
done
