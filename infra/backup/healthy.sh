#!/bin/sh
# The backup container's health check: is the last backup younger than two turns? Before the first one it says no.
[ -n "$(find "${FLAGMETER_BACKUP_DIR:-backups}" -name 'flagmeter-*.dump' \
  -mmin "-$((${FLAGMETER_BACKUP_EVERY_HOURS:-6} * 120))" 2>/dev/null)" ]
