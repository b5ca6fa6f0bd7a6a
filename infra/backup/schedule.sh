#!/bin/sh
# The backup container: a backup at its start unless the last one is young enough, then one every
# FLAGMETER_BACKUP_EVERY_HOURS (default 6, which is also how much usage a lost disk costs at most).
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
  if [ -z "$(find "${FLAGMETER_BACKUP_DIR:-backups}" -name 'flagmeter-*.dump' -mmin "-$((every * 60))" 2>/dev/null)" ]; then
    "$here/backup.sh" || echo "flagmeter: no backup was made; next try in 5 minutes" >&2
  fi
  # In the background, because a shell acts on a signal only between commands.
  sleep 300 &
  wait $!
done
