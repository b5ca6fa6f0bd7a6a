#!/bin/sh
# Copies to the bucket what is kept and not there yet. backup.sh does so too; this is for the next try.
#
#   FLAGMETER_BACKUP_S3_URL  https://HOST/BUCKET or .../BUCKET/FOLDER, with AWS_ACCESS_KEY_ID and
#                            AWS_SECRET_ACCESS_KEY, and AWS_REGION where it is not us-east-1
set -eu

# shellcheck source=infra/backup/tools.sh
. "$(dirname "$0")/tools.sh"

work_alone
trap 'ended' EXIT
upload
