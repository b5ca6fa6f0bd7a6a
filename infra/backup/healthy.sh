#!/bin/sh
# The backup container's health check: did the last step go well, and is the last backup younger than two turns?
dir=${FLAGMETER_BACKUP_DIR:-backups}
! cat "$dir/.failed" 2>/dev/null &&
  [ -n "$(find "$dir" -name 'flagmeter-*.dump*' ! -name '*.partial' ! -name '*.uploaded' \
    -mmin "-$((${FLAGMETER_BACKUP_EVERY_HOURS:-6} * 120))" 2>/dev/null)" ]
