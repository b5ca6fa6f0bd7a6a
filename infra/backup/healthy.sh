#!/bin/sh
# The backup container's health check: is the last backup that went well, its copy to S3 included, younger than two turns?
[ -n "$(find "${FLAGMETER_BACKUP_DIR:-backups}" -name .last-success \
  -mmin "-$((${FLAGMETER_BACKUP_EVERY_HOURS:-6} * 120))" 2>/dev/null)" ]
